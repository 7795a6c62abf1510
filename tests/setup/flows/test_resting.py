"""A company's calendar is read by a job, once a day, and its days are kept beside the standup."""

from datetime import date, timedelta

import pytest

from app.calendars import Calendars
from app.domain.day.member import Member
from app.domain.scheduling.job import JobKind
from app.domain.standup import with_values
from app.errors import InvalidEvent
from app.flows.scheduling import ticking
from app.flows.scheduling.jobs import work_on_jobs
from app.flows.setup.configuring import save_standup
from app.records import replace
from tests.calendars.test_calendars import calendar
from tests.kit.builders import EIGHT, TUESDAY, a_standup

FREE = "SUMMARY:Closed\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261127"
ENDLESS = "SUMMARY:Endless\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1;BYSECOND=1"
OWNER = "U0ANAPRG01"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def services(services, host):
    return replace(services, calendars=Calendars(host.public_http))


@pytest.fixture
def team_id(services):
    return services.slack.identity().team_id


@pytest.fixture
def stored(services, host, team_id):
    """A standup whose company is closed on Wednesday and Thursday."""
    retro = a_standup(team_id=team_id, standup_id="retro", name="Retro", people=(OWNER,), owners=(OWNER,))
    retro = replace(
        retro, time_off=replace(retro.time_off, calendar_url=host.gives(calendar(FREE))), channel="C0TEAM0001"
    )
    return save_standup(services, Member(team_id, OWNER), retro)


@pytest.fixture
def works(services, clock):
    """Let the jobs of a moment be done."""

    def work(moment):
        clock.moment = moment
        return work_on_jobs(services, moment + timedelta(minutes=10))

    return work


@pytest.fixture
def present(services, stored, team_id):
    """Read the standup as it is stored by now."""
    return lambda: services.standups.stored(team_id, "retro")


def test_a_new_calendar_is_read_within_minutes_and_its_days_move_what_is_due_next(services, works, present, team_id):
    assert works(EIGHT + MINUTE) == ["calendar retro: done"]
    kept = present()
    assert kept.standup.time_off.calendar_days == (date(2026, 11, 25), date(2026, 11, 26))
    assert kept.calendar.read_at == EIGHT + MINUTE
    assert services.calendars.day_off(kept.standup)(date(2026, 11, 25))
    renamed = save_standup(services, Member(team_id, OWNER), replace(kept.standup, name="Review"))
    assert renamed.standup.time_off.calendar_days == kept.standup.time_off.calendar_days


def test_it_is_fetched_once_a_day(works, present, host):
    works(EIGHT + MINUTE)
    assert works(EIGHT + 16 * HOUR - MINUTE) == []
    host.gives(calendar())
    assert works(EIGHT + 22 * HOUR) == ["calendar retro: done"]  # two hours before anybody is asked
    assert (present().standup.time_off.calendar_days, len(host.asked)) == ((), 2)
    assert works(EIGHT + 24 * HOUR) == []


def test_nobody_waits_for_it_who_asks_people(services, stored, clock, team_id, monkeypatch):
    def company_days(*_):
        raise InvalidEvent("the calendar was read on the way to asking")

    monkeypatch.setattr(Calendars, "company_days", company_days)
    monkeypatch.setattr(ticking, "work_on_jobs", lambda *_, **__: [])
    clock.moment = EIGHT
    done = ticking.tick(services, EIGHT, EIGHT + 10 * MINUTE)["done"]
    assert f"ask {team_id}.retro.20261124" in done
    assert [each.about for each in services.jobs.waiting(JobKind.CALENDAR)] == ["retro"]


def test_what_an_earlier_version_has_stored_is_ordered_by_the_first_tick(services, present, clock, team_id):
    services.jobs.forget(team_id, JobKind.CALENDAR, "retro")
    clock.moment = EIGHT
    assert "calendar retro: done" in ticking.tick(services, EIGHT, EIGHT + 10 * MINUTE)["done"]
    assert present().standup.time_off.calendar_days


