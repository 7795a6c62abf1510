"""Real recorded payloads, of any age and shape, never make the app fall over."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from tests import ROOT
from tests.kit.requester import Requester, as_form, invoke

PAYLOADS = ROOT.parent / "shared" / "payloads"
pytestmark = pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the recorded payloads are not here")


def recorded(folder: str) -> list[Path]:
    return sorted(path for path in (PAYLOADS / folder).glob("*") if path.suffix in {".json", ".txt"})


def named(path: Path) -> str:
    return path.stem


@pytest.fixture
def slack(team, stack):
    return Requester(stack.url, team.now)


@pytest.mark.parametrize("path", recorded("requests"), ids=named)
def test_an_interactive_payload_gets_an_answer(slack, path):
    assert slack.send(as_form(json.loads(path.read_text("utf-8")))).status_code in {200, 404}


@pytest.mark.parametrize("callback", ["standup.action.answers"])
@pytest.mark.parametrize("path", [path for path in recorded("requests") if "view_submission" in path.name], ids=named)
def test_any_submission_that_claims_to_be_ours_gets_a_sentence(slack, path, callback):
    payload = json.loads(path.read_text("utf-8"))
    payload["view"]["callback_id"] = callback
    answer = slack.send(as_form(payload))
    assert answer.status_code == 200
    assert answer.json()["response_action"] == "errors"


@pytest.mark.parametrize("action", ["open_dialog", "skip_today", "undo_skip", "withdraw"])
@pytest.mark.parametrize("path", [path for path in recorded("requests") if "block_actions" in path.name], ids=named)
def test_any_click_that_claims_to_be_ours_is_answered(team, slack, path, action):
    payload = json.loads(path.read_text("utf-8"))
    for each in payload["actions"]:
        each["action_id"] = f"standup.action.{action}"
    assert slack.send(as_form(payload)).status_code == 200
    team.settles()
    assert team.failures() == []


@pytest.mark.parametrize("path", recorded("events"), ids=named)
def test_an_event_gets_an_answer(team, slack, path):
    answer = slack.send(path.read_bytes(), form=False)
    assert answer.status_code in {200, 404}
    team.settles()


@pytest.mark.parametrize("path", recorded("forms"), ids=named)
def test_a_command_gets_an_answer(slack, path):
    assert slack.send(path.read_bytes().strip()).status_code in {200, 404}


@pytest.mark.parametrize("path", recorded("lambda"), ids=named)
def test_a_lambda_event_gets_an_answer(stack, team, path):
    """They are years old, so their signatures are stale; other kinds of load balancer have no route here."""
    answer = invoke(stack, "slack-responses", json.loads(path.read_text("utf-8")))
    assert answer["statusCode"] in {401, 404}
    assert team.failures() == []


@pytest.mark.parametrize("path", [path for path in recorded("forms") if path.stem.startswith("slash")], ids=named)
def test_any_command_that_claims_to_be_ours_is_answered(team, slack, path):
    form = dict(parse_qsl(path.read_text("utf-8").strip(), keep_blank_values=True))
    for text in ("help", "list", "answer", "skip", "x", ""):
        ours = form | {"command": "/standup", "text": text, "response_url": ""}
        assert slack.send(urlencode(ours).encode()).status_code == 200
    team.settles()
    assert team.failures() == []


@pytest.mark.parametrize("path", [path for path in recorded("requests") if "shortcut" in path.name], ids=named)
def test_any_shortcut_that_claims_to_be_ours_is_answered(slack, path):
    payload = json.loads(path.read_text("utf-8")) | {"callback_id": "standup.shortcut.open_today"}
    assert slack.send(as_form(payload)).status_code == 200


def test_any_message_is_acknowledged(team, slack):
    for path in recorded("events"):
        event = json.loads(path.read_text("utf-8"))
        if "message" in path.name:
            assert slack.send(json.dumps(event).encode(), form=False).status_code == 200
            event["event"]["channel_type"] = "im"
            assert slack.send(json.dumps(event).encode(), form=False).status_code == 200
    team.settles()
    assert team.failures() == []
