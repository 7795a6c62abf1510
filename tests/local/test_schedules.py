"""Schedules are read from serverless.yml and fired in order as the clock passes them."""

import asyncio
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.domain.day.occurrence import Progress
from app.domain.setup.config import config_values
from app.domain.setup.stored import Attention, StoredStandup
from app.domain.standup import default_standup
from app.records import replace
from app.storage.rows.tables import StandupRow
from app.views.day.last_workday import plan_occurrence
from local.functions import schedules as schedules_module
from local.functions.rates import UnknownExpression, next_time, parse_rate
from local.functions.schedules import Schedules
from local.functions.serverless import Rule, read_functions
from local.standups import read_standups, upcoming

from .conftest import local_lambda, until

WORKSHOP = """
provider: {name: aws, timeout: 29, memorySize: 512}
functions:
  slack-responses:
    handler: handler.slack_responses
    events: [{httpApi: {method: POST, path: /slack/events}}]
  scheduled-events:
    handler: handler.scheduled_events
    timeout: 600
    role: !GetAtt Role.Arn
    events:
      - schedule:
          rate: rate(2 hours)
          input: {source: aws.events, time: "", type: send_questions}
      - schedule:
          rate:
            - rate(90 minutes)
          inputTransformer:
            inputPathsMap: {time: $.time}
            inputTemplate: '{"source": "aws.events", "time": <time>, "type": "send_report"}'
      - schedule: {rate: rate(1 minute), enabled: false, input: {type: tick}}
"""
# From 07:59 on: 08:00 and 10:00, and 09:00 and 10:30.
ASK, REPORT = "rate(2 hours)", "rate(90 minutes)"
FRIDAY = datetime(2026, 11, 27, 7, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "first", "second"),
    [
        ("rate(1 minute)", "Fri 08:00", "Fri 08:01"),
        ("rate(5 minutes)", "Fri 08:00", "Fri 08:05"),
        ("rate(2 hours)", "Fri 08:00", "Fri 10:00"),
        ("rate(1 day)", "Sat 00:00", "Sun 00:00"),
    ],
)
def test_rates_are_understood(expression, first, second):
    """What is due at a moment is not due again after it."""
    every = parse_rate(expression)
    due = next_time(every, FRIDAY)
    assert (f"{due:%a %H:%M}", f"{next_time(every, due):%a %H:%M}") == (first, second)
    assert next_time(every, due - timedelta(microseconds=1)) == due


@pytest.mark.parametrize("expression", ["", "0 8 * * *", "cron(0 8 ? * MON-FRI *)", "rate(0 minutes)", "rate(1 week)"])
def test_an_expression_that_cannot_be_followed_is_named_before_anything_starts(expression):
    functions = local_lambda()
    with pytest.raises(UnknownExpression, match=re.escape(f"{expression!r} cannot be followed here")):
        Schedules([Rule(expression, {})], Recorder(), functions.clock, functions.journal, no_standups)


def test_the_functions_and_their_schedules_are_read_from_the_file(tmp_path):
    (tmp_path / "serverless.yml").write_text(WORKSHOP)
    functions = read_functions(tmp_path / "serverless.yml")
    assert (functions["slack-responses"].timeout, functions["scheduled-events"].timeout) == (29, 600)
    assert functions["scheduled-events"].memory == 512
    assert functions["scheduled-events"].rules == [
        Rule(ASK, {"source": "aws.events", "time": "", "type": "send_questions"}),
        Rule(REPORT, {"source": "aws.events", "time": "<time>", "type": "send_report"}),
    ]


def test_without_a_file_the_functions_have_their_usual_limits(tmp_path):
    functions = read_functions(tmp_path / "serverless.yml")
    assert (functions["slack-responses"].timeout, functions["scheduled-events"].timeout) == (30, 900)


