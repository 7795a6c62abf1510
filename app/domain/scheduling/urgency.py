"""What goes first when Slack has not room for everything that is due."""

from datetime import datetime, timedelta
from enum import IntEnum

from msgspec import Struct

# A team is to be asked within this time, and a little more for each of its people: so small teams come before a crowd.
ASKED_WITHIN = timedelta(seconds=30)
FOR_EACH = timedelta(seconds=2)
# Whose report is due so soon comes before everybody who still has time, however long these have waited.
SOON = timedelta(minutes=30)


class Rank(IntEnum):
    """What is sent, the most urgent first."""

    HEADER = 0  # a whole channel waits for it
    DUE = 1
    AFTERWARDS = 2


class Urgency(Struct, frozen=True, order=True):
    """How urgent something is: by rank, then by the moment by which it should be done."""

    rank: Rank
    wanted_by: datetime


def of_asking(ask_at: datetime, report_at: datetime, people: int, turn: int = 0) -> Urgency:
    """Return how urgent it is to ask so many people whose report is due at `report_at`.

    `turn` other standups of the same owner come first, so that the many standups of one owner do not keep the others
    waiting.
    """
    long = people * FOR_EACH
    within = ASKED_WITHIN * (1 + turn) + long
    return Urgency(Rank.DUE, min(ask_at + within, report_at - SOON - long))


def of_header(report_at: datetime) -> Urgency:
    """Return how urgent a report's summary header is."""
    return Urgency(Rank.HEADER, report_at)


def of_messages(since: datetime, messages: int) -> Urgency:
    """Return how urgent so many messages are that are due since a moment: a report's posts, or reminders."""
    return Urgency(Rank.DUE, since + messages * FOR_EACH / 2)
