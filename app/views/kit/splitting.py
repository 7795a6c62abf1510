"""Cuts long texts into pieces that fit, after a line or a word if possible, and never within a character."""

import re
import unicodedata

from app.views.kit.text import escaped_length

# A character that people see may be many code points. One with more than these is not readable, and may be cut.
LONGEST_CHARACTER = 40
_JOINER = "\u200d"
# Unicode categories of code points that are part of the character before them: accents, joiners, the letters in the
# flags of England, Scotland and Wales. A library with all of Unicode's rules has 800 kB; the package may have 5 MB.
_ADDED = frozenset({"Mn", "Me", "Mc", "Cf"})
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def size(text: str) -> int:
    """Return the size of a text, as the strictest part of Slack counts it: escaped, with two for each emoji."""
    return escaped_length(text) + sum(character > "\uffff" for character in text)


def cut_at(text: str, start: int, room: int) -> int:
    """Return the end of the longest piece from `start` on whose size is at most `room`; it has at least one character.

    The piece ends after a line or a word if one ends in its last third.
    """
    end = _reach(text, start, room)
    if end >= len(text):
        return len(text)
    for boundary in (r"\n", r"\s"):
        ends = [found.end() for found in re.finditer(boundary, text[start:end])]
        if ends and ends[-1] > (end - start) * 2 // 3:
            return start + ends[-1]
    whole = end
    while whole > start and end - whole < LONGEST_CHARACTER and _is_within_character(text, whole):
        whole -= 1
    return end if whole == start or _is_within_character(text, whole) else whole


def _reach(text: str, start: int, room: int) -> int:
    """Return the index up to which the text fits, characters not regarded."""
    rest = text[start : start + max(1, room)]
    if size(rest) <= room:
        return start + len(rest)
    counted = 0
    for offset, character in enumerate(rest):
        counted += size(character)
        if counted > room:
            return start + max(1, offset)
    return start + len(rest)


def _is_within_character(text: str, index: int) -> bool:
    """Whether the code point at `index` belongs to the same visible character as the one before it."""
    before, here = text[index - 1], text[index]
    if _JOINER in (before, here) or unicodedata.category(here) in _ADDED or ord(here) in _SKIN_TONES:
        return True
    if (before, here) == ("\r", "\n"):
        return True
    flags = 0
    while index - 1 - flags >= 0 and ord(text[index - 1 - flags]) in _FLAG_LETTERS:
        flags += 1
    return flags % 2 == 1 and ord(here) in _FLAG_LETTERS
