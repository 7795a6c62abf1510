"""The reliability experiment: its plans can be repeated, its judge notices everything, and a small run keeps all."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import get_args

import pytest

from app.views import ids
from benchmarks.faults.crowd import menus_of
from benchmarks.faults.drawing import calm_plan, draw
from benchmarks.faults.invariants import Stored, World, judge, named, together
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.plan import Beside, Change, Kill, Lapse, LapseOf, Plan, What
from benchmarks.faults.run import run
from benchmarks.faults.table import closing, row
from benchmarks.faults.timeline import Timeline
from benchmarks.faults.watching import Marks, Watch, pauses
from local.stack import Options, Stack
from slack_simulator.hosting import Clock

PEOPLE, KILLS = (60, 200), 10

WORLD = World(
    roster=frozenset({"UA", "UB", "UC"}),
    unreachable=frozenset({"UC"}),
    menus={"UA": 1, "UB": 1, "UC": 0, "UX": 0},
    rows={"UA": Stored("[a 1]"), "UB": Stored(None), "UC": Stored(None, "app_access_restricted")},
    posts={"UA": ["... [a 1] ..."]},
    summary_headers=1,
    allowed={"UA": frozenset({"[a 1]"}), "UB": frozenset({None})},
)


def test_a_world_in_which_every_promise_is_kept_is_found_whole():
    verdict = judge(WORLD)
    assert verdict.sentences == ()
    assert not verdict.broken()


@pytest.mark.parametrize(
    ("broken", "counted"),
    [
        ({"rows": {**WORLD.rows, "UA": Stored(None)}, "posts": {}}, "lost"),
        ({"rows": {**WORLD.rows, "UA": Stored("[a 0]")}, "posts": {"UA": ["[a 0]"]}}, "lost"),
        ({"rows": {**WORLD.rows, "UB": Stored("[b 0]")}, "posts": {**WORLD.posts, "UB": ["[b 0]"]}}, "lost"),
        ({"broken_at_noon": ["UA: nothing was stored at noon"]}, "lost"),
        ({"menus": {**WORLD.menus, "UB": 0}}, "menus_missing"),
        ({"menus": {**WORLD.menus, "UB": 3}}, "menus_doubled"),
        ({"posts": {}}, "posts_missing"),
        ({"posts": {"UA": ["[a 0]"]}}, "posts_missing"),
        ({"posts": {**WORLD.posts, "UB": ["taken back"]}}, "posts_missing"),
        ({"summary_headers": 0}, "posts_missing"),
        ({"summary_headers": 2}, "posts_doubled"),
        ({"posts": {"UA": ["[a 1]", "[a 1]"]}}, "posts_doubled"),
        ({"menus": {**WORLD.menus, "UX": 1}}, None),
        ({"posts": {**WORLD.posts, "UX": ["x"]}}, None),
        ({"left": frozenset({"UB"})}, None),
        ({"told": {"UA": ["trouble It is archived.", "trouble It is archived."]}}, None),
        ({"is_asked": False}, None),
        ({"is_reported": False}, None),
        ({"unfinished": 1}, None),
        ({"rows": {**WORLD.rows, "UC": Stored(None)}}, None),
        ({"vanished": ["some event"]}, None),
        ({"blunders": 1}, None),
    ],
)
def test_each_broken_promise_is_noticed(broken, counted):
    verdict = judge(replace(WORLD, **broken))
    assert verdict.sentences
    assert verdict.broken()
    assert counted is None or getattr(verdict, counted) > 0


def test_who_has_left_may_have_answered_before_and_owners_may_hear_of_two_causes():
    told = {"UA": ["trouble It is archived.", "trouble Three cannot be messaged."]}
    assert not judge(replace(WORLD, left=frozenset({"UA"}), told=told)).broken()


def test_only_as_many_posts_may_be_doubled_as_there_were_doubts():
    verdict = judge(replace(WORLD, posts={"UA": ["[a 1]"] * 3}))
    assert verdict.posts_doubled == 2
    assert verdict.broken(doubled_posts_allowed=1)
    assert not verdict.broken(doubled_posts_allowed=2)


def test_a_doubled_menu_is_never_excused():
    assert judge(replace(WORLD, menus={**WORLD.menus, "UA": 2})).broken(doubled_posts_allowed=9)


def test_what_an_owner_is_told_besides_is_no_menu():
    kinds = (ids.MENU, f"{ids.NOT_POSTED}_channel_archived", ids.NOTE, ids.TROUBLE, ids.MENU)
    told = [{"bot_id": "B0", "_local": {}, "metadata": {"event_type": kind}} for kind in kinds]
    hidden = {"bot_id": "B0", "_local": {"ephemeral_to": "U0ANA"}, "metadata": {"event_type": ids.MENU}}
    assert menus_of(SimpleNamespace(messages={"D0ANA": [*told, hidden]}), "U0ANA") == [told[0], told[-1]]


def test_what_was_acknowledged_last_is_the_only_thing_that_may_be_stored():
    ledger = Ledger()
    assert ledger.allowed("UA", is_out=False) == {None}
    ledger.note("UA", "submit", "one", acknowledged=True)
    assert ledger.allowed("UA", is_out=False) == {"one"}
    ledger.note("UA", "submit", "two", acknowledged=False)
    assert ledger.allowed("UA", is_out=False) == {"one", "two"}
    ledger.note("UA", "submit", "three", acknowledged=True)
    ledger.note("UA", "skip", None, acknowledged=True)
    assert ledger.allowed("UA", is_out=False) == {"three"}


def test_a_report_that_was_taken_back_is_gone_unless_the_report_may_have_been_under_way():
    ledger = Ledger()
    ledger.note("UA", "submit", "one", acknowledged=True)
    ledger.note("UA", "withdraw", None, acknowledged=False)
    assert ledger.allowed("UA", is_out=False) == {"one", None}
    ledger.note("UA", "withdraw", None, acknowledged=True)
    assert ledger.allowed("UA", is_out=False) == {None}
    assert ledger.allowed("UA", is_out=True) == {"one", None}
    ledger.found("UA", None)
    assert ledger.allowed("UA", is_out=True) == {None}


def test_the_same_seed_breaks_the_same_things():
    assert draw(7, PEOPLE, KILLS) == draw(7, PEOPLE, KILLS)
    assert draw(7, PEOPLE, KILLS) != draw(8, PEOPLE, KILLS)
    assert list(draw(7, PEOPLE, KILLS).lines()) == list(draw(7, PEOPLE, KILLS).lines())


def test_over_twenty_seeds_everything_goes_wrong_at_some_time():
    plans = [draw(seed, PEOPLE, KILLS) for seed in range(1, 21)]
    assert len({name for plan in plans for name in plan.names}) == 21
    assert {trouble.what for plan in plans for trouble in plan.troubles} == {
        "channel archived",
        "bot removed",
        "token revoked",
        "DynamoDB away",
    }
    assert {change.what for plan in plans for change in plan.changes} == set(get_args(What))
    assert any(plan.declined for plan in plans)
    assert any(plan.hurried for plan in plans)
    assert any(plan.twins.get("questions") == 0 for plan in plans)
    assert {lapse.what for plan in plans for lapse in plan.lapses} == set(get_args(LapseOf))
    assert {lapse.phase for plan in plans for lapse in plan.lapses} == {"questions", "report"}
    assert all(len(plan.kills) == KILLS + 4 and 60 <= plan.people <= 200 for plan in plans)
    assert all(3 <= len(plan.besides) <= 8 and plan.ticks.keys() == {"questions", "report"} for plan in plans)
    assert any(len(ticks) == 2 for plan in plans for ticks in plan.ticks.values())
    assert any(plan.limit for plan in plans)
    assert all(list(plan.lines()) for plan in plans)


def test_most_people_of_the_standups_beside_the_default_one_are_in_several():
    people = [user for beside in draw(7, PEOPLE, KILLS).besides for user in beside.people]
    assert len(set(people)) < len(people)


BESIDES = (Beside((0, 1, 2, 3)), Beside((2, 3, 8), named=True), Beside((1, 5, 9), named=True))

DISTURBED = Plan(
    seed=1,
    people=8,
    strangers=2,
    unreachable=1,
    besides=BESIDES,
    ticks={"questions": (0, 0), "report": (20,)},
    twins={"questions": 0, "report": 0},
    kills=(Kill("questions", "sender", 3, 5), Kill("report", "sender", 1, 5)),
    faults={"questions": [{"on": "chat.postMessage", "kind": "lost_reply", "after": 1}], "report": []},
    names=("a little of everything",),
)


CHANGED = Plan(
    seed=2,
    people=10,
    changes=(
        Change("somebody joins", "questions", 2),
        Change("somebody leaves", "questions", 3),
        Change("the times are changed", "questions", 1),
        Change("it is paused for a minute", "questions", 5),
        Change("it moves to another channel", "report", 0),
        Change("somebody leaves", "report", 1),
    ),
    names=("changes alone",),
)


HINDERED = Plan(
    seed=3,
    people=8,
    strangers=2,
    besides=BESIDES,
    ticks={"questions": (0,), "report": (0,)},
    lapses=(
        Lapse("the sender stands still", "questions", 3, 0),
        Lapse("the lease is taken", "report", 2, 0),
    ),
    limit=10,
    by_ticks=True,
    names=("lapses alone",),
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, processes):
    """Four small runs, one after the other, each in the workspace made new."""
    return asyncio.run(_carried_out(tmp_path_factory.mktemp("workspace"), calm_plan(8), DISTURBED, CHANGED, HINDERED))


async def _carried_out(folder, *plans):
    options = Options(folder, port=0, fresh=True, pace=40, delays=(60, 120), by_itself=False, keeps=False)
    async with Stack(options) as stack:
        return [await run(stack, plan) for plan in plans]


def test_an_undisturbed_run_meets_no_rate_limit(outcomes):
    outcome = outcomes[0]
    assert not outcome.broken
    assert len(outcome.verdicts) > 3
    assert (outcome.rate_limited, outcome.kills, outcome.struck, outcome.replays) == (0, 0, 0, 0)


def test_a_small_run_with_two_kills_keeps_every_promise(outcomes):
    outcome = outcomes[1]
    assert outcome.verdict.sentences == ()
    assert not outcome.broken
    assert len(outcome.verdicts) == 1 + len(BESIDES)
    assert outcome.kills >= 1
    assert row(outcome)[-1] == "kept"
    assert "lost 0" in closing([outcome])


def test_a_small_day_that_is_changed_under_way_keeps_every_promise(outcomes):
    outcome = outcomes[2]
    assert outcome.verdict.sentences == ()
    assert outcome.changes == len(CHANGED.changes)


def test_a_sender_that_stood_still_or_lost_its_lease_sends_nothing_twice(outcomes):
    outcome = outcomes[3]
    assert outcome.verdict.sentences == ()
    assert outcome.struck == len(HINDERED.lapses)


def test_what_is_wrong_says_in_which_standup():
    verdict = together([judge(WORLD), named(judge(replace(WORLD, summary_headers=2)), "beside-1")])
    assert verdict.sentences == ("beside-1: 2 summary headers",)
    assert verdict.posts_doubled == 1


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_call(number, at, kind, report_id, ts):
    mark = {"event_type": kind, "event_payload": {"report_id": report_id}}
    result = {"channel": "D0ANA", "ts": ts} if ts else {}
    moment = (NOON + timedelta(seconds=at)).isoformat()
    return {"n": number, "at": moment, "method": "chat.postMessage", "args": {"metadata": mark}, "result": result}


def test_a_menu_is_known_by_what_it_was_posted_for():
    workspace = SimpleNamespace(calls=[a_call(1, 0, ids.MENU, "T.one.20261124", "1.0")])
    marks = Marks(workspace)
    assert marks.report_of("D0ANA", "1.0") == "T.one.20261124"
    workspace.calls += [a_call(2, 1, ids.MENU, "T.two.20261124", None), a_call(3, 2, ids.MENU, "T.two.20261124", "3.0")]
    assert marks.report_of("D0ANA", "3.0") == "T.two.20261124"
    assert marks.report_of("D0ANA", "2.0") is None


def test_a_pause_is_what_lies_between_two_runs_of_which_the_first_had_used_up_its_time():
    sent = [0.0, 1.0, 2.0, 2.5, 3.0, 9.0]
    calls = [a_call(number, at, ids.MENU, "T.one.20261124", f"{number}.0") for number, at in enumerate(sent, 1)]
    watch = Watch(SimpleNamespace())
    watch.runs = [
        (NOON + timedelta(seconds=0.5), 0.4),  # found a sender at work
        (NOON + timedelta(seconds=2.2), 2.0),
        (NOON + timedelta(seconds=4), 1.8),
        (NOON + timedelta(seconds=11), 2.0),  # nothing was left
    ]
    assert pauses(watch, Marks(SimpleNamespace(calls=calls)), 4) == [0.5, 6.0]


def test_each_minute_that_a_jump_passes_is_one_minute():
    asyncio.run(_jumps())


async def _jumps():
    clock, minutes = Clock(), []
    clock.move_to(NOON)
    timeline = Timeline(clock, lambda: 0, lambda: 0, lambda: minutes.append(clock.now()))
    running = asyncio.ensure_future(timeline.run())
    try:
        async with asyncio.timeout(10):
            await timeline.wait(150)
    finally:
        running.cancel()
    assert [minute.minute for minute in minutes] == [1, 2]


def test_what_nobody_could_change_is_noticed():
    assert judge(replace(WORLD, refused=["pause"])).sentences == ("nobody could pause",)
    came = replace(WORLD, menus={**WORLD.menus, "UX": 1}, perhaps=frozenset({"UX"}))
    assert judge(came).sentences == ()
