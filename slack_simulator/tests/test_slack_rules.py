"""docs/rules.md says what the code does: every method, number, limit, event and fault, and who holds each rule."""

import importlib
import re
from pathlib import Path

import pytest

from slack_room import a_modal
from slack_simulator.api.methods import METHODS
from slack_simulator.apps.permissions import BOT_EVENTS
from slack_simulator.blocks.checking import check_message_blocks, check_view
from slack_simulator.errors import SlackError
from slack_simulator.faults import KINDS
from slack_simulator.state.limits import SPECIAL, TIERS

HERE = Path(__file__).parents[1]
PAGE = (HERE / "docs" / "rules.md").read_text("utf-8")


def rows(title):
    """The cells of the table under a heading, row by row."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    assert lines, title
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(cell):
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_every_method_has_its_tier_and_scopes():
    tiers = {SPECIAL: "special", None: "own"}
    told = {names(method)[0]: (tier, names(scopes)) for method, tier, scopes in rows("Methods")}
    assert told == {name: (tiers.get(each.tier, str(each.tier)), each.scopes) for name, each in METHODS.items()}


@pytest.mark.parametrize("row", rows("Numbers"), ids=lambda row: row[3].strip("`"))
def test_a_number_is_that_of_the_code(row):
    module, _, name = names(row[3])[0].rpartition(".")
    assert float(row[1]) == getattr(importlib.import_module(f"slack_simulator.{module}"), name)


def test_the_tiers_are_those_of_the_code():
    said = PAGE.partition("Tiers, in calls a minute: ")[2].partition(" (")[0]
    assert said == ", ".join(f"{'special' if tier == SPECIAL else tier} is {calls}" for tier, calls in TIERS.items())


def test_every_event_has_its_scopes():
    told = {names(event)[0]: names(scopes) for event, scopes, _ in rows("Events")}
    assert told == dict(BOT_EVENTS)


def test_what_is_never_sent_is_sent_nowhere():
    code = "".join(path.read_text("utf-8") for path in (HERE / "src").rglob("*.py") if path.name != "permissions.py")
    for event, _, when in rows("Events"):
        name = names(event)[0]
        kind, _, what = name.partition("_")
        made_up = '"message.{' in code if name.startswith("message.") else f'_{what}"' in code and kind in code
        assert when == "never" or f'"{name}"' in code or made_up, name


def test_every_kind_of_fault_is_told():
    assert {names(kind)[0]: what for kind, what in rows("Faults")} == KINDS


@pytest.mark.parametrize("title", ["Requests to the app", "Modals, Home, triggers, response URLs", "Messages", "Calls"])
def test_who_holds_a_rule_is_there(title):
    for rule, source, held_by in rows(title):
        assert source, rule
        path, _, test = names(held_by)[0].partition("::")
        assert not test or f"def {test}(" in (HERE / path).read_text("utf-8"), rule
        assert (HERE / path).is_file(), rule


def plain(length):
    return {"type": "plain_text", "text": "x" * length}


def option(**parts):
    return {"text": plain(1), "value": "v", **parts}


def select(**parts):
    return {"type": "static_select", "action_id": "a", "options": [option()], **parts}


def options(count):
    return [option(value=str(number)) for number in range(count)]


def button(**parts):
    return {"type": "button", "action_id": "a", "text": plain(1), **parts}


def buttons(count):
    return [button(action_id=str(number)) for number in range(count)]


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def entry(element=None, **parts):
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain(1), "element": element, **parts}


def confirm(**parts):
    asked = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1), **parts}
    return actions(button(confirm=asked))


def section(**parts):
    return {"type": "section", **parts}


def image(**parts):
    return {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x", **parts}


def address(length):
    return "https://example.com/".ljust(length, "x")


def dividers(count):
    return [{"type": "divider"}] * count


BLOCKS = {
    "header text": lambda n: {"type": "header", "text": plain(n)},
    "section text": lambda n: section(text=plain(n)),
    "section field": lambda n: section(fields=[plain(n)]),
    "section fields": lambda n: section(fields=[plain(1)] * n),
    "context elements": lambda n: {"type": "context", "elements": [plain(1)] * n},
    "context text": lambda n: {"type": "context", "elements": [plain(n)]},
    "actions elements": lambda n: actions(*buttons(n)),
    "image alt text": lambda n: image(alt_text="x" * n),
    "image url": lambda n: image(image_url=address(n)),
    "image title": lambda n: image(title=plain(n)),
    "input label": lambda n: entry(label=plain(n)),
    "input hint": lambda n: entry(hint=plain(n)),
    "button text": lambda n: actions(button(text=plain(n))),
    "button value": lambda n: actions(button(value="x" * n)),
    "button url": lambda n: actions(button(url=address(n))),
    "select options": lambda n: actions(select(options=options(n))),
    "option text": lambda n: actions(select(options=[option(text=plain(n))])),
    "option value": lambda n: actions(select(options=[option(value="x" * n)])),
    "option description": lambda n: actions(select(options=[option(description=plain(n))])),
    "option groups": lambda n: actions(
        {"type": "static_select", "action_id": "a", "option_groups": [{"label": plain(1), "options": [option()]}] * n}
    ),
    "placeholder": lambda n: actions(select(placeholder=plain(n))),
    "checkboxes": lambda n: actions({"type": "checkboxes", "action_id": "a", "options": options(n)}),
    "radio buttons": lambda n: actions({"type": "radio_buttons", "action_id": "a", "options": options(n)}),
    "overflow options": lambda n: actions({"type": "overflow", "action_id": "a", "options": options(n)}),
    "confirm title": lambda n: confirm(title=plain(n)),
    "confirm text": lambda n: confirm(text=plain(n)),
    "confirm button": lambda n: confirm(confirm=plain(n)),
    "text input": lambda n: entry({"type": "plain_text_input", "action_id": "a", "initial_value": "x" * n}),
    "block id": lambda n: {"type": "divider", "block_id": "x" * n},
    "action id": lambda n: actions(button(action_id="x" * n)),
    "markdown text": lambda n: {"type": "markdown", "text": "x" * n},
}
MODALS = {
    "modal title": lambda n: {"title": plain(n)},
    "modal submit": lambda n: {"submit": plain(n)},
    "modal close": lambda n: {"close": plain(n)},
    "modal blocks": lambda n: {"blocks": dividers(n)},
    "private metadata": lambda n: {"private_metadata": "x" * n},
    "callback id": lambda n: {"callback_id": "x" * n},
    "external id": lambda n: {"external_id": "x" * n},
}


def take(what, amount):
    if what in BLOCKS:
        check_message_blocks([BLOCKS[what](amount)], measured=False)
    elif what == "home blocks":
        check_view({"type": "home", "blocks": dividers(amount)}, "home")
    else:
        check_view({**a_modal(), **MODALS[what](amount)}, "modal")


@pytest.mark.parametrize(("what", "most"), [(what, int(most)) for what, most in rows("Block Kit")])
def test_so_much_is_taken_and_not_more(what, most):
    take(what, most)
    with pytest.raises(SlackError):
        take(what, most + 1)


def test_every_limit_is_tried():
    assert {what for what, _ in rows("Block Kit")} == {*BLOCKS, *MODALS, "home blocks"}
