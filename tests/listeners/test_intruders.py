"""Whoever is not Slack is refused, and whoever is not asked changes nothing; the log gives nothing away."""

import base64
import json
from datetime import timedelta

import pytest

from app.telemetry import metrics
from app.views import ids
from tests.kit.people import Team, newly_met
from tests.kit.requester import Requester, a_click, a_command, a_message, a_submission, as_form, invoke, signature

SECRET_TEXT = "the-merger-is-on-friday"


@pytest.fixture(scope="module")
def asked(place):
    """The people, asked once for all tests here: each of them leaves everything as it was, or nearly."""
    team = newly_met(place)
    team.are_asked()
    return team


@pytest.fixture
def slack(asked, stack):
    return Requester(stack.url, asked.now)


@pytest.fixture
def unchanged(asked):
    """Nothing stored changes, nobody is messaged, nothing fails, and nobody's words are in the log."""
    before = asked.rows()
    carried_out = effects(asked)
    assert carried_out
    yield
    asked.settles()
    assert asked.rows() == before
    assert effects(asked) == carried_out
    assert asked.failures() == []
    log = json.dumps([entry for entry in asked.place.get("journal")["entries"] if entry["kind"] == "log"])
    assert SECRET_TEXT not in log
    assert "v0=" not in log
    assert "xoxb-" not in log


def effects(team):
    """All that Slack was asked for and did, but for telling a new process who it is."""
    return [call["method"] for call in team.calls("") if call["ok"] and call["method"] != "auth.test"]


def a_valid_submission(team: Team, number: int = 0) -> bytes:
    person = team.asked[number]
    return as_form(
        a_submission(
            team.rows()[0]["report_id"].split(".")[0],
            person.id,
            json.dumps({"report_id": team.rows()[0]["report_id"], "response_url": ""}),
            {"question0": SECRET_TEXT},
        )
    )


def test_the_valid_submission_of_these_tests_is_valid(asked, slack):
    """What the others are refused for is not a mistake in the body."""
    assert slack.send(a_valid_submission(asked, number=1)).status_code == 200
    asked.settles()
    assert asked.row(asked.asked[1])["answers"] == {"question0": SECRET_TEXT}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-signature": None},
        {"x-slack-request-timestamp": None},
        {"x-slack-signature": None, "x-slack-request-timestamp": None},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v0=garbage"},
        {"x-slack-signature": ""},
        {"x-slack-signature": "é".encode("latin-1").decode("latin-1")},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": "99999999999999999999999"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "1e3"},
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_missing_and_garbled_signatures_are_refused(asked, slack, headers):
    raw = {name: value.encode("latin-1") if isinstance(value, str) else value for name, value in headers.items()}
    assert slack.send(a_valid_submission(asked), raw).status_code == 401


@pytest.mark.usefixtures("unchanged")
def test_a_signature_made_with_another_secret_is_refused(asked, slack):
    body = a_valid_submission(asked)
    assert slack.send(body, {"x-slack-signature": signature(body, slack.timestamp, "0" * 32)}).status_code == 401


@pytest.mark.parametrize("minutes", [-6, 6])
@pytest.mark.usefixtures("unchanged")
def test_a_stale_request_is_refused(asked, stack, minutes):
    stale = Requester(stack.url, asked.now + timedelta(minutes=minutes))
    assert stale.send(a_valid_submission(asked)).status_code == 401


