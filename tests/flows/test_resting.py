"""A company's calendar is fetched by the tick, at most daily, and its days are kept beside the standup."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.calendars import Calendars
from app.domain.member import Member
from app.flows.configuring import save_standup
from app.flows.resting import with_its_calendar
from tests.builders import EIGHT, TUESDAY, a_standup
from tests.calendars.test_calendars import calendar

FREE = "DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261127"
ANA = Member("T0TEAM", "U0ANA")


@pytest.fixture
def services(services, host):
    return replace(services, calendars=Calendars(host.outside))


@pytest.fixture
def stored(services, host):
    """A standup whose company is closed on Wednesday and Thursday."""
    retro = a_standup(standup_id="retro", calendar_url=host.gives(calendar(FREE)))
    return save_standup(services, ANA, retro)


def test_a_new_calendar_is_due_at_once_and_its_days_move_what_is_due_next(services, stored):
    assert stored.due_at == EIGHT
    read = with_its_calendar(services, stored, EIGHT)
    assert read.standup.calendar_days == (date(2026, 11, 25), date(2026, 11, 26))
    kept = services.standups.stored("T0TEAM", "retro")
    assert (kept.standup, kept.calendar_read_at) == (read.standup, EIGHT)
    assert services.calendars.day_off(kept.standup)(date(2026, 11, 25))
    renamed = save_standup(services, ANA, replace(kept.standup, name="Review", report_at=a_standup().ask_at.replace(9)))
    assert renamed.due_at == EIGHT  # the next tick finds out
    assert renamed.standup.calendar_days == kept.standup.calendar_days


def test_it_is_fetched_once_a_day(services, stored, host):
    read = with_its_calendar(services, stored, EIGHT)
    again = with_its_calendar(services, read, EIGHT + timedelta(hours=23))
    assert (again, len(host.asked)) == (read, 1)
    host.gives(calendar())
    next_day = with_its_calendar(services, again, EIGHT + timedelta(days=1))
    assert (next_day.standup.calendar_days, len(host.asked)) == ((), 2)


def test_what_cannot_be_read_keeps_the_last_days_and_is_told_in_the_log(services, stored, host, logged):
    read = with_its_calendar(services, stored, EIGHT)
    host.gives("<html>Please log in</html>")
    later = with_its_calendar(services, read, EIGHT + timedelta(days=1))
    assert later.standup.calendar_days == read.standup.calendar_days
    assert [(line.message, line.reason) for line in logged.records] == [("calendar not read", "it is no calendar")]
    assert host.url not in str([vars(line) for line in logged.records])
    assert services.standups.stored("T0TEAM", "retro").standup == read.standup
    assert with_its_calendar(services, later, EIGHT + timedelta(days=1, hours=1)) == later


def test_a_standup_without_a_calendar_asks_nobody(services, host):
    plain = save_standup(services, ANA, a_standup(standup_id="retro", days_off=(TUESDAY,)))
    assert with_its_calendar(services, plain, EIGHT) == plain
    assert host.asked == []
