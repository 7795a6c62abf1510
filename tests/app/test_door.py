"""Who knocks: whoever is not Slack is sent away before anything of theirs is read, and cheaply."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from app import http
from app.domain.day.member import Beginning
from app.domain.day.report import LONGEST_ANSWER
from app.domain.setup.questions import LONGEST_LABEL, LONGEST_QUESTION, MOST_QUESTIONS
from app.domain.standup import Question
from app.errors import BadRequest
from app.http import LARGEST_BODY
from app.language import ENGLISH_LOCALE
from app.telemetry import metrics
from app.telemetry.refusals import Refusals
from app.views.day.report_form import Origin, report_form
from tests.kit.builders import TEN, a_report, an_occurrence
from tests.kit.requester import a_submission, as_form, signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))


def knocks(body: bytes, headers: dict | None = None, /, **changes) -> dict:
    """A request with Slack's signature, as the HTTP API hands it over, unless it is changed."""
    signed = {"x-slack-request-timestamp": STAMP, "x-slack-signature": signature(body, STAMP, SECRET)}
    form = {"content-type": "application/x-www-form-urlencoded"}
    return {
        "version": "2.0",
        "requestContext": {"http": {"method": "POST"}},
        "headers": form | signed | (headers or {}),
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        **changes,
    }


def refused(event: dict, now: datetime = NOW) -> tuple[int, str]:
    with pytest.raises(BadRequest) as error:
        http.read_request(event, {}, SECRET, now)
    return error.value.status, error.value.reason


FORGED = {"x-slack-signature": "v0=" + "0" * 64}
WRONG = (401, "wrong signature")


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7Bbroken",
        b"payload=" + b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe\xfa",
        b"payload=" + b"\xc3\x28" * 1_000,
        b"",
        b"a=1&" * 100_000,
    ],
    ids=["broken", "deep list", "deep mapping", "no text", "half characters", "empty", "many fields"],
)
def test_of_a_stranger_nothing_is_parsed(body):
    """Signed, these have no sense, or cost a lot; a stranger learns no more than that they are one."""
    assert refused(knocks(body, FORGED)) == WRONG
    as_json = {**FORGED, "content-type": "application/json"}
    assert refused(knocks(body, as_json)) == WRONG


def test_who_has_signed_nonsense_is_told_that_it_has_none():
    for body in (b"\xff\xfe", b"payload=[]", b"payload=" + b"[" * 100_000):
        assert refused(knocks(body)) == (400, "no sense in the body")


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_what_slack_signed_longer_ago_than_five_minutes_is_refused(seconds):
    assert refused(knocks(b"payload={}"), NOW + timedelta(seconds=seconds)) == (401, "too old")


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_what_slack_signed_within_five_minutes_is_read(seconds):
    request = http.read_request(knocks(b"payload={}"), {}, SECRET, NOW + timedelta(seconds=seconds))
    assert request.body == {}


def test_the_signature_is_of_the_bytes_as_they_came():
    """Decoded and encoded again they would be others: a mark at the beginning, and letters in two spellings."""
    for body in ("﻿payload={}", "payload=%7B%7D&a=é", "payload={}&a=e\u0301"):
        assert http.read_request(knocks(body.encode()), {}, SECRET, NOW).raw_body == body
        plain = knocks(body.encode(), body=body, isBase64Encoded=False)
        assert http.read_request(plain, {}, SECRET, NOW).raw_body == body


def test_what_is_too_large_is_not_even_decoded():
    too_large = (413, "too large")
    assert refused(knocks(b"", body="%" * (2 * LARGEST_BODY))) == too_large  # broken, which nobody has looked at
    assert refused(knocks(b"", body="x" * (LARGEST_BODY + 1), isBase64Encoded=False)) == too_large
    assert refused(knocks(b"x" * (LARGEST_BODY + 1))) == too_large
    assert refused(knocks(b"x", body="é" * (LARGEST_BODY - 1), isBase64Encoded=False)) == too_large
    assert refused(knocks(b"x" * LARGEST_BODY, FORGED)) == WRONG


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"x-slack-signature": ",".join(["v0=" + "0" * 64] * 2)},
        {"x-slack-signature": "v0=" + "0" * 64 + "\n"},
        {"x-slack-signature": ["v0=" + "0" * 64, "v0=" + "1" * 64]},
        {"x-slack-signature": "v0=" + "\N{ARABIC-INDIC DIGIT ZERO}" * 64},
        {"x-slack-signature": "v0=" + "0" * 10_000_000},
        {"x-slack-signature": None},
        {"x-slack-signature": {"a": []}},
    ],
    ids=["two spellings", "joined", "line end", "list", "foreign digits", "huge", "none", "mapping"],
)
def test_a_signature_that_is_there_twice_or_is_none_is_refused(headers):
    assert refused(knocks(b"payload={}", headers)) == (401, "no signature")


