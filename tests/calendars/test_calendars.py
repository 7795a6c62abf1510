"""Days on which nobody works: public holidays, a company's calendar, and what the standup makes of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars import Calendars, company
from app.domain.schedule import FAR
from app.errors import CalendarUnreadable
from tests.kit.builders import TUESDAY, a_standup

CALENDARS = Calendars()


def calendar(*events: str) -> str:
    lines = [f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT" for number, event in enumerate(events)]
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *lines, "END:VCALENDAR", ""]).replace(
        "\n", "\r\n"
    )


def days(*events: str) -> list[date]:
    return list(company.read(calendar(*events), TUESDAY).days)


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("DE", date(2026, 12, 25), "Christmas Day"),
        ("DE-BY", date(2027, 1, 6), "Epiphany"),
        ("DE", date(2027, 1, 6), None),
        ("CZ", date(2026, 11, 17), "Struggle for Freedom and Democracy Day and International Students' Day"),
        ("US", date(2026, 11, 26), "Thanksgiving Day"),
        ("NZ", date(2027, 2, 6), "Waitangi Day"),
        ("JP", date(2027, 1, 1), "New Year's Day"),
        ("XX", date(2027, 1, 1), None),
        ("DE-XX", date(2027, 1, 1), None),
    ],
)
def test_public_holidays_have_english_names(country, day, name):
    assert CALENDARS.holiday(country, day) == name


def test_countries_and_their_parts_are_known():
    assert [CALENDARS.knows(country) for country in ("DE", "DE-BY", "DE-XX", "XX")] == [True, True, False, False]


def test_a_standup_rests_on_holidays_days_off_and_its_calendars_days():
    standup = a_standup(country="CZ", days_off=(date(2026, 11, 26),), calendar_days=(date(2026, 11, 27),))
    off = CALENDARS.day_off(standup)
    week = [date(2026, 11, 16) + timedelta(days=offset) for offset in range(14)]
    assert [day.day for day in week if off(day)] == [17, 26, 27]


def test_a_standup_without_any_of_them_never_rests():
    assert not CALENDARS.day_off(a_standup())(date(2026, 12, 25))


def test_an_all_day_event_takes_its_days_without_the_one_that_it_ends_on():
    assert days("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227") == [
        date(2026, 12, day) for day in (24, 25, 26)
    ]
    assert days("DTSTART;VALUE=DATE:20261224") == [date(2026, 12, 24)]
    assert days("DTSTART;VALUE=DATE:20261224\nDURATION:P2D") == [date(2026, 12, 24), date(2026, 12, 25)]
    assert days("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224") == [date(2026, 12, 24)]


def test_an_event_with_times_counts_for_its_dates_wherever_it_is():
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    assert days("DTSTART:20261224T090000Z\nDTEND:20261224T100000Z") == [eve]
    assert days("DTSTART:20261224T090000Z") == [eve]
    assert days("DTSTART;TZID=Europe/Prague:20261224T000000\nDTEND;TZID=Europe/Prague:20261225T000000") == [eve]
    assert days("DTSTART;TZID=Nowhere/Atlantis:20261224T220000\nDTEND;TZID=Nowhere/Atlantis:20261225T020000") == [eve]
    assert days("DTSTART:20261224T090000\nDTEND:20261225T170000") == [eve, christmas]


def test_what_was_cancelled_does_not_count():
    assert days("DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED") == []
    assert days("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY\nSTATUS:CANCELLED") == []


def test_a_yearly_event_comes_back():
    assert days("DTSTART;VALUE=DATE:19991224\nRRULE:FREQ=YEARLY") == [
        date(2026, 12, 24),
        date(2027, 12, 24),
        date(2028, 12, 24),
    ]
    founding = "DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=1FR"
    assert days(founding) == [date(2027, 5, 7), date(2028, 5, 5)]
    over_new_year = "DTSTART;VALUE=DATE:20201230\nDTEND;VALUE=DATE:20210102\nRRULE:FREQ=YEARLY;COUNT=7"
    assert days(over_new_year) == [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]


@pytest.mark.parametrize("until", ["20271231", "20271231T225959Z"])
def test_a_yearly_event_ends_and_is_left_out_as_it_says(until):
    rule = f"DTSTART;VALUE=DATE:20201224\nRRULE:FREQ=YEARLY;UNTIL={until}\nEXDATE;VALUE=DATE:20261224"
    assert days(rule) == [date(2027, 12, 24)]


def test_events_come_again_by_days_weeks_and_months_too():
    assert days("DTSTART;VALUE=DATE:20261127\nRRULE:FREQ=WEEKLY;COUNT=2") == [date(2026, 11, 27), date(2026, 12, 4)]
    assert days("DTSTART:20261127T100000\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261130T090000Z") == [
        date(2026, 11, 27),
        date(2026, 11, 29),
    ]
    assert days("DTSTART;VALUE=DATE:20200131\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1")[:2] == [
        date(2026, 11, 30),
        date(2026, 12, 31),
    ]
    assert days("DTSTART;VALUE=DATE:20261127\nRDATE;VALUE=DATE:20261201,20261203") == [
        date(2026, 11, 27),
        date(2026, 12, 1),
        date(2026, 12, 3),
    ]


def test_what_was_moved_is_where_it_was_moved_to():
    rule = "UID:one\nDTSTART;VALUE=DATE:20261127\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:one\nRECURRENCE-ID;VALUE=DATE:20261204\nDTSTART;VALUE=DATE:20261207"
    text = calendar(rule, moved).replace("UID:0\r\n", "").replace("UID:1\r\n", "")
    assert list(company.read(text, TUESDAY).days) == [date(2026, 11, 27), date(2026, 12, 7), date(2026, 12, 11)]


def test_only_days_that_may_still_matter_are_kept():
    ever = days("DTSTART;VALUE=DATE:20000101\nDTEND;VALUE=DATE:20990101")
    assert (ever[0], ever[-1]) == (TUESDAY - timedelta(days=2), TUESDAY + timedelta(days=FAR))


def test_one_event_that_makes_no_sense_does_not_spoil_the_others():
    good = "DTSTART;VALUE=DATE:20261224"
    for bad in (
        "DTSTART;VALUE=DATE:20269999",
        "SUMMARY:?",
        f"{good}\nRRULE:FREQ=YEARLY;BYMONTH=x",
        "DTSTART:gibberish",
    ):
        assert date(2026, 12, 24) in days(bad, good)


@pytest.mark.parametrize("text", ["", "<html>Please log in</html>", "BEGIN:VCALENDAR", "\x00\x01"])
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(CalendarUnreadable):
        company.read(text, TUESDAY)


@given(st.data())
def test_nothing_in_a_calendar_can_break_it(data):
    """A good calendar with something cut out or written into it is read or refused, and nothing else."""
    text = calendar(
        "DTSTART;VALUE=DATE:20201224\nDTEND;VALUE=DATE:20201226\nRRULE:FREQ=YEARLY;COUNT=9\nEXDATE:20221224"
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 9)))
    broken = text[:start] + data.draw(st.text(st.sampled_from("0123456789;:=,TZ-\r\nYEARLY"), max_size=9)) + text[end:]
    try:
        found = company.read(broken, TUESDAY).days
    except CalendarUnreadable:
        return
    assert list(found) == sorted(set(found))