class Recorder:
    """Takes the place of the functions: it notes what it is given, and everything takes a while."""

    def __init__(self):
        self.held = self.clears = 0
        self.events = []
        self.behind = []
        self.at_once = 0
        self.most_at_once = 0

    def accept(self, name, event, behind):
        self.behind.append(behind)
        self.events.append((name, event["type"], event["time"]))
        return asyncio.ensure_future(self._take_a_while())

    async def _take_a_while(self):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(5):
            await asyncio.sleep(0)
        self.at_once -= 1


async def no_standups():
    return read_standups([], "T0TEAM", "C0TEAM")


@pytest.fixture
def day(loop):
    functions = local_lambda()
    functions.clock.move_to(FRIDAY)
    recorder = Recorder()
    rules = [Rule(REPORT, {"type": "send_report"}), Rule(ASK, {"type": "send_questions"})]
    schedules = Schedules(rules, recorder, functions.clock, functions.journal, no_standups)
    loop.run(_start(schedules))
    yield schedules, recorder, functions.clock
    loop.run(schedules.stop())


async def _start(schedules):
    schedules.start()


def move(loop, day, moment):
    schedules, recorder, clock = day

    async def go():
        before = clock.now()
        clock.move_to(moment)
        await schedules.clock_moved(before, clock.now())
        await schedules.catch_up()

    loop.run(go())
    fired, recorder.events[:] = list(recorder.events), []
    return fired


def test_a_move_fires_what_it_passed_in_order_one_after_the_other(loop, day):
    assert move(loop, day, FRIDAY.replace(hour=10, minute=29)) == [
        ("scheduled-events", "send_questions", "2026-11-27T08:00:00Z"),
        ("scheduled-events", "send_report", "2026-11-27T09:00:00Z"),
        ("scheduled-events", "send_questions", "2026-11-27T10:00:00Z"),
    ]
    assert day[1].most_at_once == 1


def test_what_a_move_has_passed_is_carried_out_at_its_own_time(loop, day):
    move(loop, day, FRIDAY.replace(hour=9, minute=30))
    assert [round(seconds / 60) for seconds in day[1].behind] == [90, 30]


def test_what_takes_too_long_to_be_carried_out_is_not_waited_for(loop, day, monkeypatch):
    monkeypatch.setattr(schedules_module, "LONGEST_CATCHING_UP", 0.05)
    schedules, recorder, _ = day
    recorder.held = 1
    loop.run(schedules.catch_up())
    assert recorder.held == 1


