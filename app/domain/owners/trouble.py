"""What an owner is told about: the causes, and which error has which cause.

Owners are told when the report could not be posted or asking stopped, if they can do something about it; whose answers
Slack refuses; and who could not be messaged, if these are three people or more, or half of a smaller team. With a dead
token nobody can be told anything, and a Slack that is down is only waited for. Whoever looks after the installation
learns of all of it by the alarm of standups in trouble (`flows/owners/watching.py`), and of a dead token by the
function's errors, too.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.errors import SlackError, SlackRefused
from app.slack_errors import Meaning

# From this many people who cannot be messaged on, owners are told; in a smaller team, from half of it on.
MANY = 3


class Trouble(StrEnum):
    """The causes that owners are told about."""

    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_GONE = "channel_gone"
    NOT_IN_CHANNEL = "not_in_channel"
    PERMISSION_MISSING = "permission_missing"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    INSIDE = "inside"
    WORDS_REFUSED = "words_refused"
    OPEN_CHANNEL = "open_channel"
    UNREACHABLE = "unreachable"
    ANSWERS_REFUSED = "answers_refused"
    NOT_DELIVERED = "not_delivered"
    KEPT_IN = "kept_in"


# Our own error code, used like those of Slack.
OPEN_CHANNEL = "standup_open_channel"

# Troubles that do not keep the report from being posted.
BESIDE = frozenset({Trouble.UNREACHABLE, Trouble.ANSWERS_REFUSED, Trouble.NOT_DELIVERED, Trouble.KEPT_IN})

# Slack says that the bot is not in the channel. That may be wrong for a moment after somebody has invited it.
OUTSIDE = frozenset({Trouble.CHANNEL_GONE, Trouble.NOT_IN_CHANNEL})

CAUSES = {
    Meaning.ARCHIVED: Trouble.CHANNEL_ARCHIVED,
    Meaning.NO_CHANNEL: Trouble.CHANNEL_GONE,
    Meaning.NOT_ALLOWED: Trouble.REFUSED,
    Meaning.NOT_INSIDE: Trouble.NOT_IN_CHANNEL,
    Meaning.PERMISSION: Trouble.PERMISSION_MISSING,
    Meaning.WORDS: Trouble.WORDS_REFUSED,
}


def trouble_of(error: SlackError) -> Trouble | None:
    """Return the cause that an owner can do something about; None if there is none, or nobody could be told."""
    if error.code == OPEN_CHANNEL:
        return Trouble.OPEN_CHANNEL
    return CAUSES.get(error.meaning, Trouble.UNKNOWN if isinstance(error, SlackRefused) else None)


# The problem of a person who is not asked because other standups have asked them too often.
TOO_MANY = "too_many_menus"


def are_many(unreachable: int, people: int) -> bool:
    """Whether enough of the people asked could not be messaged that owners should know."""
    return unreachable >= MANY or 0 < people <= 2 * unreachable


def trouble_on(occurrence: Occurrence, reports: Iterable[Report], now: datetime) -> str:
    """Return why a day is in trouble at a moment: what Slack refuses, or UNREACHABLE; empty if it is not.

    A day that is over is in none any more, nor one that never began once its report was due.
    """
    if occurrence.is_over or (occurrence.roster is None and now >= occurrence.plan.report_at):
        return ""
    if occurrence.trouble.problem:
        return occurrence.trouble.problem
    unreachable = sum(report.state is State.UNREACHABLE for report in reports)
    return Trouble.UNREACHABLE if are_many(unreachable, len(occurrence.roster or ())) else ""
