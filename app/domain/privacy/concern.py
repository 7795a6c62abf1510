"""Concerns: the people and channels that a standup is about, as keys under which it can be found directly."""

from app.domain.standup import Standup

# The key of the standups whose rows make no sense; admins mend them.
UNREADABLE = ".unreadable"
# The `about` of the job that notes all standups of a workspace.
EVERYTHING = "all"


def of_person(user_id: str) -> str:
    """Return the key of the standups that name a person."""
    return f".of.{user_id}"


def in_channel(channel: str) -> str:
    """Return the key of the standups that take place in a channel or report to it."""
    return f".in.{channel}"


def concern_keys(standup: Standup) -> frozenset[str]:
    """Return the keys of all people whom a standup names, and of its channels; mere channel members are not named."""
    named = (*standup.roles.owners, *standup.roles.observers, *standup.roles.optional, *(standup.roles.people or ()))
    channels = filter(None, (standup.channel, standup.readers.channel))
    return frozenset(map(of_person, named)) | frozenset(map(in_channel, channels))
