"""Requests of any shape: nothing changes, nothing falls over, nothing sensitive is logged.

FUZZ_EXAMPLES sets how many of each kind are tried; the default keeps the suite quick.
"""

import copy
import json
import os
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.history.history import Look, Page, month_of
from app.views import ids
from app.views.history.pages import page_value
from tests.kit.people import newly_met
from tests.kit.requester import Requester, a_click, a_message, a_submission, as_form

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SECRET_TEXT = "the-merger-is-on-friday"
fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80)


@pytest.fixture(scope="module")
def asked(place):
    """Everybody is asked once; what follows may change nothing."""
    team = newly_met(place)
    team.are_asked()
    return team


def changes(team):
    """What Slack was asked to change and did."""
    reading = {"auth.test", "conversations.members", "users.info", "users.list"}
    return [call["method"] for call in team.calls("") if call["ok"] and call["method"] not in reading]


@pytest.fixture(autouse=True)
def unchanged(asked):
    before = asked.rows(), changes(asked)
    yield
    asked.settles()
    assert (asked.rows(), changes(asked)) == before
    assert asked.failures() == []
    log = json.dumps([entry for entry in asked.place.get("journal")["entries"] if entry["kind"] == "log"])
    assert not any(secret in log for secret in (SECRET_TEXT, "v0=", "xoxb-"))


def places(value, path=()):
    """Every place in a JSON value, by the way to it."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(changed[path[0]], path[1:], new)
    return changed


@st.composite
def mutated(draw, originals):
    """A real payload in which up to four places hold something else, or nothing."""
    payload = draw(originals)
    for _ in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(list(places(payload))[1:] or [()]))
        payload = replaced(payload, way, draw(JSON)) if way else payload
    return payload


def originals(team):
    """Clicks and submissions of somebody who is not on the roster."""
    report_id = team.occurrence()["report_id"]
    team_id = report_id.split(".")[0]
    actions = (
        ids.OPEN_DIALOG,
        ids.SKIP_TODAY,
        ids.UNDO_SKIP,
        ids.WITHDRAW,
        ids.GO_AWAY,
        ids.LEAVE,
        ids.MORE,
        ids.PAGE_ON,
        ids.LOOK_AT_DAY,
        ids.LOOK_AT_FIGURES,
        ids.EXPORT_OWN,
        ids.EXPORT_STANDUP,
        ids.ASK_ERASURE,
        ids.ASK_FOR_IT,
        ids.WITHDRAW_ERASURE,
        ids.CONFIRM_ERASURE,
        ids.DECLINE_ERASURE,
    )
    clicks = [a_click(team_id, "U0STRANGER", action, report_id) for action in actions]
    page = Page(Look.REPORTS, "daily", "U0ANAPRG01", month_of(date(2026, 11, 24)), "words", (0, 7))
    clicks += [a_click(team_id, "U0STRANGER", f"{ids.LOOK}.0", value) for value in (page_value(page), "[]")]
    metadata = json.dumps({"report_id": report_id, "response_url": ""})
    submission = a_submission(team_id, "U0STRANGER", metadata, {"question0": SECRET_TEXT})
    event = {
        "type": "event_callback",
        "team_id": team_id,
        "event_id": "Ev1",
        "event": {"type": "app_home_opened", "user": "U0STRANGER", "tab": "messages"},
    }
    message = a_message(team_id, "U0STRANGER", SECRET_TEXT)
    return st.sampled_from([*clicks, submission, event, message])


def test_signed_payloads_of_any_shape_are_answered(asked, stack):
    slack = Requester(stack.url, asked.now)

    @fuzzed
    @given(mutated(originals(asked)), st.booleans())
    def answered(payload, in_a_form):
        body = as_form(payload) if in_a_form else json.dumps(payload).encode()
        assert slack.send(body, form=in_a_form).status_code < 500

    answered()


def test_unsigned_requests_of_any_shape_are_refused(asked, stack):
    slack = Requester(stack.url, asked.now)
    valid = as_form(a_click("T0LOCAL001", asked[0].id, ids.SKIP_TODAY, asked.occurrence()["report_id"]))

    @fuzzed
    @given(
        st.binary(max_size=300) | st.just(valid) | mutated(originals(asked)).map(as_form),
        st.fixed_dictionaries(
            {"x-slack-signature": HEADER | st.just("v0=" + "a" * 64)},
            optional={
                "x-slack-request-timestamp": HEADER,
                "content-type": HEADER,
                "x-slack-bolt-lazy-only": HEADER,
                "x-slack-bolt-lazy-function-name": st.just("save_answers"),
                "x-slack-retry-num": HEADER,
            },
        ),
    )
    def refused(body, headers):
        assert slack.send(body, {name: value.strip() for name, value in headers.items()}).status_code in {400, 401, 413}

    refused()


def test_half_a_megabyte_is_answered_and_more_is_refused(asked, stack):
    slack = Requester(stack.url, asked.now)
    report_id = asked.occurrence()["report_id"]
    metadata = json.dumps({"report_id": report_id, "response_url": ""})
    huge = a_submission("T0LOCAL001", "U0STRANGER", metadata, {"question0": "x" * 500_000})
    assert slack.send(as_form(huge)).json()["response_action"] == "errors"
    assert slack.send(as_form(huge), {"x-slack-signature": "v0=" + "0" * 64}).status_code == 401
    assert 400 <= slack.send(b"x" * 500_000).status_code < 500
    assert slack.send(b"x" * 1_000_000).status_code == 413


@pytest.mark.parametrize("minutes", [-60 * 24, -5.1, 5.1])
def test_a_valid_request_replayed_outside_five_minutes_is_refused(asked, stack, minutes):
    then = Requester(stack.url, asked.now + timedelta(minutes=minutes))
    click = a_click("T0LOCAL001", asked[0].id, ids.SKIP_TODAY, asked.occurrence()["report_id"])
    assert then.send(as_form(click)).status_code == 401
