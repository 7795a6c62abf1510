"""Signed payloads of every kind in which a field is missing, or is something else: nothing falls over them.

FUZZ_EXAMPLES sets how many are tried; the default keeps the suite quick.
"""

import copy
import json
import os
import random
from urllib.parse import urlencode

import pytest

from app.errors import SlackError
from app.slack import payload_shapes
from app.views import ids
from app.views.setup.standup_form import Editing
from slack_simulator.ids import BOT_USER_ID, TEAM_ID
from tests.kit.builders import TUESDAY
from tests.kit.inside import Inside
from tests.kit.requester import a_click, a_message, a_submission
from tests.listeners.test_fuzz import places, replaced

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "400"))
ANA, BO, GENERAL, TEAM = "U0ANAPRG01", "U0MARCUS02", "C0GENERAL1", "C0TEAM0001"
REPORT = f"{TEAM_ID}.daily.{TUESDAY:%Y%m%d}"
MISSING = object()
WRONG = (MISSING, None, "", "x", "x" * 5000, "\ud800", 5, 10**30, True, [], [None], ["x"], [[]], [{}], {}, {"x": None})

ABOUT_REPORTS = {ids.OPEN_DIALOG, ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW, ids.POST_NOW}
ABOUT_BLOCKERS = {ids.HELP_NO_MORE, ids.RESOLVED, ids.OPEN_AGAIN}
NUMBERED = {ids.LOOK, ids.OPEN_FROM_ELSEWHERE, ids.HELP}
KEPT = {
    ids.ANSWERS: json.dumps({"report_id": REPORT, "response_url": ""}),
    ids.READING_FORM: json.dumps({"editing": Editing("daily", 1, "d0").metadata(), "shown": "x"}),
    ids.DELETE_FORM: "daily",
    ids.REASON_FORM: f"{BO} D0 1.1",
}
FIELDS = {
    "name": {"type": "plain_text_input", "value": "Name"},
    "channel": {"type": "conversations_select", "selected_conversation": TEAM},
    "people": {"type": "multi_users_select", "selected_users": [ANA]},
    "owners": {"type": "multi_users_select", "selected_users": [ANA]},
    "days": {"type": "checkboxes", "selected_options": [{"value": "1"}]},
    "ask_at": {"type": "timepicker", "selected_time": "09:00"},
    "first_day": {"type": "datepicker", "selected_date": "2026-11-25"},
    "template": {"type": "static_select", "selected_option": {"value": "daily"}},
    "reminders": {"type": "static_select", "selected_option": {"value": "2"}},
    "retention_days": {"type": "number_input", "value": "30"},
    "reason": {"type": "plain_text_input", "value": "As agreed"},
    ids.PICK_REPORT: {"type": "static_select", "selected_option": {"value": REPORT}},
    ids.WHO_COULD_HELP: {"type": "users_select", "selected_user": BO},
    ids.STILL_OPEN: {"type": "checkboxes", "selected_options": [{"value": "2026-11-23"}]},
}


def named(beginning):
    return sorted({value for value in vars(ids).values() if isinstance(value, str) and value.startswith(beginning)})


def modal(callback_id):
    submission = a_submission(
        TEAM_ID, ANA, KEPT.get(callback_id, Editing("daily", 1, "d0").metadata()), {"question0": "x"}
    )
    submission["view"] |= {"callback_id": callback_id, "root_view_id": "V1"}
    submission["view"]["state"]["values"] |= {name: {name: field} for name, field in FIELDS.items()}
    return submission


def clicks():
    for action in named("standup.action."):
        value = REPORT if action in ABOUT_REPORTS else f"{REPORT}.{BO}" if action in ABOUT_BLOCKERS else "daily"
        click = a_click(TEAM_ID, ANA, f"{action}.0" if action in NUMBERED else action, value, response_url="")
        click["actions"][0]["selected_option"] = {"value": "pause.daily"}
        yield click
        in_modal = {"view": modal(ids.STANDUP_FORM)["view"], "container": {"type": "view", "view_id": "V1"}}
        yield {name: field for name, field in {**click, **in_modal}.items() if name not in {"message", "channel"}}


