"""All limits on what people enter: lengths, counts, and which days make sense.

New input must keep all of them. What is already stored must keep only those that the code relies on
(`config.from_stored`), so a limit that becomes tighter never breaks a standup.
"""

from datetime import date, datetime
from typing import Any

from app.domain.typed import visible_text
from app.errors import OutOfRange

# Far from the ends of Python's calendar, so that adding or subtracting years still gives a valid date.
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
LONGEST_ID = 40  # a user id; Slack's have about eleven characters

# Lists.
MOST_QUESTIONS = 10
MOST_CHOICES = 20
MOST_REMINDERS = 3
MOST_NAMED = 1000  # in each list of people; larger teams are asked through their channel
MOST_NAMED_IN_ALL = 2000  # participants and observers together
MOST_OWNERS = 50
MOST_DAYS_OFF = 366
MOST_AWAY_WORDS = 50

# Standups: more would be of no use and would flood people with messages.
MOST_OWNED = 25  # by one person
MOST_IN_CHANNEL = 10
MOST_MENUS_AN_HOUR = 20  # to one person, from all standups
MOST_ASKING = 20  # standups that ask one person by name; those of whole channels do not count

# Numbers.
MOST_WEEKS = 12
# Days per request; DynamoDB reads up to a hundred keys in one.
DAYS_AT_ONCE = 90
LONGEST_RETENTION = 3650


def is_day(day: date) -> bool:
    """Whether a day is in the range that people may mean."""
    return FIRST_DAY <= day <= LAST_DAY


def is_moment(moment: datetime) -> bool:
    """Whether a moment is on such a day in every time zone."""
    return FIRST_DAY.year < moment.year < LAST_DAY.year


def read_day(text: str) -> date:
    """Return the day of a text such as "2026-12-24"; raises ValueError, and OutOfRange for a day out of range."""
    day = date.fromisoformat(text)
    if not is_day(day):
        raise OutOfRange(text)
    return day


def read_text(value: Any) -> str:
    """Return a text, or a number as text; raises TypeError, or ValueError if it cannot be encoded."""
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    text = str(value)
    text.encode()  # an unpaired surrogate raises UnicodeEncodeError, which is a ValueError
    return text


def read_line(value: Any) -> str:
    """Return a text as people see it in one line; a text without visible characters is returned unchanged."""
    text = read_text(value)
    return visible_text(text) or text
