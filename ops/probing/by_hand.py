"""Questions for which the admin archives a test channel, or takes the app out of it for a moment."""

from collections.abc import Sequence

from ops.probing.asking import LEFT_OUT, refusal
from ops.probing.channel import TestChannel

BACK = "member_joined_channel"


def archived(channel: TestChannel) -> str:
    """Ask what a change is refused with while the channel is archived."""
    ts = channel.post("A test")
    if not channel.by_hand("Archive the test channel now."):
        return LEFT_OUT
    try:
        return refusal(lambda: channel.change(ts, "A test, changed"), "it is changed")
    finally:
        channel.by_hand("Unarchive it, and invite the app again if it is not in it any more.")


def removed(channel: TestChannel) -> str:
    """Ask what posting and changing are refused with while the app is not there, and how it is told of that."""
    before, ts = channel.told(channel.id), channel.post("A test")
    name = "test channel" if channel.is_private else "public channel"
    if not channel.by_hand(f"Remove the app from the {name} now, and leave the channel as it is."):
        return LEFT_OUT
    try:
        posting = refusal(lambda: channel.post("A test"), "it is posted")
        change = refusal(lambda: channel.change(ts, "A test, changed"), "it is taken")
        token = refusal(channel.web.auth_test, "the token works on")
    finally:
        channel.by_hand("Invite the app again, and wait for a minute.")
    return f"{posting}; a change: {change}; {token}; {_told_since(channel, before)}"


def unarchived(channel: TestChannel) -> str:
    """Ask who is in a public channel that comes back from the archive, and whether the app is told of that."""
    before = channel.told(channel.id)
    if not channel.by_hand("Archive the public channel now."):
        return LEFT_OUT
    try:
        channel.by_hand("Unarchive it, and do nothing else there.")
        inside = _inside(channel.members(), str(channel.web.auth_test()["user_id"]))
    finally:
        channel.by_hand("Join it and invite the app again, if you are not in it any more, and wait for a minute.")
    return f"{inside}; {_told_since(channel, before)}"


def _inside(members: Sequence[str], app: str) -> str:
    if not members:
        return "it is empty"
    people = len(set(members) - {app})
    return f"{people} of you in it, and the app {'too' if app in members else 'not'}"


def _told_since(channel: TestChannel, before: Sequence[str] | None) -> str:
    """Say which events the app was sent meanwhile.

    That it was invited again is one of them: where the log does not even say that, nothing follows from the others.
    """
    after = channel.told(channel.id)
    if before is None or after is None:
        return "what the app was told of it its log would say, which could not be read"
    since = list(dict.fromkeys(after[len(before) :]))
    if not since:
        return "the app's log says nothing of it, nor of the invitation"
    return f"the app was told by {', '.join(name for name in since if name != BACK) or 'nothing'}"
