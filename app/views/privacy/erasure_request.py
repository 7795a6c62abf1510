"""The messages about an erasure request before it is carried out: who decides, until when, why somebody declines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.typed import visible_text
from app.errors import InvalidForm
from app.language import Locale, later
from app.problem import Problem, Wrong
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import date_and_time
from app.views.kit.fields import picked, values_of
from app.views.kit.text import escape, listed

LONGEST_REASON = 500
REASON = "reason"
TAKEN_BACK = later("You have taken it back. Nothing is erased.")


def who_decides(locale: Locale, deciders: Sequence[str], ends: datetime, declined: Collection[str] | None) -> Message:
    """Return the message that says who decides and when the erasure is carried out, with a button.

    `declined` is None before the deciders are asked; afterwards it holds those who have declined.
    """
    if not deciders:
        words = locale.gettext(
            "Nobody here decides about this but you: everything is erased at once, and can't be brought back."
        )
        return _with_buttons(words, _button(locale.gettext("Erase everything"), ids.ASK_FOR_IT))
    names = listed(locale, [f"<@{user_id}>" for user_id in deciders])
    lines = [
        locale.gettext(
            "*Who decides:* {names}, as owners of standups with answers of yours, or as admins.", names=names
        ),
        locale.gettext("With the first yes all that I have stored about you is erased, and I tell you."),
        locale.gettext("A no needs a reason, which you get; whoever else decides can still say yes."),
        locale.gettext("Unless all who decide say no, it is carried out on {date}.", date=date_and_time(locale, ends)),
    ]
    if declined is None:
        return _with_buttons("\n".join(lines), _button(locale.gettext("Ask them"), ids.ASK_FOR_IT))
    if declined:
        people = listed(locale, [f"<@{user_id}>" for user_id in sorted(declined)])
        lines.append(locale.gettext("Declined so far: {names}.", names=people))
    back = ButtonElement(text=locale.gettext("Take it back"), action_id=ids.WITHDRAW_ERASURE, value="wish")
    return _with_buttons("\n".join([locale.gettext("They have been asked."), *lines]), back)


def declined(locale: Locale, by: str, reason: str, ends: datetime | None) -> Message:
    """Return the message that tells the person who has declined and why, and what becomes of their request.

    Without `ends` everybody has declined, and nothing is erased.
    """
    intro = locale.gettext("{person} has declined to have your data erased:", person=f"<@{by}>")
    quoted = "\n".join(f"> {line}" for line in escape(reason).splitlines())
    if ends is None:
        rest = locale.gettext(
            "Everybody who decides has declined, so nothing is erased. Talk to them; you can ask again."
        )
    else:
        rest = locale.gettext(
            "The others can still agree. If not all of them decline, it is carried out on {date}.",
            date=_at(locale, ends),
        )
    return _with_buttons(f"{intro}\n{quoted}\n{rest}")


def reason_form(locale: Locale, user_id: str, place: tuple[str, str]) -> View:
    """Return the modal that asks for the reason; it remembers the person, and the message that was clicked."""
    words = locale.gettext("{person} reads it, and your name.", person=f"<@{user_id}>")
    element = PlainTextInputElement(action_id=REASON, multiline=True, min_length=3, max_length=LONGEST_REASON)
    return View(
        type="modal",
        callback_id=ids.REASON_FORM,
        title=locale.gettext("Why not?"),
        submit=locale.gettext("Decline"),
        close=locale.gettext("Cancel"),
        private_metadata=" ".join((user_id, *place)),
        blocks=[
            SectionBlock(text=MarkdownTextObject(text=words, verbatim=True)),
            InputBlock(block_id=REASON, label=PlainTextObject(text=locale.gettext("Reason")), element=element),
        ],
    )


def parse_reason(view: Mapping[str, Any]) -> tuple[str, tuple[str, str], str]:
    """Parse the person, the place of the clicked message, and the reason; raises InvalidForm without a reason."""
    user_id, channel, ts = (*str(view.get("private_metadata") or "").split(" "), "", "", "")[:3]
    reason = "\n".join(map(visible_text, picked(values_of(view), REASON).splitlines())).strip()
    if not reason:
        raise InvalidForm({REASON: Problem(Wrong.NO_REASON)})
    return user_id, (channel, ts), reason[:LONGEST_REASON]


def _at(locale: Locale, moment: datetime) -> str:
    return date_and_time(locale, moment)


def _button(text: str, action_id: str) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value="wish", style="danger")


def _with_buttons(text: str, *buttons: ButtonElement) -> Message:
    actions = [ActionsBlock(block_id="erasure_wish", elements=list(buttons))] if buttons else []
    return Message(text, [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True)), *actions])
