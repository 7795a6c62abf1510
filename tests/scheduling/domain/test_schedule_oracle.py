"""The schedule against a slow, obvious oracle: each minute, around clock changes, with every rule.

By default for a few zones drawn from all of them. `SCHEDULE_ORACLE=all` takes every clock change of every zone, in
about ten minutes, and says how many answers were compared.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import available_timezones

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain import schedule
from app.domain.standup import Standup, with_values
from tests.kit.builders import a_standup
from tests.scheduling.domain import oracle
from tests.scheduling.domain.oracle import DAY, MINUTE, WallClock, clock_changes

ALL = os.environ.get("SCHEDULE_ORACLE") == "all"
EXTREMES = ("Pacific/Kiritimati", "Pacific/Midway", "Etc/GMT+12", "Asia/Kathmandu", "Australia/Lord_Howe")
# How far the clocks are looked at before and after the middle; what comes later is not compared.
AROUND = 9 * DAY
EDGE = 4 * DAY
# A case is found again by its seed, and to make it smaller would take minutes.
QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)
compared: Counter[str] = Counter()


class Case(NamedTuple):
    """A standup, the zones of its people, the days on which it rests, and a moment."""

    standup: Standup
    zones: tuple[str, ...]
    off: frozenset[date]
    now: datetime


def some_day(random: Random, middle: date) -> date:
    return middle + random.randint(-8, 8) * DAY


def some_standup(random: Random, middle: date, zones: tuple[str, ...]) -> Standup:
    """Give a standup of any rule; its times are, often, those at which clocks change."""
    early = random.choice(
        [time(0), time(0, 30), time(1), time(2), time(2, 30), time(random.randrange(22), random.randrange(60))]
    )
    minutes = early.hour * 60 + early.minute
    late = random.choice([minutes + 1, minutes + 30, minutes + 60, minutes + random.randrange(1, 1439), 1439])
    late = min(late, 1439) if random.random() < 0.7 else random.randrange(minutes) if minutes else 1439
    return a_standup(
        days=frozenset(random.sample(range(7), random.choice([1, 2, 5, 7]))),
        ask_at=early,
        report_at=time(late // 60, late % 60),
        zone=random.choice(zones),
        own_zones=random.random() < 0.7,
        reminders=tuple(random.sample(range(1, 120), random.randrange(3))),
        **random.choice(
            [
                {},
                {"starts_on": some_day(random, middle)},
                {"every_weeks": random.randint(2, 12), "starts_on": middle - random.randrange(400) * DAY},
                {"every_weeks": 2, "starts_on": some_day(random, middle)},
                {"month_week": random.choice([1, 2, 3, 4, -1])},
            ]
        ),
    )


def cases(random: Random, middle: datetime, zones: tuple[str, ...], clocks: dict[str, WallClock]) -> Iterator[Case]:
    """Give standups, and for each some moments: anything at all, and just before, at and after what happens."""
    for _ in range(8):
        standup = some_standup(random, middle.date(), zones)
        off = frozenset(some_day(random, middle.date()) for _ in range(random.randrange(4)))
        places = oracle.places(standup, zones)
        happenings = oracle.everything(standup, days(middle), [clocks[zone] for zone in places])
        interesting = [at for ask, reminders, report in happenings for at in (ask, *reminders, report)]
        nows = [middle + random.randint(-2880, 2880) * MINUTE for _ in range(4)]
        nows += [
            at + random.choice([-MINUTE, timedelta(seconds=-1), timedelta(0), MINUTE])
            for at in random.sample(interesting, min(8, len(interesting)))
        ]
        yield from (Case(standup, zones, off, now) for now in nows if abs(now - middle) <= AROUND - EDGE)


def days(middle: datetime) -> list[date]:
    """Give the days whose moments are all within what is looked at."""
    reach = (AROUND - 2 * DAY) // DAY
    return [middle.date() + offset * DAY for offset in range(-reach, reach + 1)]


def compare(case: Case, middle: datetime, clocks: dict[str, WallClock]) -> None:
    standup, zones, off, now = case
    places = [clocks[zone] for zone in oracle.places(standup, zones)]
    working = [day for day in days(middle) if day not in off]
    happenings = list(oracle.everything(standup, working, places))
    horizon = middle + AROUND - EDGE
    due = [at for ask, reminders, report in happenings for at in (ask, *reminders, report) if at > now]
    agree("next_due", schedule.next_due(standup, zones, now, off.__contains__), min(due, default=None), horizon)
    for zone in zones:
        place = clocks[zone] if standup.schedule.own_zones else clocks[standup.schedule.zone]
        asks = [ask for ask, _, _ in oracle.everything(standup, working, [place]) if ask > now]
        agree(
            "next_asking", schedule.next_asking(standup, now, zone, off.__contains__), min(asks, default=None), horizon
        )
    for day in days(middle)[::4]:
        for zone in zones:
            mine = schedule.moments(standup, day, zone)
            theirs = oracle.moments(
                standup, day, clocks[zone] if standup.schedule.own_zones else clocks[standup.schedule.zone]
            )
            assert (mine.ask, list(mine.remind), mine.report) == theirs
            compared["moments"] += 1


def agree(what: str, mine: datetime | None, theirs: datetime | None, horizon: datetime) -> None:
    """Hold an answer to the oracle's, as far as the oracle has looked."""
    compared[what] += 1
    if theirs is None or theirs > horizon:
        assert mine is None or mine > horizon
    else:
        assert mine == theirs


