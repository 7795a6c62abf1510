"""The modal that asks what a new standup starts from."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, Option, RadioButtonsElement, StaticSelectElement
from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.domain.templates import BLOCKERS, DAILY, MOOD, TEMPLATES, WEEKLY
from app.views import ids
from app.views.fields import field, picked, values_of
from app.views.text import cut_plain

MOST_COPIES = 100
LONGEST_OPTION = 75
_HOME = "home"
_WORDS = {
    DAILY: ("Daily standup", "Yesterday, today, impediments; on weekdays"),
    WEEKLY: ("Weekly review", "What went well, what got in the way, what is next; on Fridays"),
    BLOCKERS: ("Blockers only", "One question, on weekdays"),
    MOOD: ("Mood check", "How everyone is, in one tap, on weekdays"),
}


def template_form(copies: Sequence[Standup], *, is_home: bool) -> View:
    """Build the modal; `copies` are the standups that the person may copy."""
    options = [Option(text=_WORDS[name][0], value=name, description=_WORDS[name][1]) for name in TEMPLATES]
    begin = RadioButtonsElement(options=options, initial_option=options[0])
    blocks: list[Block] = [field("template", "Begin with", begin)]
    if copies:
        names = [
            Option(text=cut_plain(standup.name, LONGEST_OPTION), value=standup.standup_id)
            for standup in copies[:MOST_COPIES]
        ]
        copy = StaticSelectElement(options=names, placeholder="None")
        blocks.append(field("copy", "Or copy one that there is", copy, optional=True))
    return View(
        type="modal",
        callback_id=ids.TEMPLATE_FORM,
        title="New standup",
        submit="Next",
        close="Cancel",
        private_metadata=_HOME if is_home else "",
        blocks=blocks,
    )


def parse_template(view: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Read the template's name, the id of the standup to copy instead, and whether Home is shown anew."""
    values = values_of(view)
    return picked(values, "template"), picked(values, "copy"), view.get("private_metadata") == _HOME
