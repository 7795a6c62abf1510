"""Calendars that were written to be counted for ever: each is read, or refused by name, within its time."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest

from app.calendars import company
from app.calendars.budget import TookTooLong, within
from app.calendars.company import Problem
from app.calendars.events import MOST_EVENTS
from app.errors import CalendarUnreadable
from tests.calendars.test_calendars import calendar
from tests.kit.builders import TUESDAY

SECONDS = 3.0
# What a busy machine may take on top of it.
MORE = 3.0

GOOD = "SUMMARY:Christmas\nDTSTART;VALUE=DATE:20261224"
OLD = "SUMMARY:Old\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ="
HOURS, SIXTY = ",".join(map(str, range(24))), ",".join(map(str, range(60)))
MANY_DATES = ",".join((TUESDAY + timedelta(days=day)).strftime("%Y%m%d") for day in range(1500))
DEEP = "\n".join(["BEGIN:VALARM"] * 5000)
DEEP_ZONE = "BEGIN:VTIMEZONE\nTZID:X\n" + "BEGIN:STANDARD\nRRULE:FREQ=SECONDLY\nDTSTART:19000101T000000\n" * 500

HOSTILE = {
    "every second since 1900": [f"{OLD}YEARLY;BYHOUR={HOURS};BYMINUTE={SIXTY};BYSECOND={SIXTY}"],
    "secondly": [f"{OLD}SECONDLY"],
    "daily by hours": [f"{OLD}DAILY;BYHOUR={HOURS}"],
    "a billion": [f"{OLD}DAILY;COUNT=1000000000"],
    "never": [f"{OLD}DAILY;BYMONTH=2;BYMONTHDAY=30"],
    "seldom": [f"{OLD}YEARLY;BYMONTH=2;BYMONTHDAY=30"],
    "rules": [f"{OLD}DAILY;COUNT=40000"] * 300,
    "long": ["SUMMARY:Long\nDTSTART;VALUE=DATE:20200101\nDURATION:P3000D\nRRULE:FREQ=DAILY"] * 50,
    "dates": [f"SUMMARY:Dates\nDTSTART;VALUE=DATE:20200101\nRDATE;VALUE=DATE:{MANY_DATES}"],
    "exceptions": [f"{OLD}DAILY\nEXDATE;VALUE=DATE:{MANY_DATES}"] * 20,
    "the year 1": ["SUMMARY:Old\nDTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY"],
    "the year 9999": ["SUMMARY:New\nDTSTART;VALUE=DATE:99991231\nDURATION:P9999999D"],
    "an endless line": ["SUMMARY:" + "x\\," * 200_000 + "\nDTSTART;VALUE=DATE:20261225"],
    "deep": [f"SUMMARY:Deep\n{DEEP}\nDTSTART;VALUE=DATE:20261225"],
    "one series": ["UID:same\nSUMMARY:Same\nRECURRENCE-ID;VALUE=DATE:20261201\nDTSTART;VALUE=DATE:20261202"] * 2000,
    "broken rule": [f"{OLD}DAILY;INTERVAL=0", f"{OLD}DAILY;INTERVAL=-1", f"{OLD}DAILY;BYSETPOS=999999"],
}


@pytest.mark.parametrize("events", HOSTILE.values(), ids=HOSTILE)
def test_a_calendar_is_read_or_refused_within_its_time(events):
    text = calendar(GOOD, *events)
    began = time.monotonic()
    with suppress(CalendarUnreadable):
        assert TUESDAY.replace(month=12) in company.read(text, TUESDAY, SECONDS).days
    assert time.monotonic() - began < SECONDS + MORE


def test_zones_that_somebody_has_described_are_not_even_read():
    text = calendar(GOOD).replace("BEGIN:VEVENT", f"{DEEP_ZONE}BEGIN:VEVENT", 1)
    assert company.read(text.replace(DEEP_ZONE, DEEP_ZONE + "END:VTIMEZONE\n"), TUESDAY, SECONDS).days


def test_what_is_left_out_is_named():
    fine = f"{OLD}YEARLY;BYHOUR=1"
    found = company.read(calendar(GOOD, fine, HOSTILE["the year 1"][0], HOSTILE["dates"][0]), TUESDAY)
    assert found.problems == (Problem("too_fine", "Old"), Problem("too_old", "Old"), Problem("too_long", "Dates"))
    assert found.days == (TUESDAY.replace(month=12),)


def test_what_takes_too_long_is_named_too():
    with pytest.raises(CalendarUnreadable) as refused:
        company.read(calendar(GOOD, HOSTILE["never"][0]), TUESDAY, 0.5)
    assert (refused.value.why, refused.value.event) == ("too_slow", "Old")


def test_a_calendar_of_five_thousand_events_is_read_and_a_larger_one_refused():
    events = [
        "SUMMARY:Meeting\nDTSTART:20261224T090000Z\nDTEND:20261224T100000Z\nDESCRIPTION:" + "x" * 60
    ] * MOST_EVENTS
    assert company.read(calendar(*events), TUESDAY, 60).days == (TUESDAY.replace(month=12),)
    with pytest.raises(CalendarUnreadable) as refused:
        company.read(calendar(*events, GOOD), TUESDAY, 60)
    assert refused.value.why == "too_many_events"


def test_the_time_is_over_whatever_the_code_is_at():
    began = time.monotonic()
    with pytest.raises(TookTooLong), within(0.1):
        max(map(abs, iter(lambda: 0, 1)))
    assert time.monotonic() - began < 1
    sum(map(int, "123"))  # and then nobody watches any more
