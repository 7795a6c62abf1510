"""Listeners are found as Bolt finds them, without trying every route, and lazy functions get the request itself."""

import json
from types import SimpleNamespace

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.lazy_listener import LazyListenerRunner
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from app import listeners
from app.http import Request
from app.listeners.finding import Finder
from app.slack.payload_shapes import is_of_slack
from app.views import ids
from tests.kit.requester import a_click, as_form
from tests.listeners.test_recorded_payloads import recorded
from tests.listeners.test_shapes import KINDS

RESPONSE = BoltResponse(status=200)
OURS = [payload for kind in KINDS.values() for payload in kind]
SCHEDULED = [
    {"type": "event_callback", "event": {"type": f"scheduled.{name}"}} for name in ("tick", "send_report", "unknown")
]
UNUSUAL = [
    {},
    {"type": "block_actions", "actions": [{"action_id": "someone.elses"}], "user": {"id": "U1"}},
    {"type": "block_actions", "actions": [{"action_id": ids.SKIP_TODAY}], "command": "/standup"},
    {"type": "view_closed", "view": {"callback_id": ids.ANSWERS}},
    {"type": "message_action", "callback_id": ids.OPEN_TODAY},
    {"type": "dialog_submission", "callback_id": ids.SKIP_TODAY},
    {"command": "/elsewhere", "team_id": "T1"},
]


def an_app() -> App:
    return App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None),
        process_before_response=True,
        request_verification_enabled=False,
    )


@pytest.fixture
def app():
    app = an_app()
    listeners.register(app)
    return app


def request(body, context=None):
    known = SimpleNamespace(slack=SimpleNamespace(identity=lambda: SimpleNamespace(bot_user_id="U0BOT")))
    return BoltRequest(body=body, mode="socket_mode", context={"services": known, **(context or {})})


def bolts_choice(app, asked):
    return next((each for each in app._listeners if each.matches(req=asked, resp=RESPONSE)), None)


def test_each_kind_of_request_of_ours_gets_the_listener_that_bolt_would_choose(app):
    finder = Finder(app)
    for body in [*OURS, *SCHEDULED, *OURS, *SCHEDULED[::-1], *OURS[::-1]]:
        asked = request(body, {"scheduled": body in SCHEDULED})
        assert finder.listener_for(asked, RESPONSE) is bolts_choice(app, asked)


def recorded_bodies():
    paths = [*recorded("requests"), *recorded("events")]
    bodies = [json.loads(path.read_text("utf-8")) for path in paths]
    return [body for body in bodies if is_of_slack(body)]


def test_whatever_else_comes_is_left_to_bolt_or_gets_its_choice(app):
    finder = Finder(app)
    for body in [*UNUSUAL, *recorded_bodies()] * 2:
        asked = request(body)
        assert finder.listener_for(asked, RESPONSE) in {None, bolts_choice(app, asked)}


def test_the_second_request_of_a_kind_tries_one_route(app, monkeypatch):
    tried = []
    matches = BuiltinListenerMatcher.matches
    monkeypatch.setattr(BuiltinListenerMatcher, "matches", lambda *given: tried.append(1) or matches(*given))
    finder = Finder(app)
    for action in (ids.OPEN_DIALOG, ids.RESTORE, ids.COME_BACK):
        for body in (a_click("T1", "U1", action, ""),) * 2:
            tried.clear()
            assert finder.listener_for(request(body), RESPONSE)
        assert len(tried) == 1


@pytest.fixture
def started():
    return []


@pytest.fixture
def with_two_lazy_functions(started):
    """An app with one route of two lazy functions, which tells what each is started with."""

    class Runner(LazyListenerRunner):
        def __init__(self):
            self.logger = None

        def start(self, function, request):
            started.append((function.__name__, request))

    def ack_both(ack, context):
        context["done"] = False
        ack()

    def save_one():
        """Do nothing."""

    def save_other():
        """Do nothing."""

    app = an_app()
    app.listener_runner.lazy_listener_runner = Runner()
    app.use(Finder(app))
    app.action("both")(ack=ack_both, lazy=[save_one, save_other])
    return app


def test_lazy_functions_get_the_payload_that_was_parsed_at_the_door(with_two_lazy_functions, started):
    """Bolt would parse and copy it for each: the same payload is the same object."""
    asked = Request(as_form(a_click("T1", "U1", "both", "")), {}, {"received_at": "now"})
    assert with_two_lazy_functions.dispatch(asked).status == 200
    assert [name for name, _ in started] == ["save_one", "save_other"]
    for name, given in started:
        assert given.body is asked.body
        assert (given.lazy_only, given.lazy_function_name) == (True, name)
        assert (given.context["received_at"], given.context["done"]) == ("now", False)


def test_what_one_lazy_function_is_told_does_not_reach_the_others(with_two_lazy_functions, started):
    asked = Request(as_form(a_click("T1", "U1", "both", "")), {}, {})
    with_two_lazy_functions.dispatch(asked)
    (_, one), (_, other) = started
    one.context["refused"] = True
    assert "refused" not in other.context
    assert "refused" not in asked.context
    assert not asked.lazy_only
