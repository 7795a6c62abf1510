"""The reliability experiment: its plans can be repeated, its judge notices everything, and a small run keeps all."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import get_args

import pytest

from app.views import ids
from benchmarks.faults.crowd import menus_of
from benchmarks.faults.drawing import draw
from benchmarks.faults.invariants import Stored, World, judge
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.plan import Change, Kill, Plan, What, calm_plan
from benchmarks.faults.run import run
from benchmarks.faults.table import closing, row
from local.stack import Options, Stack

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
    assert len({name for plan in plans for name in plan.names}) == 18
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
    assert all(len(plan.kills) == KILLS and 60 <= plan.people <= 200 for plan in plans)
    assert all(list(plan.lines()) for plan in plans)


DISTURBED = Plan(
    seed=1,
    people=8,
    unreachable=1,
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


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, processes):
    """Three small runs, one after the other, each in the workspace made new."""
    return asyncio.run(_carried_out(tmp_path_factory.mktemp("workspace"), calm_plan(8), DISTURBED, CHANGED))


async def _carried_out(folder, *plans):
    async with Stack(Options(state=folder, port=0, fresh=True, pace=40, delays=(60, 120))) as stack:
        return [await run(stack, plan) for plan in plans]


def test_an_undisturbed_run_meets_no_rate_limit(outcomes):
    outcome, _, _ = outcomes
    assert not outcome.broken
    assert (outcome.rate_limited, outcome.kills, outcome.struck, outcome.replays) == (0, 0, 0, 0)


def test_a_small_run_with_two_kills_keeps_every_promise(outcomes):
    _, outcome, _ = outcomes
    assert outcome.verdict.sentences == ()
    assert not outcome.broken
    assert outcome.kills >= 1
    assert row(outcome)[-1] == "kept"
    assert "lost 0" in closing([outcome])


def test_a_small_day_that_is_changed_under_way_keeps_every_promise(outcomes):
    _, _, outcome = outcomes
    assert outcome.verdict.sentences == ()
    assert outcome.changes == len(CHANGED.changes)


def test_what_nobody_could_change_is_noticed():
    assert judge(replace(WORLD, refused=["pause"])).sentences == ("nobody could pause",)
    came = replace(WORLD, menus={**WORLD.menus, "UX": 1}, perhaps=frozenset({"UX"}))
    assert judge(came).sentences == ()
