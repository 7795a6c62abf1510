"""Whose standups are on a Home tab, and what it costs to show them."""

from datetime import date, timedelta

import pytest
from pynamodb.connection import Connection

from app.domain.day.member import Away, Member
from app.domain.day.report import Report, State
from app.domain.schedule import local_date
from app.domain.standup import with_values
from app.errors import NotAllowed, UnknownStandup
from app.flows.day.participation import parts_of
from app.flows.home import absence
from app.flows.home.tab import show_home
from app.flows.setup.configuring import delete_standup, restore_standup
from app.views.day.last_workday import plan_occurrence
from local.stack import CHANNEL
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT, a_standup

ANA = "U0ANAPRG01"  # Prague, an admin
MARCUS = "U0MARCUS02"  # New York
MATILDA = "U0MATILD07"  # Sydney
PRIVATE = "G0LEADS0003"


@pytest.fixture
def team_id(services):
    return services.slack.identity().team_id


@pytest.fixture
def store(services, team_id):
    def keep(standup_id, people=(), **changes):
        wanted = a_standup(team_id=team_id, standup_id=standup_id, name=standup_id.title(), channel=CHANNEL)
        stored = services.standups.save(with_values(wanted, changes), ANA, EIGHT, None).standup
        services.standups.note_people(stored, people, ())
        return stored

    return keep


def asks(services, standup, user_id, day):
    planned = plan_occurrence(standup, day)
    occurrence = services.reports.open(planned, (user_id,), services.clock.now())
    report = Report(occurrence.report_id, user_id)
    services.reports.claim(report, services.clock.now())
    return occurrence


def names(services, team_id, user_id):
    return [part.standup.name for part in parts_of(services, team_id, user_id)[1]]


def test_people_see_the_standups_that_are_theirs_and_no_others(services, team_id, store):
    store("counted", [MARCUS])
    store("others", [ANA])
    store("chosen", people=(MARCUS,))
    store("read", people=(ANA,), observers=(MARCUS,))
    store("owned", [ANA], owners=(MARCUS,))
    store("deleted", [MARCUS])
    services.standups.delete(services.standups.get(team_id, "deleted"), ANA, EIGHT)
    assert names(services, team_id, MARCUS) == ["Chosen", "Counted", "Daily standup", "Owned", "Read"]


def test_of_a_channel_in_which_nobody_was_asked_yet_slack_says_who_is_in_it(team, services, team_id, store):
    store("new", owners=(ANA,))
    store("gone", channel="C0NOWHERE", owners=(ANA,))
    before = len(team.calls("conversations.members"))
    assert "New" in names(services, team_id, MARCUS)
    assert "Gone" not in names(services, team_id, MARCUS)
    assert len(team.calls("conversations.members")) == before + 4  # twice two channels


def test_an_owner_who_is_not_in_the_channel_is_told_that_they_are_not_asked(services, team_id, store):
    store("owned", [ANA], owners=(MARCUS,))
    part = next(part for part in parts_of(services, team_id, MARCUS)[1] if part.standup.name == "Owned")
    assert (part.reason.why, part.next_at) == ("not_chosen", None)


def test_today_is_each_ones_own_where_their_zones_count(services, clock, team_id, store):
    """At nine in the evening in New York it is the next day in Sydney."""
    standup = store("own", [MARCUS, MATILDA], own_zones=True, zone="Europe/Prague")
    clock.moment = EIGHT.replace(day=25, hour=2)
    for user_id, day in ((MARCUS, date(2026, 11, 24)), (MATILDA, date(2026, 11, 25))):
        asks(services, standup, user_id, day)
    shown = {
        user_id: next(part.report.report_id.day for part in parts_of(services, team_id, user_id)[1] if part.report)
        for user_id in (MARCUS, MATILDA)
    }
    assert shown == {MARCUS: date(2026, 11, 24), MATILDA: date(2026, 11, 25)}


def test_the_next_time_is_after_the_days_away(services, clock, team_id, store):
    store("own", [MATILDA], own_zones=True, zone="Europe/Prague")
    tomorrow = local_date(clock.moment, "Australia/Sydney") + timedelta(days=1)
    services.members.remember_away(team_id, MATILDA, Away(tomorrow, tomorrow), clock.moment)
    part = next(part for part in parts_of(services, team_id, MATILDA)[1] if part.standup.name == "Own")
    assert part.next_at.isoformat() == "2026-11-25T21:00:00+00:00"  # Thursday, 08:00 in Sydney


