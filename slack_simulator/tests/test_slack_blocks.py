"""Block Kit's limits, and whom a message notifies."""

import pytest

from slack_room import BUTTONS, a_modal, a_section, an_input
from slack_simulator.blocks.checking import check_message_blocks, check_view
from slack_simulator.conversations.mentions import effects
from slack_simulator.errors import SlackError


def plain(text="x", **more):
    return {"type": "plain_text", "text": text, **more}


def a_button(**changes):
    return {"type": "button", "action_id": "a", "text": plain(), **changes}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def refusal(blocks):
    with pytest.raises(SlackError) as caught:
        check_message_blocks(blocks)
    return caught.value


GOOD = [
    a_section(),
    {"type": "header", "text": plain()},
    {"type": "divider"},
    {"type": "context", "elements": [plain(), {"type": "image", "image_url": "http://x/y.png", "alt_text": "y"}]},
    {"type": "image", "image_url": "http://x/y.png", "alt_text": "y"},
    {"type": "section", "fields": [plain(), plain()]},
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}], "border": 1},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "http://x"}]}],
            },
        ],
    },
    BUTTONS,
    {"type": "markdown", "text": "**x**"},
    {
        "type": "section",
        "text": plain(),
        "accessory": {"type": "overflow", "options": [{"text": plain(), "value": "1"}]},
    },
    actions({"type": "users_select", "placeholder": plain()}, {"type": "datepicker"}, {"type": "timepicker"}),
    actions({"type": "checkboxes", "options": [{"text": {"type": "mrkdwn", "text": "*x*"}, "value": "1"}]}),
    {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]},
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_a_good_block_is_taken(block):
    assert check_message_blocks([block])[0]["block_id"]


BAD = {
    "unknown block": {"type": "nonsense"},
    "no type": {"text": plain()},
    "unknown element": actions({"type": "nonsense"}),
    "an input element among actions": actions({"type": "plain_text_input"}),
    "mrkdwn in a header": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "mrkdwn in a button": actions(a_button(text={"type": "mrkdwn", "text": "x"})),
    "emoji on mrkdwn": a_section(emoji=True),
    "empty text": a_section(""),
    "long section": a_section("x" * 3001),
    "long header": {"type": "header", "text": plain("x" * 151)},
    "long plain text after escaping": {"type": "header", "text": plain("&" * 31)},
    "long button": actions(a_button(text=plain("x" * 76))),
    "long value": actions(a_button(value="x" * 2001)),
    "long action id": actions(a_button(action_id="x" * 256)),
    "a made-up style": actions(a_button(style="loud")),
    "too many actions": actions(*(a_button(action_id=str(number)) for number in range(26))),
    "no actions": actions(),
    "too many fields": {"type": "section", "fields": [plain()] * 11},
    "a long field": {"type": "section", "fields": [plain("x" * 2001)]},
    "neither text nor fields": {"type": "section"},
    "too much context": {"type": "context", "elements": [plain()] * 11},
    "a property that is not there": {**a_section(), "colour": "red"},
    "image without text": {"type": "image", "image_url": "http://x"},
    "too many options": actions({"type": "static_select", "options": [{"text": plain(), "value": "1"}] * 101}),
    "no options": actions({"type": "static_select"}),
    "action id twice": actions(a_button(), a_button()),
    "confirm without text": actions(a_button(confirm={"title": plain()})),
    "a broadcast to nobody": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "all"}]}],
    },
}


@pytest.mark.parametrize("block", BAD.values(), ids=BAD)
def test_a_bad_block_is_refused_with_a_pointer(block):
    error = refusal([a_section(), block])
    assert error.code == "invalid_blocks"
    assert all("[json-pointer:/blocks/1" in text for text in error.extra["errors"])


def test_fifty_blocks_a_message():
    assert check_message_blocks([{"type": "divider"}] * 50)
    assert refusal([{"type": "divider"}] * 51).code == "invalid_blocks"


def test_a_block_id_must_be_unique():
    assert "unique" in refusal([a_section() | {"block_id": "x"}] * 2).extra["errors"][0]


def test_the_sum_of_the_text_is_limited():
    assert check_message_blocks([a_section("x" * 2500)] * 4)
    assert refusal([a_section("x" * 2900)] * 4 + [a_section("x" * 800)]).code == "msg_blocks_too_long"
    assert check_message_blocks([a_section("x" * 3000)] * 5, measured=False)


