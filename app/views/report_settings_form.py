"""The modal with what a standup's report looks like, where it goes, who may read it and how long it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    UrlInputElement,
)
from slack_sdk.models.views import View

from app.domain.limits import LONGEST_RETENTION
from app.domain.standup import Layout, Posting, Standup
from app.domain.templates import in_language
from app.language import LANGUAGES, later, say
from app.problem import Problem, Wrong
from app.records import replace
from app.views import ids
from app.views.fields import field, one_of, picked, picked_all, said, values_of, written
from app.views.standup_form import Editing

LAYOUTS = {
    Layout.AUTO.value: later("A post each; above 20 people, answers in a thread"),
    Layout.POSTS.value: later("A post each, under everyone's own name and picture"),
    Layout.THREAD.value: later("One heading, and the answers in its thread"),
    Layout.BY_PERSON.value: later("One text, person by person"),
    Layout.BY_QUESTION.value: later("One text, question by question"),
}
# Options need a value, and no language is one, too.
_NOT_CHOSEN = "default"
_SPOKEN = {_NOT_CHOSEN: later("Not chosen (English)"), **LANGUAGES}
_HEADING = {
    "names_missing": (later("Name who has not answered"), later("Otherwise they are only counted.")),
    "charts": (later("Pictures of moods and numbers"), later("Where a question asks for a mood or a number.")),
}
_READERS = {
    "copies": (later("A copy to those who only read"), later("By direct message, once the report is out.")),
    "guests_may_read": (
        later("Guests from other companies"),
        later("Wherever they are; otherwise only where they take part."),
    ),
}


def report_settings_form(standup: Standup, editing: Editing, preview: Sequence[Block], key: str) -> View:
    """Build the modal; `preview` is what a report would look like, shown below the choices that shape it.

    `key` is what deliveries to the webhook are signed with.
    """
    return View(
        type="modal",
        callback_id=ids.REPORT_FORM,
        title=say("The report"),
        submit=say("Done"),
        close=say("Back"),
        private_metadata=editing.kept(),
        blocks=[*_looks(standup), *preview, *_destinations(standup, key), *_keeping(standup)],
    )


def _looks(standup: Standup) -> list[Block]:
    hint = say("Answers reach the channel each as it comes, so they are in the day's thread whatever you choose here.")
    layout = field(
        ids.LAYOUT,
        say("What it looks like"),
        one_of(said(LAYOUTS), standup.layout.value, side_by_side=True),
        hint=hint if standup.posting is Posting.AS_IT_COMES else None,
    )
    heading = _switches(ids.HEADING_PARTS, say("In the heading"), _HEADING, standup)
    chosen = one_of(said(_SPOKEN), standup.language or _NOT_CHOSEN)
    language = field(ids.LANGUAGE, say("Language in the channel"), chosen)
    for block in (layout, heading, language):
        block.dispatch_action = True
    return [layout, heading, language]


def _destinations(standup: Standup, key: str) -> list[Block]:
    channel = ConversationSelectElement(
        initial_conversation=standup.report_channel or None,
        placeholder=say("The standup's own channel"),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    elsewhere = say("Only if it goes elsewhere: a channel that both you and I are in. Everyone there can read it.")
    webhook = say("It gets each finished report as JSON, signed. An address on the public internet, https://…")
    signed = say(
        "The webhook's deliveries are signed with the key `{key}`. Who has it can check that they are ours.", key=key
    )
    return [
        field("report_channel", say("Post the report to"), channel, hint=elsewhere, optional=True),
        field(
            "webhook_url",
            say("Webhook"),
            UrlInputElement(initial_value=standup.webhook_url or None),
            hint=webhook,
            optional=True,
        ),
        *([ContextBlock(elements=[MarkdownTextObject(text=signed, verbatim=True)])] if standup.webhook_url else []),
        _switches("readers", say("Who else reads it"), _READERS, standup),
    ]


def _keeping(standup: Standup) -> list[Block]:
    days = NumberInputElement(
        initial_value=str(standup.retention_days),
        min_value="0",
        max_value=str(LONGEST_RETENTION),
        is_decimal_allowed=False,
    )
    return [field("retention_days", say("Days that answers are kept"), days, hint=say("0 keeps them for good."))]


def _switches(name: str, label: str, texts: Mapping[str, tuple[str, str]], standup: Standup) -> InputBlock:
    options = {
        flag: Option(text=say(words), value=flag, description=say(small)) for flag, (words, small) in texts.items()
    }
    chosen = [option for flag, option in options.items() if getattr(standup, flag)]
    element = CheckboxesElement(options=list(options.values()), initial_options=chosen or None)
    return field(name, label, element, optional=True)


def parse_report_settings(view: Mapping[str, Any], standup: Standup) -> tuple[Standup, dict[str, Problem]]:
    """Take the fields over into the standup; returns what cannot be read, by field, too."""
    values = values_of(view)
    layout, language = picked(values, ids.LAYOUT), picked(values, ids.LANGUAGE)
    days = written(values, "retention_days")
    is_number = days.isascii() and days.isdecimal()
    chosen = {*picked_all(values, ids.HEADING_PARTS), *picked_all(values, "readers")}
    elsewhere = picked(values, "report_channel", "conversation")
    changed = replace(
        standup,
        layout=Layout(layout) if layout in LAYOUTS else standup.layout,
        report_channel="" if elsewhere == standup.channel else elsewhere,
        webhook_url=written(values, "webhook_url"),
        retention_days=int(days[:9]) if is_number else standup.retention_days,
        names_missing="names_missing" in chosen,
        charts="charts" in chosen,
        copies="copies" in chosen,
        guests_may_read="guests_may_read" in chosen,
    )
    if language in _SPOKEN:
        changed = in_language(changed, "" if language == _NOT_CHOSEN else language)
    return changed, {} if is_number else {"retention_days": Problem(Wrong.NO_NUMBER_OF_DAYS)}
