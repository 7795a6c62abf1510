"""What an owner should hear of: the causes, and which error comes from which."""

from enum import StrEnum

from app.errors import SlackError, SlackRefused
from app.slack_meanings import Meaning

# So many people who cannot be messaged are many; in a small team half of it is.
MANY = 3


class Trouble(StrEnum):
    """Why something could not be done."""

    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_GONE = "channel_gone"
    NOT_IN_CHANNEL = "not_in_channel"
    PERMISSION_MISSING = "permission_missing"
    REFUSED = "refused"
    WORDS_REFUSED = "words_refused"
    OPEN_CHANNEL = "open_channel"
    UNREACHABLE = "unreachable"
    NOT_DELIVERED = "not_delivered"
    KEPT_IN = "kept_in"


# Our own reason, among those that Slack gives.
OPEN_CHANNEL = "standup_open_channel"

# What owners are told beside the report, which is out all the same.
BESIDE = frozenset({Trouble.UNREACHABLE, Trouble.NOT_DELIVERED, Trouble.KEPT_IN})

CAUSES = {
    Meaning.ARCHIVED: Trouble.CHANNEL_ARCHIVED,
    Meaning.GONE: Trouble.CHANNEL_GONE,
    Meaning.NOT_INSIDE: Trouble.NOT_IN_CHANNEL,
    Meaning.PERMISSION: Trouble.PERMISSION_MISSING,
    Meaning.WORDS: Trouble.WORDS_REFUSED,
}


def trouble_of(error: SlackError) -> Trouble | None:
    """Give the cause that an owner can do something about; None if there is none, or nobody could be told of it.

    With a dead token nobody can be told of anything: the log and the alarm have to do.
    """
    if error.code == OPEN_CHANNEL:
        return Trouble.OPEN_CHANNEL
    return CAUSES.get(error.meaning, Trouble.REFUSED if isinstance(error, SlackRefused) else None)


# The problem of a person who is not asked because others have asked them so often.
TOO_MANY = "too_many_menus"


def are_many(unreachable: int, people: int) -> bool:
    """Whether so many of the people asked could not be messaged that an owner should know."""
    return unreachable >= MANY or 0 < people <= 2 * unreachable
