"""The modal for what a person wants: how often to be reminded, and whose public holidays they keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import InputBlock, Option, PlainTextInputElement, RadioButtonsElement
from slack_sdk.models.views import View

from app.domain.config import country_problem
from app.domain.member import Member
from app.errors import InvalidForm
from app.views import ids
from app.views.form_values import chosen, chosen_option

REMINDERS = "reminders"
COUNTRY = "country"
LONGEST_CODE = 6

ALL = "all"
CHOICES = {ALL: "As often as the standup does", "1": "Once a day", "0": "Not at all"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person wants: at most so many reminders a day (None: all), and the public holidays of a country."""

    reminders: int | None
    country: str


def preferences_form(member: Member) -> View:
    """Build the modal with what holds now."""
    options = {value: Option(value=value, text=text) for value, text in CHOICES.items()}
    present = ALL if member.reminders is None else str(min(member.reminders, 1))
    blocks = [
        InputBlock(
            block_id=REMINDERS,
            label="Remind me while a standup waits for me",
            element=RadioButtonsElement(
                action_id=REMINDERS, options=list(options.values()), initial_option=options[present]
            ),
        ),
        InputBlock(
            block_id=COUNTRY,
            label="Public holidays I keep",
            hint="The country's code, such as DE, or with its part, such as DE-BY. On these days I ask you nothing.",
            optional=True,
            element=PlainTextInputElement(
                action_id=COUNTRY, max_length=LONGEST_CODE, initial_value=member.country or None
            ),
        ),
    ]
    return View(
        type="modal",
        callback_id=ids.PREFERENCES_FORM,
        title="Preferences",
        submit="Save",
        close="Cancel",
        blocks=blocks,
    )


def parse_preferences(view: Mapping[str, Any]) -> Preferences:
    """Read what was chosen; raises InvalidForm with a sentence at the field that makes no sense."""
    country = str(chosen(view, COUNTRY, "value") or "").strip().upper()
    if country_problem(country):
        raise InvalidForm({COUNTRY: "Two letters, as in DE, and the part's after a hyphen, as in DE-BY."})
    often = chosen_option(view, REMINDERS)
    return Preferences(int(often) if often in CHOICES and often != ALL else None, country)