@pytest.mark.usefixtures("unchanged")
def test_a_signed_body_that_was_changed_is_refused(asked, slack):
    body = a_valid_submission(asked)
    assert slack.send(body + b"&x=1", {"x-slack-signature": signature(body, slack.timestamp)}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7Bbroken",
        b"payload=[]",
        b"payload=5",
        b"{broken",
        b"\xff\xfe\xfa",
        b"payload=" + b"[" * 100_000,
        b'{"authorizations": 5, "team": "x"}',
        b"",
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_bodies_that_make_no_sense_are_refused_even_if_they_are_signed(slack, body):
    assert 400 <= slack.send(body).status_code < 500
    assert 400 <= slack.send(body, form=False).status_code < 500
    assert 400 <= slack.send(body, {"x-slack-signature": None}).status_code < 500


@pytest.mark.usefixtures("unchanged")
def test_broken_base64_is_refused(stack, asked, slack):
    """The gateway would never send it; the function says so and does not fall."""
    event = {
        "version": "2.0",
        "requestContext": {"http": {"method": "POST"}},
        "headers": {"x-slack-request-timestamp": slack.timestamp, "x-slack-signature": "v0=" + "0" * 64},
        "body": "%%%",
        "isBase64Encoded": True,
    }
    assert invoke(stack, "slack-responses", event)["statusCode"] == 400
    wrong = {**event, "body": base64.b64encode(b"\xff").decode()}
    assert invoke(stack, "slack-responses", wrong)["statusCode"] == 401
    assert invoke(stack, "slack-responses", {**event, "headers": None, "body": "x"})["statusCode"] == 401
    assert invoke(stack, "slack-responses", {"version": "2.0"})["statusCode"] == 404


@pytest.mark.parametrize(
    "imitation",
    [
        {
            "standup_lazy": {
                "function": "save_answers",
                "body": {},
                "received_at": "2026-11-24T08:00:00+00:00",
                "id": "x",
            }
        },
        {"standup_wake": {"until": "2026-11-24T09:00:00+00:00"}},
        {"source": "aws.events", "time": "2026-11-24T10:00:00Z", "type": "send_report"},
        {"type": "event_callback", "event": {"type": "scheduled.send_report", "time": "2026-11-24T10:00:00Z"}},
        {"type": "event_callback", "scheduled": True, "lazy": True, "event": {"type": "scheduled.send_report"}},
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_body_that_imitates_our_own_events_is_refused(slack, imitation):
    body = json.dumps(imitation).encode()
    assert slack.send(body, {"x-slack-signature": None}, form=False).status_code == 401
    assert slack.send(body, form=False).status_code == 404


@pytest.mark.usefixtures("unchanged")
def test_bolts_own_lazy_headers_from_outside_mean_nothing(asked, slack):
    """A replayed request with these headers would skip the checks of the acknowledgement."""
    unknown = as_form(a_submission("T0OTHER", "U0OTHER", "{}", {"question0": SECRET_TEXT}))
    headers = {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "save_answers"}
    answer = slack.send(unknown, headers)
    assert answer.json()["response_action"] == "errors"


@pytest.mark.usefixtures("unchanged")
def test_a_flood_of_strangers_is_told_in_a_few_lines(asked, slack):
    """One line a minute and process, with the numbers; there are a few processes at most."""
    before = refused(asked)
    for _ in range(60):
        assert slack.send(b"payload=%7Bbroken", {"x-slack-signature": "v0=" + "0" * 64}).status_code == 401
    assert len(refused(asked)) - len(before) <= 3


def refused(team) -> list[dict]:
    """The lines of the log that tell of requests that were refused."""
    titles = [entry["title"] for entry in team.place.get("journal")["entries"] if entry["kind"] == "log"]
    return [json.loads(title) for title in titles if metrics.REFUSED in title]


@pytest.mark.usefixtures("unchanged")
def test_ssl_check_is_no_way_around_the_signature(slack):
    assert slack.send(b"ssl_check=1&token=x", {"x-slack-signature": None}).status_code == 401


@pytest.mark.parametrize(
    "value", ["", "nonsense", "T0OTHER.daily.20261124", "{team}.daily.20200101", "{team}.daily.99999999"]
)
@pytest.mark.parametrize("action", [ids.OPEN_DIALOG, ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW])
@pytest.mark.usefixtures("unchanged")
def test_a_forged_value_changes_nothing(asked, slack, value, action):
    team_id = asked.rows()[0]["report_id"].split(".")[0]
    click = a_click(team_id, asked.asked[0].id, action, value.replace("{team}", team_id))
    assert slack.send(as_form(click)).status_code == 200


@pytest.mark.parametrize("action", [ids.OPEN_DIALOG, ids.SKIP_TODAY, ids.WITHDRAW])
@pytest.mark.usefixtures("unchanged")
def test_who_is_not_on_the_roster_changes_nothing(asked, slack, action):
    report_id = asked.rows()[0]["report_id"]
    team_id = report_id.split(".")[0]
    assert slack.send(as_form(a_click(team_id, "U0STRANGER", action, report_id))).status_code == 200
    assert slack.send(as_form(a_click("T0OTHER", asked.asked[0].id, action, report_id))).status_code == 200


@pytest.mark.usefixtures("unchanged")
def test_a_forged_submission_is_refused_with_a_sentence(asked, slack):
    report_id = asked.rows()[0]["report_id"]
    team_id = report_id.split(".")[0]
    metadata = json.dumps({"report_id": report_id, "response_url": "http://169.254.169.254/"})
    for forged in (
        a_submission(team_id, "U0STRANGER", metadata, {"question0": SECRET_TEXT}),
        a_submission("T0OTHER", asked.asked[0].id, metadata, {"question0": SECRET_TEXT}),
        a_submission(team_id, asked.asked[0].id, "not json", {"question0": SECRET_TEXT}),
        a_submission(team_id, asked.asked[0].id, '{"report_id": "T0OTHER.daily.20261124"}', {"question0": SECRET_TEXT}),
    ):
        answer = slack.send(as_form(forged))
        assert answer.status_code == 200
        assert answer.json()["response_action"] == "errors"
        assert all(sentence.endswith(".") for sentence in answer.json()["errors"].values())


@pytest.mark.usefixtures("unchanged")
def test_a_command_of_another_workspace_changes_nothing(asked, slack):
    for text in ("skip", "report", "list", "answer", "edit", "pause", "away", SECRET_TEXT):
        for person in (asked.asked[0].id, "U0STRANGER", ""):
            assert slack.send(a_command("T0OTHER", person, text)).status_code == 200


@pytest.mark.usefixtures("unchanged")
def test_what_no_person_wrote_to_the_bot_is_passed_over(asked, slack):
    for changes in (
        {"bot_id": "B0THEAPP01"},
        {"subtype": "message_changed", "message": {"text": "skip"}},
        {"subtype": "bot_message"},
        {"channel_type": "channel"},
        {"user": None},
        {"ts": "soon"},
        {"hidden": True},
    ):
        event = a_message("T0LOCAL001", asked.asked[0].id, "skip", **changes)
        assert slack.send(json.dumps(event).encode(), form=False).status_code == 200


@pytest.mark.usefixtures("unchanged")
def test_a_report_picked_by_force_is_refused(asked, slack):
    report_id = asked.rows()[0]["report_id"]
    chosen = {"selected_option": {"value": report_id}}
    forged = a_submission(report_id.split(".")[0], "U0STRANGER", "", {"question0": "x"})
    forged["view"] |= {
        "callback_id": ids.PICK_REPORT,
        "state": {"values": {ids.PICK_REPORT: {ids.PICK_REPORT: chosen}}},
    }
    assert slack.send(as_form(forged)).json()["response_action"] == "errors"
    forged["view"]["state"] = {}
    assert slack.send(as_form(forged)).json()["response_action"] == "errors"
