"""What people read who look after a standup because somebody else has gone."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.views import ids
from app.views.message import Message
from app.views.text import escape, listed

AT_MOST = 10


def still_yours(standup: Standup, gone: Sequence[str]) -> Message:
    """Say to an owner who has gone."""
    return _message(standup, f"{_gone(gone)} and no longer among the owners of {_name(standup)}. You still are.")


def yours_now(standup: Standup, gone: Sequence[str]) -> Message:
    """Say to somebody that the standup is theirs to look after now, why, and how to pass it on."""
    words = f"You look after {_name(standup)} now, because {_gone(gone)}. It goes on as before."
    return _message(standup, f"{words} To hand it to somebody else, press *Edit*, then *More settings*.")


def _gone(people: Sequence[str]) -> str:
    verb = "is" if len(people) == 1 else "are"
    return f"{listed([f'<@{user_id}>' for user_id in people], AT_MOST)} {verb} no longer in this workspace"


def _name(standup: Standup) -> str:
    return f"*{escape(standup.name)}* in <#{standup.channel}>"


def _message(standup: Standup, words: str) -> Message:
    edit = ButtonElement(text="Edit", action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    blocks: list[Block] = [
        SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
        ActionsBlock(block_id=f"owners.{standup.standup_id}", elements=[edit]),
    ]
    return Message(text=words, blocks=blocks)