def events():
    channels = ("archive", "deleted", "unarchive", "left", "id_changed", "rename")
    for event in (
        {"type": "member_joined_channel", "user": ANA, "channel": TEAM, "event_ts": "1795507200.000100"},
        {"type": "member_joined_channel", "user": BOT_USER_ID, "channel": GENERAL, "inviter": ANA},
        {"type": "member_left_channel", "user": ANA, "channel": TEAM, "event_ts": "1795507200.000100"},
        {"type": "member_left_channel", "user": BOT_USER_ID, "channel": GENERAL},
        {"type": "app_home_opened", "user": ANA, "tab": "home", "channel": "D0"},
        {"type": "app_mention", "user": ANA, "channel": GENERAL, "text": "hello", "ts": "1795507200.000100"},
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER_ID], "oauth": [ANA]}},
        *({"type": f"channel_{kind}", "channel": GENERAL, "user": ANA} for kind in channels),
        *({"type": f"group_{kind}", "channel": GENERAL, "user": ANA} for kind in channels),
    ):
        who = [{"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER_ID, "is_bot": True}]
        told = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev1", "event_time": 1795507200}
        yield {**told, "authorizations": who, "event": event}
    yield a_message(TEAM_ID, ANA, "list")


def forms():
    shortcut = {"type": "shortcut", "callback_id": ids.OPEN_TODAY, "trigger_id": "1.2.x", "team": {"id": TEAM_ID}}
    yield {**shortcut, "user": {"id": ANA, "team_id": TEAM_ID}, "action_ts": "1"}
    yield from map(modal, (*named("standup.form."), ids.ANSWERS, ids.PICK_REPORT))


def commands():
    for text in ("", "list", "answer", "skip", "away tomorrow", "report 2026-11-23", "pause", "edit"):
        where = {"team_id": TEAM_ID, "channel_id": TEAM, "channel_name": "team", "team_domain": "acme"}
        yield {**where, "user_id": ANA, "command": "/standup", "text": text, "trigger_id": "1.2.x", "response_url": ""}


KINDS = {"click": list(clicks()), "form": list(forms()), "event": list(events()), "command": list(commands())}


def changed(value, way, new):
    if new is not MISSING:
        return replaced(value, way, new)
    left = copy.copy(value)
    if len(way) > 1:
        left[way[0]] = changed(left[way[0]], way[1:], new)
    else:
        del left[way[0]]
    return left


def body_of(kind, payload):
    if kind == "event":
        return json.dumps(payload).encode()
    if kind != "command":
        return urlencode({"payload": json.dumps(payload)}).encode()
    texts = {name: field if isinstance(field, str) else json.dumps(field) for name, field in payload.items()}
    return urlencode(texts, errors="replace").encode()


@pytest.fixture
def slack(team, services, clock, logged):
    clock.moment = team.now
    logged.set_level("ERROR", "app")
    return Inside(services)


def fell_over(logged):
    """Give the errors in the log; that Slack does not know a trigger of ours is none of the app's."""
    errors = [record.exc_info[1] for record in logged.records if record.exc_info]
    logged.clear()
    return [repr(error) for error in errors if not isinstance(error, SlackError)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_as_slack_sends_it_is_let_in(kind):
    assert [payload for payload in KINDS[kind] if not payload_shapes.is_of_slack(json.loads(json.dumps(payload)))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_is_missing_or_wrong_is_answered_and_leaves_no_error(kind, slack, logged):
    """Refused at the door, turned down with a sentence, or passed over."""
    chance = random.Random(f"{kind} {EXAMPLES}")  # noqa: S311 no secret
    for _ in range(EXAMPLES // len(KINDS)):
        payload = chance.choice(KINDS[kind])
        way, new = chance.choice(list(places(payload))[1:]), chance.choice(WRONG)
        answer = slack.send(body_of(kind, changed(payload, way, new)), form=kind != "event")
        told = (way, str(new)[:20], payload.get("type"))
        assert answer.status_code in {200, 400, 404}, told
        assert fell_over(logged) == [], told


@pytest.mark.parametrize(
    "actions", ["x", [None], [], {}, 5, ["x"], [{}], [{"action_id": 5}], [{"action_id": None}], None]
)
def test_a_click_whose_actions_are_none_is_refused(actions, slack, logged):
    click = a_click(TEAM_ID, ANA, ids.SKIP_TODAY, REPORT, actions=actions)
    answer = slack.send(body_of("click", click))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid request"})
    assert fell_over(logged) == []


@pytest.mark.parametrize("action", [ids.ADD_QUESTION, ids.QUESTION, ids.MORE_SETTINGS, ids.LAYOUT, ids.HISTORY])
def test_a_button_of_a_modal_that_is_pressed_elsewhere_is_told_that_nothing_is_there(action, slack, logged, team):
    answer = slack.send(body_of("click", a_click(TEAM_ID, ANA, action, "daily")))
    assert answer.status_code == 200
    assert fell_over(logged) == []
    told = [json.dumps(call, ensure_ascii=False) for call in team.calls("")]
    assert any("not here any more" in call for call in told)