def test_defaults_are_added():
    section, buttons = check_message_blocks([a_section(), actions({"type": "button", "text": plain()})])
    assert section["text"]["verbatim"] is False
    assert buttons["elements"][0]["text"]["emoji"] is True
    assert buttons["elements"][0]["action_id"]


BAD_VIEWS = {
    "no title": a_modal(title=None),
    "long title": a_modal(title=plain("x" * 25)),
    "mrkdwn title": a_modal(title={"type": "mrkdwn", "text": "x"}),
    "long submit": a_modal(submit=plain("x" * 25)),
    "inputs without submit": a_modal(submit=None),
    "long metadata": a_modal(private_metadata="x" * 3001),
    "long callback id": a_modal(callback_id="x" * 256),
    "no blocks": a_modal(blocks=[]),
    "too many blocks": a_modal(blocks=[{"type": "divider"}] * 101),
    "block id twice": a_modal(blocks=[an_input("a"), an_input("a")]),
    "initial value over max_length": a_modal(blocks=[an_input("a", max_length=3, initial_value="four")]),
    "initial value over 3000": a_modal(blocks=[an_input("a", initial_value="x" * 3001)]),
    "max_length over 3000": a_modal(blocks=[an_input("a", max_length=3001)]),
    "long placeholder": a_modal(blocks=[an_input("a", placeholder=plain("x" * 151))]),
    "a property that is not there": a_modal(colour="red"),
    "a table": a_modal(blocks=[{"type": "table", "rows": []}]),
    "another type": a_modal(type="home"),
    "no object": [],
}


@pytest.mark.parametrize("view", BAD_VIEWS.values(), ids=BAD_VIEWS)
def test_a_bad_modal_is_refused(view):
    with pytest.raises(SlackError) as caught:
        check_view(view, "modal")
    assert caught.value.code == "invalid_arguments"
    assert caught.value.extra["response_metadata"]["messages"][0].startswith("[ERROR] ")


def test_a_view_may_have_no_more_than_250_kilobytes():
    option = {"text": plain("x" * 75), "value": "y" * 150}
    menus = [actions({"type": "static_select", "action_id": str(n), "options": [option] * 100}) for n in range(10)]
    with pytest.raises(SlackError) as caught:
        check_view(a_modal(blocks=menus), "modal")
    assert caught.value.code == "view_too_large"


def test_a_home_tab_has_no_buttons_below():
    with pytest.raises(SlackError):
        check_view({"type": "home", "blocks": [a_section()], "submit": plain()}, "home")


@pytest.mark.parametrize(
    ("message", "mentions", "links"),
    [
        ({"text": "<@U1> <!here> <!channel|all> <!subteam^S1>"}, ["U1", "here", "channel", "S1"], []),
        ({"text": "&lt;@U1&gt; @here #team"}, [], []),
        (
            {"text": "see https://x.org/a?b <http://y|z> <#C1> <!date^1^{date}|x>"},
            [],
            ["http://y|z", "C1", "https://x.org/a?b"],
        ),
        (
            {"text": "x", "blocks": [a_section("@here and @everyone in #team www.x.org")]},
            ["here", "everyone"],
            ["C1", "www.x.org"],
        ),
        ({"text": "x", "blocks": [a_section("@here #team www.x.org <!here>", verbatim=True)]}, ["here"], []),
        ({"text": "x", "blocks": [{"type": "section", "text": plain("@here <!here> https://x.org")}]}, [], []),
        ({"text": "<!here>", "blocks": [a_section()]}, ["here"], []),
        ({"text": "me@here.org a@channel"}, [], []),
    ],
)
def test_whom_a_message_notifies(message, mentions, links):
    found = effects(message, {"team": "C1"}.get)
    assert (found["mentions"], found["links"]) == (mentions, links)


def test_rich_text_notifies_only_by_its_own_elements():
    elements = [
        {"type": "text", "text": "@here <!here> https://x.org"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "channel"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "link", "url": "https://y.org"},
    ]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    found = effects({"text": "x", "blocks": check_message_blocks([rich])}, {}.get)
    assert found == {"mentions": ["U1", "S1", "channel"], "links": ["C1", "https://y.org"]}


def test_names_in_the_text_count_when_asked_to_be_parsed():
    assert effects({"text": "@here"}, {}.get, parse_full=True)["mentions"] == ["here"]