def test_a_second_signature_among_the_values_of_rest_is_refused():
    event = knocks(b"payload={}")
    right = event["headers"]["x-slack-signature"]
    for values in ([right, right], ["v0=" + "0" * 64], [], "x"):
        several = {name: [value] for name, value in event["headers"].items()} | {"x-slack-signature": values}
        assert refused({**event, "multiValueHeaders": several}) == (401, "no signature")
    assert refused({**event, "multiValueHeaders": {"X-SLACK-REQUEST-TIMESTAMP": ["1"]}}) == (401, "no timestamp")
    several = {name.upper(): [value] for name, value in event["headers"].items()}
    assert http.read_request({**event, "multiValueHeaders": several}, {}, SECRET, NOW).body == {}


def test_many_and_huge_headers_do_no_harm():
    many = {f"x-header-{number}": "x" for number in range(20_000)}
    assert refused(knocks(b"payload={}", {**many, **FORGED})) == WRONG
    assert http.read_request(knocks(b"payload={}", {**many, "cookie": "x" * 10_000_000}), {}, SECRET, NOW).body == {}


def test_the_largest_submission_that_our_form_allows_is_far_from_too_large():
    """Ten questions, all begun with what was said last, all answered anew, in letters that a form writes in eight."""
    questions = tuple(
        Question(f"question{n}", "ř" * LONGEST_QUESTION, "ř" * LONGEST_LABEL) for n in range(MOST_QUESTIONS)
    )
    occurrence = an_occurrence(questions=questions)
    starts = {question.id: Beginning("ř" * LONGEST_ANSWER) for question in questions}
    form = report_form(
        ENGLISH_LOCALE, occurrence, a_report(occurrence), starts, Origin(str(occurrence.report_id)), now=TEN
    )
    payload = a_submission("T0TEAM", "U0ANA", "", {question.id: "ř" * LONGEST_ANSWER for question in questions})
    payload["view"] |= form.to_dict()
    assert len(as_form(payload)) < 0.8 * LARGEST_BODY


def cpu(event: dict) -> float:
    """The seconds of this processor that a request costs; the least of some, for others use it, too."""
    costs = []
    for _ in range(5):
        begun = time.process_time()
        http_answer(event)
        costs.append(time.process_time() - begun)
    return min(costs)


def http_answer(event: dict) -> None:
    try:
        http.read_request(event, {}, SECRET, NOW)
    except BadRequest:
        return


def test_to_refuse_somebody_costs_a_fraction_of_reading_them():
    """A ratio, since machines differ: `docs/operations.md` has the milliseconds."""
    fields = json.dumps([{"a": {}} for _ in range(25_000)])
    body = f"payload={fields}".encode()
    assert cpu(knocks(body, FORGED)) < cpu(knocks(body)) / 4
    huge = knocks(b"", body="x" * 5_800_000)
    assert cpu(huge) < cpu(knocks(body, FORGED))


@pytest.fixture
def log(logged):
    logged.set_level("INFO", "app")
    return logged


def told(logged) -> list[dict]:
    return [vars(record) for record in logged.records if metrics.REFUSED in vars(record)]


def test_refusals_are_told_once_a_minute_with_their_number(log):
    refusals = Refusals()
    for second in range(150):
        for _ in range(50):
            refusals.note("wrong signature")
        refusals.note("too large")
        refusals.tell(NOW + timedelta(seconds=second))
    lines = told(log)
    assert [line[metrics.REFUSED] for line in lines] == [51, 60 * 51, 60 * 51]
    assert lines[1]["reasons"] == {"wrong signature": 3_000, "too large": 60}


def test_where_nobody_is_refused_nothing_is_told(log):
    Refusals().tell(NOW)
    assert told(log) == []


def test_what_was_refused_meanwhile_is_told_with_the_next_request_of_anybody(log):
    refusals = Refusals()
    for seconds in (0, 10, 20):
        refusals.note("too old")
        refusals.tell(NOW + timedelta(seconds=seconds))
    refusals.tell(NOW + timedelta(seconds=61))
    assert [line[metrics.REFUSED] for line in told(log)] == [1, 2]
