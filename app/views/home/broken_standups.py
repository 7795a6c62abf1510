"""The broken standups on the Home tab: what is wrong with each, and what its owner can do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.language import Locale
from app.problem import Problem
from app.views import ids
from app.views.kit.text import escape, listed
from app.views.setup.setting_fields import SETTING_VIEWS

# An owner with more broken standups has to mend some of these first.
MOST_SHOWN = 5


class Broken(Protocol):
    """The readable part of a stored standup, and the problems of its other fields."""

    @property
    def standup(self) -> Standup: ...
    @property
    def problems(self) -> Mapping[str, Problem]: ...


def broken_rows(locale: Locale, broken: Sequence[Broken]) -> list[Block]:
    """Return rows that say of each standup that it asks nobody, why, and what its owner can do."""
    return [block for each in broken[:MOST_SHOWN] for block in _rows(locale, each)]


def _rows(locale: Locale, broken: Broken) -> list[Block]:
    standup = broken.standup
    named = [locale.gettext(SETTING_VIEWS[name].label) for name in broken.problems if name in SETTING_VIEWS]
    words = locale.gettext("*{name}* asks nobody: what is stored of it makes no sense.", name=escape(standup.name))
    if named:
        words += " " + locale.gettext("At fault: {fields}.", fields=listed(locale, named))
    way_out = locale.gettext("Edit it, where what is at fault begins with its default, and save it; or delete it.")
    edit = ButtonElement(
        text=locale.gettext("Edit"), action_id=ids.EDIT_STANDUP, value=standup.standup_id, style="primary"
    )
    delete = ButtonElement(text=locale.gettext("Delete…"), action_id=ids.DELETE_BROKEN, value=standup.standup_id)
    block_id = f"standup.{standup.standup_id}"
    return [
        SectionBlock(block_id=block_id, text=MarkdownTextObject(text=f"{words}\n{way_out}", verbatim=True)),
        ActionsBlock(block_id=f"{block_id}.owner", elements=[edit, delete]),
    ]
