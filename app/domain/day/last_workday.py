"""The placeholder `{last_workday}` in questions: "yesterday", or the standup's last day, such as "v pátek".

It stands for the whole adverb in the standup's language, in which its questions are written. `{last_workday:cs}` is
Czech whatever the standup's language is. It is capitalized at the beginning of a text, or if it is written with a
capital. `views/day/last_workday.py` has the words.
"""

import re
from collections.abc import Callable

from app.domain.languages import ENGLISH, LANGUAGES

PLACE = "last_workday"
_PLACE = re.compile(rf"\{{({PLACE})(?::([a-z]{{2}}))?\}}", re.IGNORECASE)


def has_place(text: str) -> bool:
    return _PLACE.search(text) is not None


def with_last_workday(text: str, language: str, named_in: Callable[[str], str]) -> str:
    """Return a question or label with the placeholder replaced; other braces are left alone.

    `named_in` returns the day's name in a language.
    """
    return _PLACE.sub(lambda place: _named(place, language, named_in), text)


def kept_in(text: str, language: str) -> str:
    """Return the text with its placeholders fixed to this language, for a standup that changes its own."""
    return _PLACE.sub(lambda place: place[0] if place[2] else f"{{{place[1]}:{language or ENGLISH}}}", text)


def _named(place: re.Match[str], language: str, named_in: Callable[[str], str]) -> str:
    wanted = (place[2] or language or ENGLISH).lower()
    if wanted not in LANGUAGES:
        return place[0]
    name = named_in(wanted)
    if place[1].isupper():
        return name.upper()
    return name[0].upper() + name[1:] if place[1][0].isupper() or not place.start() else name
