"""`{last_workday}` in a question: "yesterday", or on which day the standup took place last, as in "v pátek".

It stands for the whole adverb, in the standup's language, which its questions are written in. `{last_workday:cs}` is in
that language whatever the standup's is. It begins with a capital where the text does, or where it is written with one.
Which words it stands for is said by `views/day/last_workday.py`.
"""

import re
from collections.abc import Callable

from app.domain.languages import ENGLISH, LANGUAGES

PLACE = "last_workday"
_PLACE = re.compile(rf"\{{({PLACE})(?::([a-z]{{2}}))?\}}", re.IGNORECASE)


def has_place(text: str) -> bool:
    return _PLACE.search(text) is not None


def with_last_workday(text: str, language: str, named_in: Callable[[str], str]) -> str:
    """Return a question or label as it reads, given how a language names the day; unknown braces are left alone."""
    return _PLACE.sub(lambda place: _named(place, language, named_in), text)


def kept_in(text: str, language: str) -> str:
    """Let it go on in this language when the standup gets another one."""
    return _PLACE.sub(lambda place: place[0] if place[2] else f"{{{place[1]}:{language or ENGLISH}}}", text)


def _named(place: re.Match[str], language: str, named_in: Callable[[str], str]) -> str:
    wanted = (place[2] or language or ENGLISH).lower()
    if wanted not in LANGUAGES:
        return place[0]
    name = named_in(wanted)
    if place[1].isupper():
        return name.upper()
    return name[0].upper() + name[1:] if place[1][0].isupper() or not place.start() else name