def test_of_a_long_jump_only_the_last_day_is_fired(loop, day):
    day[0]._rules = [Rule("rate(12 hours)", {"type": "tick"})]
    fired = move(loop, day, datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert [time for _, _, time in fired] == ["2026-12-02T12:00:00Z", "2026-12-03T00:00:00Z"]


def test_a_move_back_fires_nothing_and_makes_the_time_in_between_due_again(loop, day):
    move(loop, day, FRIDAY.replace(hour=8, minute=30))
    assert move(loop, day, FRIDAY) == []
    assert len(move(loop, day, FRIDAY.replace(hour=8, minute=30))) == 1


def test_the_passing_clock_fires_too(loop, day):
    _, recorder, clock = day

    async def pass_by():
        clock.move_to(FRIDAY.replace(hour=8))
        await until(lambda: recorder.events)

    loop.run(pass_by())
    assert recorder.events == [("scheduled-events", "send_questions", "2026-11-27T08:00:00Z")]


def test_the_next_times_are_told_soonest_first(loop, day):
    told = loop.run(day[0].upcoming(FRIDAY))
    assert [(one["type"], one["standup"], one["next"]) for one in told] == [
        ("send_questions", "Daily standup", "2026-11-27T08:00:00+00:00"),
        ("send_report", "Daily standup", "2026-11-27T10:00:00+00:00"),
    ]


def coming(standup, begun=(), **stored):
    """What the page is told to come next, at 07:59 on Friday."""
    days = {one.report_id: one for one in begun}
    told = upcoming([StoredStandup(standup, **stored)], days, FRIDAY)
    return {one["type"].removeprefix("send_"): one["next"][:16] for one in told}


DAILY = default_standup("T0TEAM", "C0TEAM")
BEGUN = replace(
    plan_occurrence(DAILY, FRIDAY.date()),
    roster=("U0ANA",),
    progress=Progress(opened_at=FRIDAY),
)


def test_the_standups_in_the_table_are_read_but_for_drafts_and_what_is_deleted_or_makes_no_sense():
    def row(standup_id, **values):
        return StandupRow("T0TEAM", standup_id, config=config_values(DAILY), version=1, **values).to_dynamodb_dict()

    lost = {**row("lost"), "config": {"S": "not to be read"}}
    rows = [row("daily", due_at=FRIDAY), row("gone", deleted_at=FRIDAY), row(".draft.U0ANA.1"), lost]
    (found,) = read_standups(rows, "T0TEAM", "C0TEAM")
    assert (found.standup.standup_id, found.attention.due_at) == ("daily", FRIDAY)


def test_a_day_on_which_people_were_asked_already_is_not_asked_again_and_its_report_is_still_to_come():
    asked = replace(BEGUN, progress=replace(BEGUN.progress, asked_at=FRIDAY))
    assert coming(DAILY, [asked]) == {"questions": "2026-11-30T08:00", "report": "2026-11-27T10:00"}


def test_a_day_that_is_reported_or_missed_is_over():
    reported = replace(
        BEGUN,
        progress=replace(BEGUN.progress, asked_at=FRIDAY, settled_at=FRIDAY),
        header=replace(BEGUN.header, ts="1.1"),
    )
    missed = replace(BEGUN, progress=replace(BEGUN.progress, missed_at=FRIDAY))
    for over in (reported, missed):
        assert coming(DAILY, [over]) == {"questions": "2026-11-30T08:00", "report": "2026-11-30T10:00"}


def test_of_a_day_whose_time_to_ask_has_passed_no_report_comes():
    late = replace(DAILY, schedule=replace(DAILY.schedule, ask_at=time(7)))
    assert coming(late) == {"questions": "2026-11-30T07:00", "report": "2026-11-30T10:00"}


def test_holidays_and_days_off_are_passed_over():
    paused_here = replace(
        DAILY, time_off=replace(DAILY.time_off, country="US", days_off=(date(2026, 11, 27), date(2026, 11, 30)))
    )
    assert coming(paused_here)["questions"] == "2026-12-01T08:00"
    assert coming(replace(DAILY, time_off=replace(DAILY.time_off, country="CZ")), [])["questions"] == "2026-11-27T08:00"
    assert (
        coming(replace(DAILY, time_off=replace(DAILY.time_off, calendar_days=(FRIDAY.date(),))))["questions"]
        == "2026-11-30T08:00"
    )
    assert coming(replace(DAILY, is_paused=True)) == {}


def test_of_a_rule_that_fires_every_minute_a_long_move_fires_only_when_something_is_due(loop, day):
    schedules = day[0]
    schedules._rules = [Rule("rate(1 minute)", {"type": "tick"})]
    assert len(move(loop, day, FRIDAY + timedelta(minutes=10))) == 10

    async def due_at_ten_and_noon():
        upcoming = [FRIDAY.replace(hour=hour, minute=0) for hour in (10, 12)]
        later = [at for at in upcoming if f"{at:%Y-%m-%dT%H:%M:%SZ}" not in str(day[1].events)]
        return [StoredStandup(default_standup("T0TEAM", "C0TEAM"), attention=Attention(due_at=at)) for at in later]

    schedules._read = due_at_ten_and_noon
    times = [time for _, _, time in move(loop, day, FRIDAY.replace(hour=13, minute=0))]
    assert [time[11:16] for time in times] == ["08:10", "10:00", "12:00", "13:00"]