def test_many_standups_are_shown_page_by_page(team, services, team_id, store):
    for number in range(30):
        asks(services, store(f"s{number:02}", [ANA]), ANA, EIGHT.date())
    show_home(services, team_id, ANA)
    home = AtHome(team, team[0])
    assert "There are 22 more in your direct messages." in home.reads()
    assert "*S10*" in home.reads()
    home.presses("Next")
    assert "*S20*" in home.reads()
    home.presses("Next")
    home.chooses("Leave", about="s29")
    assert "You have left *S29*" in home.reads()
    assert "Previous" in home.reads()
    assert "Next" not in home.reads().split("\n")


def test_it_costs_one_query_and_one_batch(services, team_id, store, monkeypatch):
    """Counted at the connection that all tables share."""
    for number in range(12):
        asks(services, store(f"s{number:02}", [ANA]), ANA, EIGHT.date())
    show_home(services, team_id, ANA)  # reads her profile, which is then known for a day
    services.standups.note_people(
        services.standups.save(services.standups.get(team_id, "daily"), ANA, EIGHT, None).standup, [ANA], ()
    )
    operations = []
    dispatch = Connection.dispatch
    monkeypatch.setattr(
        Connection, "dispatch", lambda self, name, kwargs: operations.append(name) or dispatch(self, name, kwargs)
    )
    show_home(services, team_id, ANA)
    assert operations == ["Query", "BatchGetItem"]


def test_what_was_said_later_counts_whatever_is_carried_out_last(services, team_id, clock):
    member = Member(team_id, ANA)
    gone_at = clock.moment
    back_at = gone_at + timedelta(seconds=20)
    absence.come_back(services, member, back_at)
    absence.go_away(services, member, Away(EIGHT.date()), gone_at)
    assert services.members.get(team_id, ANA, back_at).away is None


def test_who_was_away_when_all_were_asked_gets_the_menu_on_coming_back(team, services, team_id, clock):
    """Once, though the run that sent it died before it noted that."""
    standup = services.standups.get(team_id, "daily")
    occurrence = services.reports.open(plan_occurrence(standup, EIGHT.date()), (ANA,), EIGHT)
    away = Report(occurrence.report_id, ANA, state=State.AWAY)
    services.reports.claim(away, EIGHT)
    ana = Member(team_id, ANA)
    back_at = team.now
    absence.come_back(services, ana, back_at)
    assert len(team[0].messages()) == 1
    _, report = services.reports.snapshot(occurrence.report_id, ANA, EIGHT)
    assert report.menu_at
    services.reports.mark_asked(report, None, None)
    absence.come_back(services, ana, back_at)
    assert len(team[0].messages()) == 1
    assert services.reports.snapshot(occurrence.report_id, ANA, EIGHT)[1].menu_at == report.menu_at


def test_a_standup_that_is_deleted_twice_is_deleted_once(services, team_id, store):
    """A run that is repeated has nothing more to do, and nobody is told that the standup is unknown."""
    store("gone", [MARCUS], owners=(ANA,))
    for _ in range(2):
        assert delete_standup(services, Member(team_id, ANA), "gone").name == "Gone"
    with pytest.raises(NotAllowed):
        delete_standup(services, Member(team_id, MARCUS), "gone")
    assert len(services.setup.changes.latest(team_id, "gone", EIGHT, 50)) == 2


def test_only_who_may_change_a_standup_may_bring_it_back(services, team_id, store):
    standup = store("gone", [MARCUS], owners=(ANA,))
    services.standups.delete(standup, ANA, EIGHT)
    with pytest.raises(NotAllowed):
        restore_standup(services, Member(team_id, MARCUS), "gone")
    with pytest.raises(UnknownStandup):
        restore_standup(services, Member(team_id, MARCUS), "never-was")
    assert restore_standup(services, Member(team_id, ANA), "gone").name == "Gone"
    assert restore_standup(services, Member(team_id, ANA), "gone").version == 3
