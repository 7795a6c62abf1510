"""What stands in the inputs of a view or message: the state that Slack sends, and what its client checks."""

import re
from typing import Any

from slack_simulator.blocks.checking import inputs_of
from slack_simulator.blocks.elements import INPUT_LENGTH
from slack_simulator.errors import ActError

Json = dict[str, Any]

# Where each element's value stands in the state, and which property of the element it starts with.
SINGLE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
SEVERAL = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
WRONG_FORMS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Please write an email address."),
    "url_text_input": (r"https?://\S+", "Please write a link that begins with http:// or https://."),
    "number_input": (r"-?\d+(\.\d+)?", "Please write a number."),
}


def value_key(element: Json) -> str:
    kind = element["type"]
    return (SINGLE.get(kind) or SEVERAL.get(kind) or ("value", ""))[0]


def state_values(blocks: list[Json], typed: Json | None) -> Json:
    """Return the state of all inputs: what was typed, else what they began with, else Slack's empty values.

    Ids that no block has are kept when they come in `typed`, as Slack keeps those of replaced blocks.
    """
    values: Json = {block_id: dict(actions) for block_id, actions in (typed or {}).items()}
    for block, element in inputs_of(blocks):
        actions = values.setdefault(block["block_id"], {})
        given = actions.get(element["action_id"])
        if given is not None and not offered(element, given):
            raise ActError("There is no such option.")
        actions[element["action_id"]] = _with_type(element, given) if given is not None else _untouched(element)
    return values


def _with_type(element: Json, given: Json) -> Json:
    value = {"type": element["type"], value_key(element): None, **given}
    if element["type"] in SEVERAL and value[value_key(element)] is None:
        value[value_key(element)] = []
    if value.get("value") == "":
        value["value"] = None
    return value


def offered(element: Json, chosen: Json) -> bool:
    """Return whether what was chosen is among the options of a menu, where the menu has its own."""
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    known = {option["value"] for group in groups for option in group["options"]}
    single = chosen.get("selected_option")
    picked = [*(chosen.get("selected_options") or []), *([single] if single else [])]
    return not known or all(option.get("value") in known for option in picked)


def _untouched(element: Json) -> Json:
    kind = element["type"]
    if kind in SEVERAL:
        key, initial = SEVERAL[kind]
        return {"type": kind, key: element.get(initial, [])}
    key, initial = SINGLE.get(kind, ("value", "initial_value"))
    value: Json = {"type": kind, key: element.get(initial)}
    if kind == "timepicker" and element.get("timezone"):
        value["timezone"] = element["timezone"]
    return value


def complaints(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack's own client refuses before it sends a form, by block id."""
    found = {}
    for block, element in inputs_of(blocks):
        if block["type"] == "input":
            value = values[block["block_id"]][element["action_id"]].get(value_key(element))
            complaint = _complaint(block, element, value)
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _complaint(block: Json, element: Json, value: object) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    return _text_complaint(element, value) if isinstance(value, str) else _count_complaint(element, value)


def _text_complaint(element: Json, text: str) -> str:
    most, least = element.get("max_length", INPUT_LENGTH), element.get("min_length", 0)
    if len(text) > most:
        return f"Must be no longer than {most} characters (it has {len(text)})."
    if len(text) < least:
        return f"Must be at least {least} characters (it has {len(text)})."
    pattern, sentence = WRONG_FORMS.get(element["type"], ("", ""))
    return sentence if pattern and not re.fullmatch(pattern, text) else ""


def _count_complaint(element: Json, value: object) -> str:
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Choose no more than {most}."
    return ""
