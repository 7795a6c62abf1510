"""Local times become instants, also where clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.domain.schedule import first_open_day, instant, local_date, moments, next_asking, previous_day
from tests.kit.builders import TUESDAY, a_standup


@pytest.mark.parametrize(
    ("day", "local", "zone", "expected"),
    [
        (date(2026, 11, 24), time(9), "Europe/Prague", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (date(2026, 11, 24), time(9), "Asia/Kathmandu", datetime(2026, 11, 24, 3, 15, tzinfo=UTC)),
        # 02:30 does not exist on 28 March 2027 in Prague: clocks go from 02:00 to 03:00.
        (date(2027, 3, 28), time(2, 30), "Europe/Prague", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # 02:30 exists twice on 25 October 2026: the first time is still summer time.
        (date(2026, 10, 25), time(2, 30), "Europe/Prague", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_has_one_instant(day, local, zone, expected):
    assert instant(day, local, zone) == expected


def test_a_skipped_time_moves_forward_by_the_gap():
    moved = instant(date(2027, 3, 28), time(2, 30), "Europe/Prague")
    assert moved == instant(date(2027, 3, 28), time(3, 30), "Europe/Prague")


@pytest.mark.parametrize(
    ("day", "zone", "said", "meant"),
    [
        # The clocks of Prague leap from 02:00 to 03:00, those of Lord Howe from 02:00 to 02:30.
        (date(2027, 3, 28), "Europe/Prague", "02:30 03:00", "03:30 04:00"),
        (date(2027, 3, 28), "Europe/Prague", "02:30 03:30", "03:30 04:30"),
        (date(2027, 3, 28), "Europe/Prague", "02:10 02:50", "03:10 03:50"),
        (date(2027, 3, 28), "Europe/Prague", "02:30 05:00", "03:30 05:00"),
        (date(2027, 3, 28), "Europe/Prague", "01:30 02:30", "01:30 03:30"),
        (date(2026, 10, 4), "Australia/Lord_Howe", "02:15 02:40", "02:45 03:10"),
        (date(2026, 10, 4), "Australia/Lord_Howe", "02:15 03:00", "02:45 03:00"),
        # What is shown twice is meant the first time, so that those who report later then have an hour more.
        (date(2026, 10, 25), "Europe/Prague", "02:30 03:00", "02:30 03:00"),
        # A report of the day before, which comes after midnight, is there before the next questions.
        (date(2027, 3, 27), "Europe/Prague", "03:10 02:30", "03:10 +03:10"),
        (date(2027, 3, 27), "Europe/Prague", "22:00 02:30", "22:00 +03:30"),
        (date(2027, 3, 28), "Europe/Prague", "02:30 02:10", "03:30 +02:10"),
    ],
)
def test_where_clocks_leap_over_the_questions_the_report_comes_with_them(day, zone, said, meant):
    """What is said and meant are the times of the questions and of the report, which may be on the day after."""
    ask_at, report_at = map(time.fromisoformat, said.split())
    asks, reports = meant.split()
    times = moments(a_standup(zone=zone, ask_at=ask_at, report_at=report_at), day, zone)
    following = day + timedelta(days=1)
    assert times.ask == instant(day, time.fromisoformat(asks), zone)
    assert times.report == instant(following if "+" in reports else day, time.fromisoformat(reports[-5:]), zone)
    assert times.ask < times.report


def test_the_date_is_that_of_the_zone():
    late_in_london = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert local_date(late_in_london, "Asia/Tokyo") == date(2026, 11, 25)
    assert local_date(late_in_london, "America/New_York") == date(2026, 11, 24)


def test_the_next_asking_passes_over_the_weekend():
    friday_evening = datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert next_asking(a_standup(), friday_evening) == datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_the_next_asking_is_today_while_its_time_is_to_come():
    early = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    assert next_asking(a_standup(), early) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert next_asking(a_standup(), datetime(2026, 11, 24, 8, tzinfo=UTC)) == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_standup_without_days_asks_never():
    assert next_asking(a_standup(days=frozenset()), datetime(2026, 11, 24, tzinfo=UTC)) is None


def test_the_previous_day_of_a_monday_is_friday():
    assert previous_day(a_standup(), date(2026, 11, 30), lambda _: False) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("now", "zones", "day"),
    [
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), (), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), (), date(2026, 11, 25)),
        # In Auckland it is 08:00 on the 24th, and somebody is asked, when in London it is 19:00 on the 23rd.
        (datetime(2026, 11, 23, 18, 59, tzinfo=UTC), ("Pacific/Auckland",), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 19, 0, tzinfo=UTC), ("Pacific/Auckland",), date(2026, 11, 25)),
        # In New York it is still to come.
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), ("Pacific/Auckland", "America/New_York"), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 13, 0, tzinfo=UTC), ("Pacific/Auckland", "America/New_York"), date(2026, 11, 25)),
    ],
)
def test_a_change_counts_from_the_first_day_on_which_somebody_is_still_to_be_asked(now, zones, day):
    assert first_open_day(a_standup(own_zones=bool(zones)), zones, now, lambda _: False) == day


def test_where_no_day_is_left_a_change_never_counts():
    assert first_open_day(a_standup(), (), datetime(2026, 11, 24, tzinfo=UTC), lambda _: True) is None


def test_days_off_and_holidays_are_no_previous_day():
    wednesday, thursday = date(2026, 11, 25), date(2026, 11, 26)
    assert previous_day(a_standup(), date(2026, 11, 27), {wednesday, thursday}.__contains__) == TUESDAY
