"""Limits: how much of anything there may be, and which days and numbers make sense. All bounds for people are here.

What somebody writes anew is held to all of them. What is stored already is held only to those that it could not be
worked with otherwise (`config.from_stored`), so a bound that becomes tighter never takes a standup away.
"""

from datetime import date, datetime
from typing import Any

from app.domain.typed import seen
from app.errors import OutOfRange

# Far from where dates end: whatever is reckoned from one of these, by years even, is still a date.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)

# Texts, in characters.
LONGEST_NAME = 60
LONGEST_QUESTION = 150
LONGEST_LABEL = 40
LONGEST_CHOICE = 75
LONGEST_AWAY_WORD = 60
LONGEST_ADDRESS = 2000
LONGEST_NOTE = 100
LONGEST_ID = 40  # of a person; Slack's have about eleven characters

# Lists.
MOST_QUESTIONS = 10
MOST_CHOICES = 20
MOST_REMINDERS = 3
MOST_NAMED = 1000  # in each of the lists of people: more are asked by their channel
MOST_NAMED_IN_ALL = 2000  # in the lists of who is asked and who reads, together
MOST_OWNERS = 50
MOST_DAYS_OFF = 366
MOST_AWAY_WORDS = 50

# Standups: more of them are of no use to anybody, and their messages would be somebody's flood.
MOST_OWNED = 25  # by one person
MOST_IN_CHANNEL = 10
MOST_MENUS_AN_HOUR = 20  # to one person, from all standups
MOST_ASKING = 20  # of one person by name, besides those of whole channels

# Numbers.
MOST_WEEKS = 12
# Days that are looked for in one request, which reads a hundred keys.
DAYS_AT_ONCE = 90
LONGEST_RETENTION = 3650


def is_day(day: date) -> bool:
    """Whether a day is one that people may mean."""
    return FIRST_DAY <= day <= LAST_DAY


def is_moment(moment: datetime) -> bool:
    """Whether a moment is on such a day, wherever on earth it is looked at."""
    return FIRST_DAY.year < moment.year < LAST_DAY.year


def read_day(text: str) -> date:
    """Read a day as in "2026-12-24"; raises ValueError, and OutOfRange for one that nobody means."""
    day = date.fromisoformat(text)
    if not is_day(day):
        raise OutOfRange(text)
    return day


def read_text(value: Any) -> str:
    """Take a text, or a number as one; raises TypeError, or ValueError for what cannot be written down."""
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    text = str(value)
    text.encode()  # half a character raises UnicodeEncodeError, which is a ValueError
    return text


def read_line(value: Any) -> str:
    """Take a text that others read in a line, as they see it; one with nothing to see in it stays what it is."""
    text = read_text(value)
    return seen(text) or text
