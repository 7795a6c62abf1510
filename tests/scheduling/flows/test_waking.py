"""Environments are woken when people are asked and kept warm until the report, by events that do nothing else."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from app import bootstrap, entry
from app.domain.scheduling.job import Job, JobKind
from app.domain.setup.stored import Attention, Counted, StoredStandup
from app.errors import StorageUnavailable
from app.flows.scheduling.jobs import work_on_jobs
from app.flows.scheduling.waking import ABOUT, keep_warm, wake
from app.handover import Handover
from app.lazy import DurableRunner
from app.records import replace
from app.storage.scheduling.jobs import Jobs
from tests.kit.builders import EIGHT, TEN, a_standup

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SENDER, RESPONSES = "standup-prod-scheduled-events", "standup-prod-slack-responses"
TEAM = "T0TEAM"


class Lambda:
    """Stands at the edge: takes invocations, or does not."""

    def __init__(self) -> None:
        self.invoked = []
        self.error = None

    def invoke(self, **call):
        if self.error:
            raise self.error
        self.invoked.append(call)
        return {"StatusCode": 202, "Payload": BytesIO()}

    def taken(self):
        """The events since the last look."""
        calls, self.invoked = self.invoked, []
        assert {(call["FunctionName"], call["InvocationType"]) for call in calls} <= {(RESPONSES, "Event")}
        return [json.loads(call["Payload"]) for call in calls]


@pytest.fixture
def requests(stack):
    """Count what DynamoDB is asked while something is done."""

    def count(act, *arguments, **named):
        before = stack.aws.requests.copy()
        act(*arguments, **named)
        return dict(stack.aws.requests - before)

    return count


@pytest.fixture
def aws():
    return Lambda()


@pytest.fixture
def services(services, aws):
    return replace(services, sending=replace(services.sending, handover=Handover(aws, SENDER)))


def asks(services, people=10, at=EIGHT, **changes):
    standup, counted = a_standup(team_id=TEAM, **changes), Counted(tuple(f"U{number}" for number in range(people)))
    wake(services, TEAM, [StoredStandup(standup, Attention(EIGHT), counted)], at)


def ticks(services, clock, moment):
    clock.moment = moment
    return work_on_jobs(services, moment + MINUTE)


def test_a_team_that_is_asked_wakes_as_many_as_it_needs(services, aws):
    asks(services, people=10)
    assert len(aws.taken()) == 3
    asks(services, people=1000, standup_id="all")
    assert len(aws.taken()) == 5


def test_they_are_woken_every_four_minutes_until_an_hour_after_the_report(services, clock, aws):
    asks(services)
    woken = []
    aws.taken()
    for minute in range(1, 200):
        ticks(services, clock, EIGHT + minute * MINUTE)
        woken += [minute] * bool(aws.taken())
    assert woken == list(range(4, 180, 4))
    assert services.jobs.get(TEAM, JobKind.WAKING, ABOUT) is None


def test_people_who_were_never_counted_are_a_few(services, aws):
    asks(services, people=0)
    assert len(aws.taken()) == 3


def test_a_standup_that_is_paused_wakes_nobody(services, aws):
    asks(services, is_paused=True)
    assert aws.taken() == []


def test_two_ticks_at_once_wake_once(services, clock, aws):
    asks(services)
    aws.taken()
    clock.moment = EIGHT + 4 * MINUTE
    (job,) = services.jobs.due(clock.moment)
    assert [keep_warm(services, job, clock.moment) for _ in range(2)] == ["woken", "taken"]
    assert len(aws.taken()) == 2


def test_the_ticks_in_between_ask_for_no_more_while_reports_are_open(services, clock, aws, requests):
    idle = requests(ticks, services, clock, EIGHT)
    asks(services)
    aws.taken()
    assert requests(ticks, services, clock, EIGHT + 3 * MINUTE) == idle
    assert aws.taken() == []
    assert requests(ticks, services, clock, EIGHT + 4 * MINUTE) == {**idle, "BatchGetItem": 1, "PutItem": 1}
    assert len(aws.taken()) == 2


def test_it_costs_a_read_and_a_write_and_one_read_when_it_is_said_again(services, aws, requests):
    assert requests(asks, services) == {"BatchGetItem": 1, "PutItem": 1}
    assert aws.taken()
    assert requests(asks, services, at=EIGHT + MINUTE) == {"BatchGetItem": 1}
    assert aws.taken() == []


def test_where_nobody_is_asked_nothing_is_done(services, aws, requests):
    assert requests(wake, services, TEAM, [], EIGHT) == requests(asks, services, at=TEN) == {}
    assert aws.taken() == []


def test_it_can_be_switched_off_also_while_reports_are_open(services, clock, aws):
    asks(services)
    aws.taken()
    off = replace(services, settings=replace(services.settings, keeps_warm=False))
    ticks(off, clock, EIGHT + 4 * MINUTE)
    asks(off, standup_id="retro")
    assert aws.taken() == []
    assert services.jobs.get(TEAM, JobKind.WAKING, ABOUT) is None


def test_a_waking_that_fails_stops_nothing_and_is_told_once(services, clock, aws, logged):
    aws.error = ConnectTimeoutError(endpoint_url="x")
    asks(services)
    assert [record.message for record in logged.records] == ["no environment was woken"]


def test_storage_that_refuses_it_holds_up_no_other_job(services, clock, aws, monkeypatch):
    asks(services)
    services.jobs.keep(Job(TEAM, JobKind.CALENDAR, "gone", EIGHT + 5 * MINUTE))
    let_go = Jobs.let_go

    def refused(self, job, now):
        if job.kind is JobKind.WAKING:
            raise StorageUnavailable("throttled")
        let_go(self, job, now)

    monkeypatch.setattr(Jobs, "let_go", refused)
    did = ticks(services, clock, EIGHT + 6 * MINUTE)
    assert did == ["waking environments: halted", "calendar gone: done"]


@pytest.mark.parametrize("code", ["AccessDeniedException", "TooManyRequestsException"])
def test_whatever_lambda_refuses_is_told_once(services, aws, logged, code):
    aws.error = ClientError({"Error": {"Code": code}}, "Invoke")
    asks(services)
    assert [record.message for record in logged.records] == ["no environment was woken"]


def test_a_row_that_makes_no_sense_is_given_up(services, clock, aws):
    services.jobs.keep(Job(TEAM, JobKind.WAKING, ABOUT, EIGHT, {"standups": {"daily": {"at": "soon"}}}))
    ticks(services, clock, EIGHT + MINUTE)
    assert aws.taken() == []
    assert services.jobs.get(TEAM, JobKind.WAKING, ABOUT) is None


def test_without_functions_nothing_is_woken(services, clock):
    asks(replace(services, sending=replace(services.sending, handover=Handover())))


class TestWoken:
    """The other end: the function that is woken."""

    @pytest.fixture
    def event(self, services, aws):
        asks(services)
        return aws.taken()[0]

    def test_it_waits_for_the_others_and_does_nothing_else(self, services, clock, event, logged, requests):
        app = bootstrap.build_app(services, DurableRunner(None))
        assert requests(entry.slack_responses, app, services, event, None) == {}
        assert logged.records == []  # metrics are lines of the log, too
        assert timedelta(milliseconds=100) <= clock.now() - EIGHT <= timedelta(milliseconds=300)

    def test_one_that_comes_late_does_not_wait(self, services, clock, event):
        clock.moment = EIGHT + HOUR
        entry.slack_responses(None, services, event, None)
        assert clock.now() == EIGHT + HOUR

    def test_however_wrong_the_clock_is_it_waits_a_second_at_most(self, services, clock, event):
        clock.moment = EIGHT - HOUR
        entry.slack_responses(None, services, event, None)
        assert clock.now() == EIGHT - HOUR + timedelta(seconds=1)
