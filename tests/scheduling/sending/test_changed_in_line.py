"""What is changed while a standup waits in line counts when its turn comes.

A day that has begun keeps its people and times; that the standup was paused or deleted counts for it, too.
"""

from datetime import time, timedelta

import pytest

from app.domain.day.member import Away, Member, Profile
from app.domain.standup import with_values
from app.flows.home.absence import go_away
from app.records import replace
from app.slack.client import Slack
from benchmarks.crowd.clock import NOON
from benchmarks.ticks import MINUTE, room

DUE = NOON + 2 * MINUTE
STANDUPS, EACH = 48, 3
AFTER = 20


class SlackWith(Slack):
    """Slack, and something that happens once: as soon as it can (it says whether), when so many menus are out."""

    posted = 0
    happens = None

    def post(self, *arguments, **keywords):
        sent = super().post(*arguments, **keywords)
        SlackWith.posted += 1
        if SlackWith.posted >= AFTER and SlackWith.happens:
            happens, SlackWith.happens = SlackWith.happens, None  # others send while it waits
            if not happens():
                SlackWith.happens = happens
        return sent


@pytest.fixture
def morning(processes):
    with room(STANDUPS * EACH) as opened:
        SlackWith.posted = 0
        groups = [opened.members[one * EACH : (one + 1) * EACH] for one in range(STANDUPS)]
        opened.groups = groups
        opened.store_due(groups, DUE)
        for user_id in opened.members:
            known = Member(opened.team_id, user_id, profile=Profile(zone="Europe/London"))
            opened.services.members.remember_profile(known, NOON)
        settings = opened.services.settings
        slack = SlackWith(settings.secrets.bot_token, settings.slack_api_url)
        opened.services = replace(opened.services, slack=slack)
        yield opened


def asked(morning):
    return {call["args"]["channel"] for call in morning.calls("chat.postMessage") if call["ok"]}


def last_in_line(morning, *, has_begun):
    """The last standup of which nobody has been asked yet, and whose day has begun or not; with its people."""
    there = asked(morning)
    for number in range(STANDUPS - 1, -1, -1):
        people = set(morning.groups[number])
        if not there & people:
            stored = morning.services.standups.stored(morning.team_id, f"many-{number}")
            if bool(stored.attention.open_days) is has_begun:
                return stored.standup, people
    return None


def are_asked(morning, change, *, has_begun):
    """Change one of those in line in mid-morning; returns how many of its people are asked all the same."""
    theirs, services = [], morning.services

    def happens():
        if (found := last_in_line(morning, has_begun=has_begun)) is None:
            return False
        standup, people = found
        theirs.append(people)
        now = services.clock.now()
        match change:
            case "delete":
                services.standups.delete(standup, "U0ANAPRG01", now)
            case "pause":
                services.standups.save(replace(standup, is_paused=True), "U0ANAPRG01", now, now)
            case "later":
                services.standups.save(with_values(standup, {"ask_at": time(18)}), "U0ANAPRG01", now, now)
            case "fewer people":
                fewer = with_values(standup, {"people": tuple(sorted(people)[:1])})
                services.standups.save(fewer, "U0ANAPRG01", now, now)
        services.clock.sleep(4)  # what was read before counts no more
        return True

    SlackWith.happens = happens
    morning.tick(DUE)
    for minutes in range(1, 4):
        morning.tick(max(DUE + minutes * MINUTE, services.clock.now()))
    (people,) = theirs
    assert len(asked(morning) - people) == (STANDUPS - 1) * EACH
    return len(asked(morning) & people)


@pytest.mark.parametrize(("change", "expected"), [("pause", 0), ("delete", 0), ("later", 0), ("fewer people", 1)])
def test_a_change_counts_for_who_is_still_in_line(morning, change, expected):
    assert are_asked(morning, change, has_begun=False) == expected


@pytest.mark.parametrize(("change", "expected"), [("pause", 0), ("delete", 0), ("later", EACH), ("fewer people", EACH)])
def test_a_day_that_has_begun_rests_with_its_standup_and_otherwise_stays(morning, change, expected):
    assert are_asked(morning, change, has_begun=True) == expected


def test_who_goes_away_while_they_wait_in_line_gets_no_menu(morning):
    gone = []

    def happens():
        there = asked(morning)
        user = next(user for group in morning.groups for user in group if set(group) & there and user not in there)
        services, today = morning.services, NOON.date()
        member = services.members.get(morning.team_id, user, services.clock.now())
        services.clock.sleep(4)
        go_away(services, member, Away(today, today + timedelta(days=3)), services.clock.now())
        gone.append(user)
        return True

    SlackWith.happens = happens
    morning.tick(DUE)
    assert gone[0] not in asked(morning)
    assert len(asked(morning)) == STANDUPS * EACH - 1
