"""What people read when somebody has changed the owners of a standup."""

from collections.abc import Sequence

from slack_sdk.models.blocks import MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.language import Locale
from app.slack.message import Message
from app.views.kit.text import escape, listed

AT_MOST = 10


def owners_changed(locale: Locale, standup: Standup, by: str, before: Sequence[str], user_id: str) -> Message:
    """Return the message to a person who was an owner before."""
    if user_id in standup.roles.owners:
        yours = locale.gettext("You still are one of them.")
    else:
        yours = locale.gettext(
            "You are not one of them any more. If that is a mistake, talk to them or to a workspace admin."
        )
    return _message(locale, standup, by, before, yours)


def owners_changed_here(locale: Locale, standup: Standup, by: str, before: Sequence[str]) -> Message:
    """Return the message to the standup's channel."""
    return _message(locale, standup, by, before)


def _message(locale: Locale, standup: Standup, by: str, before: Sequence[str], yours: str = "") -> Message:
    fields = {"by": _person(by), "name": f"*{escape(standup.name)}*", "channel": f"<#{standup.channel}>"}
    after = _people(locale, standup.roles.owners)
    if by in before:
        words = locale.gettext(
            "{by} changed the owners of {name} in {channel} from {before} to {after}.",
            before=_people(locale, before),
            after=after,
            **fields,
        )
    elif before:
        words = locale.gettext(
            "{by}, who was not an owner of {name} in {channel}, changed its owners from {before} to {after}.",
            before=_people(locale, before),
            after=after,
            **fields,
        )
    else:
        words = locale.gettext(
            "{name} in {channel} had no owner. {by} changed that: now it is {after}.", after=after, **fields
        )
    newer = locale.gettext("New owners read the days that begin from now on, and none that began before.")
    text = " ".join(filter(None, (words, yours, newer)))
    return Message(text=text, blocks=[SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))])


def _people(locale: Locale, people: Sequence[str]) -> str:
    return listed(locale, [f"<@{user_id}>" for user_id in people], AT_MOST)


def _person(by: str) -> str:
    """Return who did it: a person as a mention, or an operator by name."""
    return f"<@{by}>" if by.isalnum() else escape(by)
