"""The messages to those who own a standup after other owners have left the workspace, or became guests."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.kit.text import escape, listed

AT_MOST = 10


def still_yours(locale: Locale, standup: Standup, gone: Sequence[str], *, are_away: bool = True) -> Message:
    """Return the message that tells an owner who is no owner any more.

    `are_away` if all of these have left the workspace; otherwise some are guests or apps.
    """
    if not are_away:
        words = locale.ngettext(
            "{people} is no full member of this workspace and no longer among the owners of {name} in {channel}. "
            "You still are.",
            "{people} are no full members of this workspace and no longer among the owners of {name} in {channel}. "
            "You still are.",
            len(gone),
            **_about(locale, standup, gone),
        )
        return _message(locale, standup, words)
    words = locale.ngettext(
        "{people} is no longer in this workspace and no longer among the owners of {name} in {channel}. You still are.",
        "{people} are no longer in this workspace and no longer among the owners of {name} in {channel}. "
        "You still are.",
        len(gone),
        **_about(locale, standup, gone),
    )
    return _message(locale, standup, words)


def yours_now(locale: Locale, standup: Standup, gone: Sequence[str], *, are_away: bool = True) -> Message:
    """Return the message that tells somebody that they own the standup now, why, and how to hand it over."""
    words = _why_left(locale, standup, gone) if are_away else _why_limited(locale, standup, gone)
    return _message(
        locale, standup, f"{words} {locale.gettext('To hand it to somebody else, press *Edit*, then *More settings*.')}"
    )


def _why_left(locale: Locale, standup: Standup, gone: Sequence[str]) -> str:
    return locale.ngettext(
        "You look after {name} in {channel} now, because {people} is no longer in this workspace. "
        "It goes on as before.",
        "You look after {name} in {channel} now, because {people} are no longer in this workspace. "
        "It goes on as before.",
        len(gone),
        **_about(locale, standup, gone),
    )


def _why_limited(locale: Locale, standup: Standup, gone: Sequence[str]) -> str:
    return locale.ngettext(
        "You look after {name} in {channel} now, because {people} is no full member of this workspace, and only full "
        "members own a standup. It goes on as before.",
        "You look after {name} in {channel} now, because {people} are no full members of this workspace, and only full "
        "members own a standup. It goes on as before.",
        len(gone),
        **_about(locale, standup, gone),
    )


def _about(locale: Locale, standup: Standup, gone: Sequence[str]) -> dict[str, str]:
    people = listed(locale, [f"<@{user_id}>" for user_id in gone], AT_MOST)
    return {"people": people, "name": f"*{escape(standup.name)}*", "channel": f"<#{standup.channel}>"}


def _message(locale: Locale, standup: Standup, words: str) -> Message:
    edit = ButtonElement(text=locale.gettext("Edit"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    blocks: list[Block] = [
        SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
        ActionsBlock(block_id=f"owners.{standup.standup_id}", elements=[edit]),
    ]
    return Message(text=words, blocks=blocks)
