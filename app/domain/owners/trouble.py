"""What an owner should hear of: the causes, and which error comes from which."""

from enum import StrEnum

from app.errors import SlackError, SlackRefused
from app.slack_errors import Meaning

# So many people who cannot be messaged are many; in a small team half of it is.
MANY = 3


class Trouble(StrEnum):
    """Why something could not be done."""

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


# Our own reason, among those that Slack gives.
OPEN_CHANNEL = "standup_open_channel"

# What owners are told beside the report, which is out all the same.
BESIDE = frozenset({Trouble.UNREACHABLE, Trouble.ANSWERS_REFUSED, Trouble.NOT_DELIVERED, Trouble.KEPT_IN})

# With these Slack says that we are not in the channel. It may be wrong for a moment, when somebody has just let us in.
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
    """Return the cause that an owner can do something about; None if there is none, or nobody could be told of it.

    With a dead token nobody can be told of anything: the log and the alarm have to do.
    """
    if error.code == OPEN_CHANNEL:
        return Trouble.OPEN_CHANNEL
    return CAUSES.get(error.meaning, Trouble.UNKNOWN if isinstance(error, SlackRefused) else None)


# The problem of a person who is not asked because others have asked them so often.
TOO_MANY = "too_many_menus"


def are_many(unreachable: int, people: int) -> bool:
    """Whether so many of the people asked could not be messaged that an owner should know."""
    return unreachable >= MANY or 0 < people <= 2 * unreachable
