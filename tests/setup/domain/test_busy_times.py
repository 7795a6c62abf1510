"""At which times people wait because many others are asked, and which time nearby is free."""

from datetime import UTC, date, datetime, time

import pytest

from app.domain.setup.busy_times import BusyTime, Week
from app.domain.setup.stored import Counted, StoredStandup
from tests.kit.builders import EIGHT, a_standup

NINE, TEN = time(9), time(10)


def never_off(_):
    return lambda _: False


def stored(number, people=17, *, zones=(), **settings):
    given = {"ask_at": NINE, "report_at": TEN, **settings}
    standup = a_standup(standup_id=f"s{number}", **given)
    return StoredStandup(standup, counted=Counted(tuple(f"U{one}" for one in range(people)), zones))


def found(ours, others):
    return Week(EIGHT, never_off, 5).busy_time(ours, others)


CROWD = [stored(number) for number in range(1, 300)]


def test_among_five_thousand_the_last_is_asked_after_seventeen_minutes_and_five_minutes_before_nobody_waits():
    assert found(stored(0), CROWD) == BusyTime(last=time(9, 17), free=time(8, 55), a_minute=300)


def test_nobody_is_told_of_less_than_two_minutes():
    assert found(stored(0), CROWD[:35]) is None  # 35 of 17 people are asked in 119 s
    assert found(stored(0), CROWD[:36]) is not None


def test_whoever_is_many_alone_is_not_told_for_no_time_is_better():
    assert found(stored(0, people=3000), []) is None


@pytest.mark.parametrize(
    "other",
    [
        {"report_at": time(11)},  # ours is more urgent
        {"is_paused": True},
        {"ask_at": time(8, 30), "report_at": TEN},  # asked by nine
        {"days": frozenset({5, 6})},
        {"zone": "America/New_York"},
    ],
)
def test_others_who_are_no_hindrance_do_not_count(other):
    assert found(stored(0), [stored(number, **other) for number in range(1, 300)]) is None


@pytest.mark.parametrize(
    "other",
    [
        {"zone": "Europe/Prague", "ask_at": TEN, "report_at": time(11)},  # the same moment on another clock
        {"days": frozenset({2})},  # one day of the week is enough
        {"ask_at": time(8, 50)},  # not done by nine
    ],
)
def test_others_who_hinder_count_whatever_their_clock_says(other):
    assert found(stored(0), [stored(number, **other) for number in range(1, 300)]) is not None


def test_one_with_an_earlier_report_goes_first_although_it_comes_later():
    later = [stored(number, ask_at=time(9, 1), report_at=time(9, 30)) for number in range(1, 300)]
    assert found(stored(0, people=600), later) == BusyTime(last=time(9, 18), free=time(8, 55), a_minute=300)
    assert found(stored(0, people=100), later) is None  # all of them are asked by then


def test_a_free_time_is_free_of_all_and_leaves_time_to_answer():
    around = [
        stored(number + 1000 * minutes, 100, ask_at=time(minutes // 60, minutes % 60))
        for minutes in range(8 * 60, 9 * 60 + 26, 5)
        for number in range(1, 31)
    ]
    assert found(stored(0), around).free == time(7, 55)


def test_where_no_time_nearby_is_free_none_is_offered():
    all_day = [
        stored(number + 1000 * minutes, 100, ask_at=time(minutes // 60, minutes % 60), report_at=time(23))
        for minutes in range(6 * 60, 12 * 60, 15)
        for number in range(1, 60)
    ]
    assert found(stored(0, report_at=time(23, 30)), all_day).free is None


def test_an_asking_before_midnight_stays_on_its_day():
    night = [stored(number, ask_at=time(23, 55), report_at=time(8)) for number in range(1, 300)]
    assert found(stored(0, ask_at=time(23, 55), report_at=time(8)), night).free == time(23, 50)


def test_people_with_times_of_their_own_count_in_each_of_their_zones():
    zones = ("Europe/Prague", "Europe/London")
    ours = stored(0, people=20, zones=zones, own_zones=True)
    in_prague = [stored(number, zone="Europe/Prague") for number in range(1, 300)]
    assert found(ours, in_prague) is not None
    spread = [stored(number, zones=("Asia/Tokyo", *zones), own_zones=True) for number in range(1, 300)]
    assert found(ours, spread).last == time(9, 6)


def test_what_is_over_today_or_a_day_off_does_not_count():
    at_ten = datetime(2026, 11, 27, 10, tzinfo=UTC)  # a Friday
    fridays = [stored(number, days=frozenset({4})) for number in range(1, 300)]
    assert Week(at_ten, never_off, 5).busy_time(stored(0), fridays) is not None  # next Friday
    assert Week(at_ten, lambda _: date(2026, 12, 4).__eq__, 5).busy_time(stored(0), fridays) is None


def test_at_half_the_pace_it_takes_twice_as_long():
    assert Week(EIGHT, never_off, 2.5).busy_time(stored(0), CROWD) == BusyTime(time(9, 34), time(8, 55), 150)
