"""Concern: whom and where a standup is about, as keys under which it is found without looking at any other."""

from app.domain.standup import Standup

# Where those are found that nobody can read: admins mend them.
UNREADABLE = ".unreadable"
# What the job that notes all standups of a workspace is about.
EVERYTHING = "all"


def of_person(user_id: str) -> str:
    """Return the key of the standups that name a person."""
    return f".of.{user_id}"


def in_channel(channel: str) -> str:
    """Return the key of the standups that take place in a channel, or report to it."""
    return f".in.{channel}"


def concerned(standup: Standup) -> frozenset[str]:
    """Return the keys of all whom a standup names, and of its channels; who is only in its channel is not named."""
    named = (*standup.roles.owners, *standup.roles.observers, *standup.roles.optional, *(standup.roles.people or ()))
    channels = filter(None, (standup.channel, standup.readers.channel))
    return frozenset(map(of_person, named)) | frozenset(map(in_channel, channels))
