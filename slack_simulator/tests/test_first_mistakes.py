"""What somebody who is new to the simulator gets wrong, and what they are told then."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slack_simulator import NotAsExpected, Slack
from slack_simulator.cli.main import main

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"], "request_url": "https://example.com"},
    "interactivity": {"is_enabled": True, "request_url": "https://example.com"},
}
FEATURES = {
    "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
    "bot_user": {"display_name": "clerk"},
    "slash_commands": [
        {"command": "/form", "description": "Opens a form", "url": "https://example.com"},
        {"command": "/nothing", "description": "Has no listener", "url": "https://example.com"},
    ],
}
MANIFEST = {
    "display_information": {"name": "Clerk"},
    "features": FEATURES,
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
    "settings": SETTINGS,
}


class AsyncApp:
    """In place of Bolt's own of this name, which needs more than the simulator has installed."""


def an_input(name):
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": name.title()},
        "element": {"type": "plain_text_input", "action_id": "text"},
    }


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [an_input("first"), an_input("second")],
}


@pytest.fixture
def slack_manifest():
    return MANIFEST


@pytest.fixture
def slack_app(slack_server):
    app = App(
        client=WebClient(slack_server.bot_token, slack_server.api_url), signing_secret=slack_server.signing_secret
    )
    app.got = []

    @app.command("/form")
    def opens(ack, client, body):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def takes(ack, view):
        entered = {name: values["text"]["value"] for name, values in view["state"]["values"].items()}
        app.got.append(entered)
        errors = {"first": "Not this word"} if entered["first"] == "bad" else {}
        ack(response_action="errors", errors=errors) if errors else ack()

    @app.event("app_home_opened")
    def opened(event):
        app.got.append(event["type"])

    return app


def test_what_was_entered_is_kept_while_the_modal_stays_open(slack, slack_app):
    ana = slack.person("ana")
    ana.types("/form")
    ana.fills({"First": "bad", "Second": "keep me"})
    ana.submits()
    ana.sees("First: Not this word", at="modal")
    ana.fills({"First": "good"})
    ana.submits()
    ana.does_not_see("Form")
    assert slack_app.got == [{"first": "bad", "second": "keep me"}, {"first": "good", "second": "keep me"}]


def test_what_is_missing_is_named_and_the_rest_is_kept(slack, slack_app):
    ana = slack.person("ana")
    ana.types("/form")
    ana.fills({"Second": "keep me"})
    ana.submits()
    ana.sees("First: Please complete this required field.")
    ana.fills({"First": "good"})
    ana.submits()
    assert slack_app.got == [{"first": "good", "second": "keep me"}]


def with_command(**changes):
    return {**MANIFEST, "features": {**FEATURES, "slash_commands": [{**FEATURES["slash_commands"][0], **changes}]}}


def with_scopes(*scopes):
    return {**MANIFEST, "oauth_config": {"scopes": {"bot": list(scopes)}}}


WRONG = {
    "a list": ([], "Must be an object"),
    "an unknown key": ({**MANIFEST, "setings": {}}, "Unexpected property: setings"),
    "a long name": ({**MANIFEST, "display_information": {"name": "a" * 36}}, "/display_information/name"),
    "a wrong scope": (with_scopes("chat:writ"), "Invalid scope: chat:writ"),
    "no scope for an event": (with_scopes("chat:write", "commands"), "message.im requires the scope im:history"),
    "no slash": (with_command(command="form"), "/features/slash_commands/0/command"),
    "no URL": (with_command(url=""), "/features/slash_commands/0/url"),
    "no bot user": ({**MANIFEST, "features": {}}, "Bot scopes require a bot user"),
    "a command twice": (
        {**MANIFEST, "features": {**FEATURES, "slash_commands": FEATURES["slash_commands"][:1] * 2}},
        "there twice: /form (at /features/slash_commands/1/command)",
    ),
    "a misspelt event": (
        {**MANIFEST, "settings": {**SETTINGS, "event_subscriptions": {"bot_events": ["mesage.im"]}}},
        "Invalid event: mesage.im",
    ),
}