def test_what_cannot_be_read_keeps_the_last_days_and_its_owners_are_told_once(works, present, host, logged, team):
    works(EIGHT + MINUTE)
    host.gives("<html>Please log in</html>")
    for day in (1, 2, 3):
        for again in (-2 * HOUR, -HOUR, HOUR, 3 * HOUR):
            assert works(EIGHT + day * DAY + again) == ["calendar retro: done"]
    assert len(present().standup.time_off.calendar_days) == 2
    told = [message["text"] for message in team[0].messages() if "calendar" in message["text"]]
    said = (
        "I could not read the calendar of days off of *Retro*, at localhost.\n• What is there is no calendar.\n"
        "The days off that I knew stay. I try it again each day and do not repeat this."
    )
    assert told == [said]
    assert {line.reason for line in logged.records if line.message == "calendar not read"} == {"no_calendar"}
    assert host.url not in str([vars(line) for line in logged.records])
    host.gives(calendar(FREE))
    works(EIGHT + 5 * DAY)
    host.gives("<html>Please log in</html>")
    for again in (1, 2, 3, 4):
        works(EIGHT + 7 * DAY + again * HOUR)
    assert len([message for message in team[0].messages() if "calendar" in message["text"]]) == 2


def test_an_event_that_does_not_count_is_named_to_its_owners_and_all_others_count(works, present, host, team):
    host.gives(calendar(ENDLESS, FREE))
    works(EIGHT + MINUTE)
    assert len(present().standup.time_off.calendar_days) == 2
    (told,) = [message["text"] for message in team[0].messages() if "calendar" in message["text"]]
    assert "• “Endless” comes again by the hour, or finer. A day off comes again by days, weeks or longer." in told


def test_a_standup_without_a_calendar_asks_nobody(services, host, team_id):
    plain = a_standup(team_id=team_id, standup_id="retro", days_off=(TUESDAY,))
    save_standup(services, Member(team_id, OWNER), plain)
    assert services.jobs.waiting(JobKind.CALENDAR) == []
    assert host.asked == []


def test_a_calendar_that_is_taken_away_is_not_read_any_more(services, works, present, host, team_id):
    works(EIGHT + MINUTE)
    without = with_values(present().standup, {"calendar_url": ""})
    save_standup(services, Member(team_id, OWNER), without)
    works(EIGHT + 2 * DAY)
    assert services.jobs.waiting(JobKind.CALENDAR) == []
    assert len(host.asked) == 1


def test_what_fails_for_a_while_is_read_in_time_and_nobody_is_told(works, present, host, team):
    works(EIGHT + MINUTE)
    host.gives("<html>Busy</html>")
    two_hours_before = EIGHT + 22 * HOUR  # whatever the host's port, by which readings are spread over the night
    assert works(two_hours_before) == ["calendar retro: done"]
    host.gives(calendar())
    assert works(two_hours_before + 14 * MINUTE) == []
    assert works(two_hours_before + 15 * MINUTE) == ["calendar retro: done"]
    assert present().standup.time_off.calendar_days == ()
    assert not [message for message in team[0].messages() if "calendar" in message["text"]]


def test_an_address_that_was_never_read_is_told_of_at_once(works, stored, host, team):
    host.gives("<html>Please log in</html>")
    works(EIGHT + MINUTE)
    assert len([message for message in team[0].messages() if "calendar" in message["text"]]) == 1


def test_a_company_is_asked_once_for_all_its_standups_whatever_comes_of_it(services, works, stored, host, team_id):
    for number in range(4):
        another = with_values(stored.standup, {"standup_id": f"s{number}", "channel": f"C0TEAM100{number}"})
        save_standup(services, Member(team_id, OWNER), replace(another, version=0))
    assert len(works(EIGHT + MINUTE)) == 5
    assert len(host.asked) == 1
    assert all(each.standup.time_off.calendar_days for each in services.standups.all(team_id) if each.calendar.read_at)
    host.gives("<html>Busy</html>")
    assert len(works(EIGHT + 22 * HOUR)) == 5
    assert len(host.asked) == 2
