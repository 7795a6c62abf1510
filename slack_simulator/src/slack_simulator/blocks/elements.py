"""The rules of Block Kit's elements: buttons, menus, inputs, pictures."""

from collections.abc import Iterator, Mapping
from typing import Any

from slack_simulator.blocks.rules import (
    Rule,
    any_text,
    anything,
    boolean,
    choice,
    fault,
    listing,
    plain_text,
    shape,
    string,
    typed,
    whole_number,
    with_check,
)

INPUT_LENGTH = 3000
INT_TEXT = string(50)

CONFIRM = shape(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": choice("primary", "danger")},
)
DISPATCH = shape({}, {"trigger_actions_on": listing(choice("on_enter_pressed", "on_character_entered"), 2)})


def option(text: Rule) -> Rule:
    return shape({"text": text, "value": string(150, 1)}, {"description": any_text(75), "url": string(3000)})


PLAIN_OPTION = option(plain_text(75))
RICH_OPTION = option(any_text(75))
OPTIONS = listing(PLAIN_OPTION, 100)
GROUPS = listing(shape({"label": plain_text(75), "options": OPTIONS}), 100)
FILTER = shape(
    {},
    {
        "include": listing(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def element(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    return shape({"type": anything, **required}, {"action_id": string(255, 1), **optional})


def chooser(
    required: Mapping[str, Rule] | None = None, optional: Mapping[str, Rule] | None = None, **more: Rule
) -> Rule:
    common = {"placeholder": plain_text(150), "confirm": CONFIRM, "focus_on_load": boolean}
    return element(required or {}, {**common, **(optional or {}), **more})


def text_input(**more: Rule) -> Rule:
    common = {"placeholder": plain_text(150), "focus_on_load": boolean, "dispatch_action_config": DISPATCH}
    return element({}, {**common, **more})


def _options_or_groups(value: dict[str, Any], pointer: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield fault("either options or option_groups must be provided", pointer)


def _initial_value_fits(value: dict[str, Any], pointer: str) -> Iterator[str]:
    initial, most = value.get("initial_value"), value.get("max_length", INPUT_LENGTH)
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        yield fault(f"must be less than {most + 1} characters", f"{pointer}/initial_value")
    if isinstance(most, int) and not 1 <= most <= INPUT_LENGTH:
        yield fault(f"must be from 1 to {INPUT_LENGTH}", f"{pointer}/max_length")
    least = value.get("min_length", 0)
    if isinstance(least, int) and not 0 <= least <= INPUT_LENGTH:
        yield fault(f"must be from 0 to {INPUT_LENGTH}", f"{pointer}/min_length")


def _alt_text(value: dict[str, Any], pointer: str) -> Iterator[str]:
    if ("image_url" in value) == ("slack_file" in value):
        yield fault("either image_url or slack_file must be provided", pointer)


USERS = listing(string(20, 1), 1000, 0)
STATIC = {"options": OPTIONS, "option_groups": GROUPS}
SEVERAL = {"max_selected_items": whole_number}
CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": FILTER, "response_url_enabled": boolean}

BUTTON = element(
    {"text": plain_text(75)},
    {
        "url": string(3000),
        "value": string(2000),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
PICKERS: dict[str, Rule] = {
    "static_select": with_check(chooser({}, STATIC, initial_option=PLAIN_OPTION), _options_or_groups),
    "multi_static_select": with_check(chooser({}, {**STATIC, **SEVERAL}, initial_options=OPTIONS), _options_or_groups),
    "external_select": chooser(min_query_length=whole_number, initial_option=PLAIN_OPTION),
    "multi_external_select": chooser({}, SEVERAL, min_query_length=whole_number, initial_options=OPTIONS),
    "users_select": chooser(initial_user=string(20)),
    "multi_users_select": chooser({}, SEVERAL, initial_users=USERS),
    "conversations_select": chooser({}, CONVERSATIONS, initial_conversation=string(20)),
    "multi_conversations_select": chooser({}, {**CONVERSATIONS, **SEVERAL}, initial_conversations=USERS),
    "channels_select": chooser(initial_channel=string(20), response_url_enabled=boolean),
    "multi_channels_select": chooser({}, SEVERAL, initial_channels=USERS),
    "datepicker": chooser(initial_date=string(10)),
    "timepicker": chooser(initial_time=string(5), timezone=string(100)),
    "datetimepicker": chooser(initial_date_time=whole_number),
    "checkboxes": chooser({"options": listing(RICH_OPTION, 10)}, initial_options=listing(RICH_OPTION, 10)),
    "radio_buttons": chooser({"options": listing(RICH_OPTION, 10)}, initial_option=RICH_OPTION),
}
TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": with_check(
        text_input(initial_value=anything, multiline=boolean, min_length=whole_number, max_length=whole_number),
        _initial_value_fits,
    ),
    "rich_text_input": text_input(initial_value=anything),
    "email_text_input": text_input(initial_value=string(INPUT_LENGTH)),
    "url_text_input": text_input(initial_value=string(INPUT_LENGTH)),
    "number_input": text_input(
        is_decimal_allowed=boolean, initial_value=INT_TEXT, min_value=INT_TEXT, max_value=INT_TEXT
    ),
}
FILE_INPUT = element({}, {"filetypes": listing(string(50), 50), "max_files": whole_number})
OVERFLOW = element({"options": listing(PLAIN_OPTION, 5)}, {"confirm": CONFIRM})
IMAGE = with_check(
    shape({"type": anything, "alt_text": string(2000)}, {"image_url": string(3000, 1), "slack_file": anything}),
    _alt_text,
)

ACTION_ELEMENTS: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, "workflow_button": anything, **PICKERS}
ACCESSORIES: dict[str, Rule] = {**ACTION_ELEMENTS, "image": IMAGE}
INPUT_ELEMENTS: dict[str, Rule] = {**PICKERS, **TEXT_INPUTS, "file_input": FILE_INPUT}
ACTION = typed(ACTION_ELEMENTS, "element")
ACCESSORY = typed(ACCESSORIES, "accessory")
INPUT = typed(INPUT_ELEMENTS, "input element")
