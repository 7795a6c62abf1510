"""What people read when somebody who was no owner of a standup changes who its owners are."""

from collections.abc import Sequence

from slack_sdk.models.blocks import MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.language import say
from app.message import Message
from app.views.readers import for_channel
from app.views.text import escape, listed

AT_MOST = 10


def owners_changed(standup: Standup, by: str, before: Sequence[str], user_id: str) -> Message:
    """Say it to somebody who was an owner."""
    if user_id in standup.roles.owners:
        yours = say("You still are one of them.")
    else:
        yours = say("You are not one of them any more. If that is a mistake, talk to them or to a workspace admin.")
    return _message(standup, by, before, yours)


@for_channel
def owners_changed_here(standup: Standup, by: str, before: Sequence[str]) -> Message:
    """Say it to the standup's channel."""
    return _message(standup, by, before)


def _message(standup: Standup, by: str, before: Sequence[str], yours: str = "") -> Message:
    fields = {"by": _person(by), "name": f"*{escape(standup.name)}*", "channel": f"<#{standup.channel}>"}
    after = _people(standup.roles.owners)
    if by in before:
        words = say(
            "{by} changed the owners of {name} in {channel} from {before} to {after}.",
            before=_people(before),
            after=after,
            **fields,
        )
    elif before:
        words = say(
            "{by}, who was not an owner of {name} in {channel}, changed its owners from {before} to {after}.",
            before=_people(before),
            after=after,
            **fields,
        )
    else:
        words = say("{name} in {channel} had no owner. {by} changed that: now it is {after}.", after=after, **fields)
    newer = say("New owners read the days that begin from now on, and none that began before.")
    text = " ".join(filter(None, (words, yours, newer)))
    return Message(text=text, blocks=[SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))])


def _people(people: Sequence[str]) -> str:
    return listed([f"<@{user_id}>" for user_id in people], AT_MOST)


def _person(by: str) -> str:
    """Give who did it: a person, or an operator, who has a name of their own."""
    return f"<@{by}>" if by.isalnum() else escape(by)