@pytest.mark.parametrize(("wrong", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_manifest_is_refused(wrong, told, slack, tmp_path, capsys):
    for refuses in (Slack, slack.begin):
        with pytest.raises(ValueError, match="is none that Slack takes") as refused:
            refuses(wrong)
        assert told in str(refused.value)
    (tmp_path / "wrong.json").write_text(json.dumps(wrong), "utf-8")
    assert main([str(tmp_path / "wrong.json"), "--no-browser"]) == 2
    printed = capsys.readouterr().err
    assert told in printed
    assert "wrong.json" in printed


def test_a_manifest_that_is_no_json_is_named(tmp_path):
    (tmp_path / "cut.json").write_text("{", "utf-8")
    with pytest.raises(ValueError, match=r"cut\.json is no JSON"):
        Slack(tmp_path / "cut.json")


def test_without_pytest_an_app_finds_the_workspace_by_itself():
    before = WebClient().base_url
    with Slack(MANIFEST) as slack:
        app = App(token=slack.bot_token, signing_secret=slack.signing_secret)
        app.command("/form")(lambda ack: ack("Here is none"))
        ana = slack.person("ana")
        with pytest.raises(NotAsExpected, match="no app is connected"):
            ana.types("/form")
        slack.connect(app)
        ana.types("/form")
        ana.sees("Here is none")
    assert WebClient().base_url == before


def test_what_is_no_app_of_this_process_is_refused_with_the_way_out(slack):
    with pytest.raises(TypeError, match="slack_app = http://"):
        slack.connect(AsyncApp())
    with pytest.raises(TypeError, match="not 42"):
        slack.connect(42)


SENSELESS = [
    ("chat.postMesage", "ratelimited", {}, "Nothing here is called 'chat.postMesage'"),
    ("chat.postMessage", "late", {}, "'late' is for what is sent to the app"),
    ("chat.postMessage", "twice", {}, "'twice' is for what is sent to the app"),
    ("event", "error", {}, "An event cannot be struck by 'error'"),
    ("chat.postMessage", "error", {"times": 0}, "'times' is a whole number from 1"),
    ("chat.postMessage", "ratelimited", {"seconds": "2"}, "'seconds' is a number from 0"),
    ("chat.postMessage", "status", {"status": "500"}, "'status' is a whole number"),
]


@pytest.mark.parametrize(("on", "kind", "details", "told"), SENSELESS)
def test_a_fault_without_sense_is_refused(slack, on, kind, details, told):
    with pytest.raises(ValueError, match=told):
        slack.fault(on, kind, **details)


def test_a_method_that_there_is_not_has_no_calls_to_ask_for(slack):
    assert slack.calls("chat.postMessage") == []
    with pytest.raises(ValueError, match="no method 'nope'"):
        slack.calls("nope")


def test_nobody_is_told_that_an_event_was_lost_on_the_way(slack, slack_app):
    slack.fault("event", "drop")
    slack.person("ana").opens_home()
    assert slack_app.got == ["app_home_opened"]


def test_people_are_called_by_their_names_and_told_why(slack):
    ana = slack.person("ana")
    with pytest.raises(NotAsExpected, match=r"^Ana is told: /nothing failed .*dispatch_failed.*no listener for it"):
        ana.types("/nothing")
    with pytest.raises(NotAsExpected, match=r"^Ana is told: /unknown is not a valid command"):
        ana.types("/unknown")
    with pytest.raises(NotAsExpected, match=r"^Ana does not see"):
        ana.sees("Words")
    with pytest.raises(NotAsExpected, match=r"^no modal is open for Ana"):
        ana.submits()
    slack.connect("http://127.0.0.1:1/")
    with pytest.raises(NotAsExpected, match=r"dispatch_failed.*ConnectError"):
        ana.types("/form")


def test_what_slack_refused_is_told_with_its_reasons(slack):
    ana = slack.person("ana")
    with pytest.raises(SlackApiError):
        WebClient(slack.bot_token, slack.api_url).users_list()
    with pytest.raises(NotAsExpected, match=r"Slack refused users\.list: missing_scope \(needed: users:read\)"):
        ana.sees("Marcus")


def test_somebody_reacts_and_takes_it_back(slack):
    ana, marcus = slack.person("ana"), slack.person("marcus")
    ana.says("Lunch?")
    lunch = marcus.messages("#general")[-1]
    marcus.reacts("thumbsup", to=lunch)
    ana.sees(":thumbsup: 1", at="#general")
    marcus.takes_reaction_back(":thumbsup:", to=lunch)
    ana.does_not_see("thumbsup")
    with pytest.raises(NotAsExpected, match=r"^marcus is told: This reaction is not possible"):
        marcus.takes_reaction_back("thumbsup", to=lunch)


def test_a_home_has_no_title_to_be_seen(slack):
    ana = slack.person("ana")
    words = {"type": "section", "text": {"type": "plain_text", "text": "At home"}}
    assert slack.api("views.publish", user_id=ana.id, view={"type": "home", "blocks": [words]})["ok"]
    ana.opens_home()
    assert ana.sees("At home") == "At home"


def test_two_people_who_would_be_one_are_refused(slack):
    with pytest.raises(ValueError, match="'Bob' and 'Bob' would have the same id, U0BOB00000"):
        slack.begin(MANIFEST, ["Bob", "Ana", "Bob"])


def test_tests_can_be_collected_where_a_module_makes_its_app(tmp_path, processes):
    (tmp_path / "hello.py").write_text("from slack_bolt import App\n\napp = App()\n", "utf-8")
    (tmp_path / "test_hello.py").write_text("import hello\n\n\ndef test_it():\n    assert hello.app\n", "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nslack_app = hello:app\n", "utf-8")
    here = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PYTEST_"))}
    here["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "pytest", "-p", "slack_simulator.pytest_plugin", "--collect-only"]
    outcome = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "test_it" in outcome.stdout
