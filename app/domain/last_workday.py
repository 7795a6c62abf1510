"""`{last_workday}` in a question: "yesterday", or on which day the standup took place last, as in "v pátek".

It stands for the whole adverb, in the standup's language, which its questions are written in. `{last_workday:cs}` is in
that language whatever the standup's is. It begins with a capital where the text does, or where it is written with one.
"""

import re
from datetime import date, timedelta

from app.language import ENGLISH, LANGUAGES, later, say, speaking

PLACE = "last_workday"
_PLACE = re.compile(rf"\{{({PLACE})(?::([a-z]{{2}}))?\}}", re.IGNORECASE)
# As they stand within a question: yesterday, then on Monday, on Tuesday and so on.
_DAYS = later("yesterday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday")
_DAY = timedelta(days=1)


def has_place(text: str) -> bool:
    return _PLACE.search(text) is not None


def with_last_workday(text: str, language: str, day: date, last: date) -> str:
    """Give a question or label as it reads on `day`; braces of which nothing is known are left alone."""
    return _PLACE.sub(lambda place: _named(place, language, day, last), text)


def on_any_day(text: str, language: str) -> str:
    """Give it as it reads after an ordinary working day: the last one was yesterday."""
    return with_last_workday(text, language, date.min + _DAY, date.min)


def kept_in(text: str, language: str) -> str:
    """Let it go on in this language when the standup gets another one."""
    return _PLACE.sub(lambda place: place[0] if place[2] else f"{{{place[1]}:{language or ENGLISH}}}", text)


def _named(place: re.Match[str], language: str, day: date, last: date) -> str:
    spoken = (place[2] or language or ENGLISH).lower()
    if spoken not in LANGUAGES:
        return place[0]
    with speaking(spoken):
        yesterday, *weekdays = say(_DAYS).split(",")
    name = yesterday if day - last == _DAY else weekdays[last.weekday()]
    if place[1].isupper():
        return name.upper()
    return name[0].upper() + name[1:] if place[1][0].isupper() or not place.start() else name
