"""Cleaning typed text that others read in one line: invisible characters and direction marks are removed."""

import unicodedata

# Emoji need the first, some scripts need both. They are kept only between two visible characters.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
# The flags of England, Scotland and Wales are a black flag followed by invisible tag letters.
_FLAG, _TAGS = "\N{WAVING BLACK FLAG}", range(0xE0020, 0xE0080)
# Characters that look empty although Unicode counts them as letters or symbols.
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_HIDDEN = frozenset({"Cc", "Cf"})


def visible_text(text: str) -> str:
    """Return the visible text in one line, stripped; empty if nothing is visible."""
    if text.isprintable() and _EMPTY.isdisjoint(text):  # which nearly all texts are
        return text.strip()
    kept: list[str] = []
    for place, sign in enumerate(text):
        if sign in _EMPTY or sign.isspace() or unicodedata.category(sign) in _SPACES:
            kept.append(" ")
        elif unicodedata.category(sign) not in _HIDDEN or _is_needed(text, place, kept):
            kept.append(sign)
    return "".join(kept).strip()


def _is_needed(text: str, place: int, before: list[str]) -> bool:
    sign, last = text[place], before[-1] if before else " "
    if sign in _JOINERS:
        return last not in {" ", *_JOINERS} and _is_seen(text[place + 1 : place + 2])
    return ord(sign) in _TAGS and (last == _FLAG or ord(last) in _TAGS)


def _is_seen(sign: str) -> bool:
    return bool(sign) and sign not in _EMPTY and not sign.isspace() and unicodedata.category(sign) not in _HIDDEN
