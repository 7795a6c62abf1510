"""What is changed while a standup waits in line counts when its turn comes."""

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
    """Slack, and something that happens when so many menus are out."""

    posted = 0
    happens = None

    def post(self, *arguments, **keywords):
        sent = super().post(*arguments, **keywords)
        SlackWith.posted += 1
        if SlackWith.posted == AFTER:
            SlackWith.happens()
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


def last_in_line(morning):
    """A standup of which nobody has been asked yet."""
    there = asked(morning)
    number = next(n for n in range(STANDUPS - 1, -1, -1) if not there & set(morning.groups[n]))
    return morning.services.standups.stored(morning.team_id, f"many-{number}").standup, set(morning.groups[number])


@pytest.mark.parametrize("change", ["pause", "delete", "later", "fewer people"])
def test_a_change_counts_for_who_is_still_in_line(morning, change):
    theirs = []

    def happens():
        standup, people = last_in_line(morning)
        now = morning.services.clock.now()
        theirs.append(people)
        match change:
            case "delete":
                morning.services.standups.delete(standup, "U0ANAPRG01", now)
                return
            case "pause":
                changed = replace(standup, is_paused=True)
            case "later":
                changed = with_values(standup, {"ask_at": time(18)})
            case _:
                changed = with_values(standup, {"people": tuple(sorted(people)[:1])})
        morning.services.standups.save(changed, "U0ANAPRG01", now, now)

    SlackWith.happens = happens
    morning.tick(DUE)
    for minutes in range(1, 4):
        morning.tick(max(DUE + minutes * MINUTE, morning.services.clock.now()))
    (people,) = theirs
    expected = sorted(people)[:1] if change == "fewer people" else []
    assert sorted(asked(morning) & people) == expected
    assert len(asked(morning) - people) == (STANDUPS - 1) * EACH


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

    SlackWith.happens = happens
    morning.tick(DUE)
    assert gone[0] not in asked(morning)
    assert len(asked(morning)) == STANDUPS * EACH - 1