def look(middle: datetime, zones: tuple[str, ...], random: Random) -> None:
    clocks = {zone: WallClock(zone, middle - AROUND, middle + AROUND) for zone in zones}
    for case in cases(random, middle, zones, clocks):
        compare(case, middle, clocks)


@given(
    st.sampled_from(sorted(available_timezones())), st.permutations(EXTREMES), st.integers(0, 1095), st.integers(0, 999)
)
@settings(max_examples=20, deadline=None, phases=QUICKLY)
def test_the_schedule_is_what_the_clocks_on_the_walls_say(zone, others, number, seed):
    changes = clock_changes(zone) or clock_changes(others[0])
    middle = changes[number % len(changes)] if changes and number % 5 else oracle.YEARS[0] + number * DAY
    look(middle, (zone, *others[:2]), Random(seed))  # noqa: S311 no secrets


@pytest.mark.skipif(not ALL, reason="takes about ten minutes; SCHEDULE_ORACLE=all runs it")
def test_the_schedule_is_right_around_every_clock_change_of_every_zone():
    random = Random(5)  # noqa: S311 no secrets
    changes = [(zone, change) for zone in oracle.zones_that_change() for change in clock_changes(zone)]
    for zone, change in changes:
        look(change, (zone, *random.sample(EXTREMES, 2)), random)
    print(f"\n{len(changes)} clock changes of {len(oracle.zones_that_change())} zones; compared: {dict(compared)}")  # noqa: T201 the figures that it was run for


DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))


@given(
    DAYS,
    st.frozensets(st.integers(0, 6)),
    st.none() | DAYS,
    st.integers(1, 12),
    st.none() | st.sampled_from([1, 2, 3, 4, -1]),
)
@settings(max_examples=1000 if ALL else 200, deadline=None)
def test_the_rules_name_the_days_that_a_calendar_shows(day, weekdays, starts_on, every_weeks, month_week):
    rule = {"days": weekdays, "starts_on": starts_on, "every_weeks": every_weeks, "month_week": month_week}
    standup = a_standup(**rule)
    for offset in range(40):
        each = day + offset * DAY
        assert schedule.takes_place(standup, each) == oracle.takes_place(standup, each)


@pytest.mark.parametrize(
    "rule",
    [
        {"month_week": -1, "days": frozenset({4})},
        {"every_weeks": 12, "starts_on": date(2026, 1, 5), "days": frozenset({0})},
        {"starts_on": date(2030, 1, 1)},
    ],
)
def test_the_rarest_rules_have_a_next_time(rule):
    standup = with_values(a_standup(), rule)
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    day = next(
        now.date() + offset * DAY for offset in range(1, 3000) if oracle.takes_place(standup, now.date() + offset * DAY)
    )
    first = schedule.instant(day, standup.schedule.ask_at, "UTC")
    assert schedule.next_due(standup, (), now, lambda _: False) == first
    assert schedule.next_asking(standup, now) == first


def test_a_paused_standup_and_one_that_always_rests_have_no_next_time():
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert schedule.next_due(a_standup(is_paused=True), (), now, lambda _: False) is None
    assert schedule.next_due(a_standup(), (), now, lambda _: True) is None
