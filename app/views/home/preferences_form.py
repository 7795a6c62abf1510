"""The modal for a person's preferences (reminders, language, public holidays), and its parser."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import InputBlock, Option, PlainTextInputElement, RadioButtonsElement
from slack_sdk.models.views import View

from app.domain.day.member import Member, Preferences
from app.domain.languages import LANGUAGES
from app.domain.setup.problems import country_problem
from app.errors import InvalidForm
from app.language import Locale, later
from app.problem import Problem, Wrong
from app.views import ids
from app.views.kit.fields import picked, values_of

REMINDERS = "reminders"
COUNTRY = "country"
LANGUAGE = "language"
LONGEST_CODE = 6

ALL = "all"
CHOICES = {ALL: later("As often as the standup does"), "1": later("Once a day"), "0": later("Not at all")}
AS_IN_SLACK = "slack"


def preferences_form(locale: Locale, member: Member) -> View:
    """Return the modal, filled with the person's present preferences."""
    options = {value: Option(value=value, text=locale.gettext(text)) for value, text in CHOICES.items()}
    names = {AS_IN_SLACK: locale.gettext("As in Slack"), **LANGUAGES}
    languages = {value: Option(value=value, text=text) for value, text in names.items()}
    present = ALL if member.preferences.reminders is None else str(min(member.preferences.reminders, 1))
    blocks = [
        InputBlock(
            block_id=REMINDERS,
            label=locale.gettext("Remind me while a standup waits for me"),
            element=RadioButtonsElement(
                action_id=REMINDERS, options=list(options.values()), initial_option=options[present]
            ),
        ),
        InputBlock(
            block_id=COUNTRY,
            label=locale.gettext("Public holidays I keep"),
            hint=locale.gettext(
                "The country's code, such as DE, or with its part, such as DE-BY. On these days I ask you nothing."
            ),
            optional=True,
            element=PlainTextInputElement(
                action_id=COUNTRY, max_length=LONGEST_CODE, initial_value=member.preferences.country or None
            ),
        ),
        InputBlock(
            block_id=LANGUAGE,
            label=locale.gettext("Language I speak to you"),
            hint=locale.gettext("What the channel reads is in the standup's language."),
            element=RadioButtonsElement(
                action_id=LANGUAGE,
                options=list(languages.values()),
                initial_option=languages.get(member.preferences.language, languages[AS_IN_SLACK]),
            ),
        ),
    ]
    return View(
        type="modal",
        callback_id=ids.PREFERENCES_FORM,
        title=locale.gettext("Preferences"),
        submit=locale.gettext("Save"),
        close=locale.gettext("Cancel"),
        blocks=blocks,
    )


def parse_preferences(view: Mapping[str, Any]) -> Preferences:
    """Parse the preferences; raises InvalidForm if the country makes no sense."""
    values = values_of(view)
    country = picked(values, COUNTRY).strip().upper()
    if country_problem(country):
        raise InvalidForm({COUNTRY: Problem(Wrong.COUNTRY_CODE)})
    often, language = picked(values, REMINDERS), picked(values, LANGUAGE)
    reminders = int(often) if often in CHOICES and often != ALL else None
    return Preferences(reminders, country, language if language in LANGUAGES else "")
