"""The modal to choose a template for a new standup, or a standup to copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, Option, RadioButtonsElement, StaticSelectElement
from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.language import Locale, later
from app.views import ids
from app.views.kit.fields import field, picked, values_of
from app.views.kit.text import cut_plain
from app.views.setup.templates import BLOCKERS, DAILY, MOOD, TEMPLATES, WEEKLY

MOST_COPIES = 100
LONGEST_OPTION = 75
_HOME = "home"
_WORDS = {
    DAILY: (later("Daily standup"), later("Yesterday, today, impediments; on weekdays")),
    WEEKLY: (later("Weekly review"), later("What went well, what got in the way, what is next; on Fridays")),
    BLOCKERS: (later("Blockers only"), later("One question, on weekdays")),
    MOOD: (later("Mood check"), later("How everyone is, in one tap, on weekdays")),
}


def template_form(locale: Locale, copies: Sequence[Standup], *, is_home: bool) -> View:
    """Return the modal; `copies` are the standups that the person may copy."""
    options = [_option(locale, name) for name in TEMPLATES]
    begin = RadioButtonsElement(options=options, initial_option=options[0])
    blocks: list[Block] = [field("template", locale.gettext("Begin with"), begin)]
    if copies:
        names = [
            Option(text=cut_plain(standup.name, LONGEST_OPTION), value=standup.standup_id)
            for standup in copies[:MOST_COPIES]
        ]
        copy = StaticSelectElement(options=names, placeholder=locale.gettext("None of them"))
        blocks.append(field("copy", locale.gettext("Or copy one that there is"), copy, optional=True))
    return View(
        type="modal",
        callback_id=ids.TEMPLATE_FORM,
        title=locale.gettext("New standup"),
        submit=locale.gettext("Next"),
        close=locale.gettext("Cancel"),
        private_metadata=_HOME if is_home else "",
        blocks=blocks,
    )


def _option(locale: Locale, name: str) -> Option:
    words, description = _WORDS[name]
    return Option(text=locale.gettext(words), value=name, description=locale.gettext(description))


def parse_template(view: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Parse the name of the template, the id of the standup to copy instead, and whether to publish Home again."""
    values = values_of(view)
    return picked(values, "template"), picked(values, "copy"), view.get("private_metadata") == _HOME
