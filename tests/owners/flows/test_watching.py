"""Standups in trouble are counted for the alarm: once in five minutes, while they are, and 0 when that is over."""

import logging
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.job import JobKind
from app.errors import SlackTokenRefused
from app.flows.privacy import uninstalling
from app.flows.scheduling import ticking
from app.records import replace
from app.storage.rows.tables import StandupRow
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_standup

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON = timedelta(minutes=15)
ANA = "U0ANAPRG01"
FOUR = (ANA, "U0OLIVER08", "U0MARCUS02", "U0PRIYAK04")
REFUSAL = "channel_is_limited_access"


@pytest.fixture
def ticks(services, clock, logged):
    """Let the ticks of a span come, one a minute; returns what was counted, by the minute of the day."""
    logged.set_level(logging.INFO, "app")

    def tick(moment, until=None):
        logged.clear()
        counted, until = [], until or moment
        while moment <= until:
            clock.moment = moment
            ticking.tick(services, moment, moment + SOON)
            lines = [line for line in logged.records if hasattr(line, "StandupsInTrouble")]
            counted += [(f"{moment:%H:%M}", line.StandupsInTrouble, line.standup, line.reason) for line in lines]
            logged.clear()
            moment += MINUTE
        return counted

    return tick


@pytest.fixture
def standup(services):
    """Store a standup of the team's channel, and no other, in the small hours."""
    team_id = services.slack.identity().team_id
    services.standups.delete(services.standups.get(team_id, "daily"), ANA, EIGHT)

    def store(**changes):
        mine = {"team_id": team_id, "standup_id": "retro", "channel": CHANNEL, "owners": (ANA,), **changes}
        return services.standups.save(a_standup(**mine), ANA, EIGHT - 7 * HOUR, EIGHT - 7 * HOUR).standup

    return store


def refuse(team, method, error=REFUSAL, **where):
    team.fault(method, "error", error=error, times=None, where=where)


def test_a_refused_report_is_counted_until_it_is_posted(ticks, standup, team):
    standup()
    assert ticks(EIGHT, EIGHT + 10 * MINUTE) == []
    refuse(team, "chat.postMessage", "restricted_action", channel=CHANNEL)
    rung = [("10:00", 1, "retro", "restricted_action"), ("10:05", 1, "retro", "restricted_action")]
    assert ticks(TEN - MINUTE, TEN + 6 * MINUTE) == rung
    team.no_faults()
    assert ticks(TEN + 7 * MINUTE, TEN + HOUR) == [
        ("10:10", 0, "retro", ""),
    ]


def test_of_two_standups_in_trouble_each_is_counted_in_every_period_of_the_alarm(ticks, standup, team):
    standup()
    standup(standup_id="other", channel="C0GENERAL1")
    refuse(team, "conversations.members")
    counted = ticks(EIGHT, EIGHT + 12 * MINUTE)
    assert sorted((minute, which) for minute, value, which, _ in counted if value) == [
        ("08:00", "other"),
        ("08:00", "retro"),
        ("08:05", "other"),
        ("08:05", "retro"),
        ("08:10", "other"),
        ("08:10", "retro"),
    ]


def test_asking_that_slack_does_not_answer_is_counted_once_it_lasts_five_minutes(ticks, standup, team):
    standup(people=FOUR)
    refuse(team, "chat.postMessage", "internal_error", channel=ANA)
    counted = ticks(EIGHT, EIGHT + 6 * MINUTE)
    assert counted == [("08:05", 1, "retro", "internal_error")]
    team.no_faults()
    assert ticks(EIGHT + 7 * MINUTE, EIGHT + 20 * MINUTE) == [("08:10", 0, "retro", "")]


def test_one_minute_without_an_answer_rings_nothing(ticks, standup, team):
    standup()
    refuse(team, "chat.postMessage", "internal_error", channel=ANA)
    ticks(EIGHT)
    team.no_faults()
    assert [value for _, value, _, _ in ticks(EIGHT + MINUTE, EIGHT + 20 * MINUTE)] == [0]


def test_many_people_who_cannot_be_messaged_are_counted_until_the_day_is_over(ticks, standup, team):
    standup()
    for person in team.people[:3]:
        refuse(team, "chat.postMessage", "messages_tab_disabled", channel=person.id)
    first, *_ = ticks(EIGHT, EIGHT + 6 * MINUTE)
    assert first == ("08:00", 1, "retro", "unreachable")
    assert ticks(TEN, TEN + 10 * MINUTE) == [("10:00", 0, "retro", "")]


def test_a_closed_channel_is_counted_and_what_somebody_has_paused_is_not(ticks, standup, services):
    kept = standup()
    ticks(EIGHT)
    occurrence, _ = services.reports.day(ReportId(kept.team_id, kept.standup_id, TUESDAY), EIGHT)
    services.reports.note(occurrence, problem="is_archived")
    services.standups.wake(kept.team_id, kept.standup_id, EIGHT)
    assert ticks(EIGHT + MINUTE) == [("08:01", 1, "retro", "is_archived")]
    stored = services.standups.get(kept.team_id, kept.standup_id)
    services.standups.save(replace(stored, is_paused=True), ANA, EIGHT, EIGHT)
    assert ticks(EIGHT + 2 * MINUTE, EIGHT + 12 * MINUTE) == [("08:05", 0, "retro", "")]


def test_settings_that_make_no_sense_are_counted_until_the_standup_is_deleted(ticks, standup, services):
    kept = standup()
    row = StandupRow.get(kept.team_id, kept.standup_id)
    row.update([StandupRow.config.set({**row.config, "zone": "Mars/Olympus"})])
    assert ticks(EIGHT) == [("08:00", 1, "retro", "unreadable")]
    row.delete()
    assert ticks(EIGHT + MINUTE, EIGHT + 12 * MINUTE) == [("08:05", 0, "retro", "")]


def test_a_day_without_trouble_stores_nothing_for_it(ticks, standup, services):
    standup()
    assert ticks(EIGHT, EIGHT + 2 * MINUTE) == ticks(TEN, TEN + 2 * MINUTE) == []
    assert services.jobs.waiting(JobKind.TROUBLE) == []


def test_a_workspace_that_the_app_has_left_is_not_in_trouble(ticks, standup, team, services):
    kept = standup()
    ticks(EIGHT)
    refuse(team, "chat.postMessage", "restricted_action", channel=CHANNEL)
    assert ticks(TEN)[0][1] == 1
    uninstalling.leave(services, kept.team_id, TEN + MINUTE)
    assert ticks(TEN + 2 * MINUTE, TEN + 20 * MINUTE) == [("10:05", 0, "retro", "")]


@pytest.mark.parametrize("code", ["missing_scope", "invalid_auth"])
def test_a_permission_that_is_missing_and_a_dead_token_are_counted_with_the_tick_that_meets_them(
    ticks, standup, team, logged, code
):
    standup()
    refuse(team, "conversations.members", code)
    with pytest.raises(SlackTokenRefused):
        ticks(EIGHT)
    assert [line.reason for line in logged.records if hasattr(line, "StandupsInTrouble")] == [code]
