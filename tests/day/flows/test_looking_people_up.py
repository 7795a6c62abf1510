"""People are looked up one by one when they are needed; nobody pages through the workspace on the way to asking."""

from datetime import timedelta

import pytest

from app.domain.day.member import Member, Profile
from app.errors import HeldBack
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.setup.counting import count_people
from app.slack.limits import PROFILES
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY

LATER = EIGHT + timedelta(hours=1)


@pytest.fixture
def standup(services):
    return services.standups.get(TEAM_ID, "daily")


def looked_up(team):
    return [call["args"]["user"] for call in team.calls("users.info")]


def know(services, team, since):
    """Slack has described everybody that long ago."""
    for person in team:
        profile = Member(TEAM_ID, person.id, profile=Profile(display_name=person.name, zone="Europe/Prague"))
        services.members.remember_profile(profile, EIGHT - since)


def test_a_morning_with_stale_profiles_lists_nobody_but_the_team(team, services, standup):
    know(services, team, timedelta(days=1))
    asked = ask_everyone(services, standup, TUESDAY, LATER)
    assert asked["people"] == 11
    assert team.calls("users.list") == []
    assert len(set(looked_up(team))) == len(looked_up(team))
    assert set(looked_up(team)) >= {person.id for person in team.asked}


def test_while_slack_looks_nobody_up_everybody_known_is_asked_in_time_all_the_same(team, services, standup, clock):
    know(services, team, timedelta(days=1))
    team.fault("users.info", "ratelimited", seconds=30, times=None, after=3)
    ask_everyone(services, standup, TUESDAY, LATER)
    assert len(team.asked) == 11
    assert clock.now() - EIGHT < timedelta(seconds=20)


def test_the_sender_holds_its_lease_while_slack_lets_it_look_nobody_up(team, services, standup, clock, monkeypatch):
    """Nobody is known yet, so it has to wait; whoever else comes meanwhile finds it at work."""
    team.fault("users.info", "ratelimited", seconds=45, times=2, after=4)
    left = []
    sleep = clock.sleep

    def asleep(seconds):
        held = services.sending.leases.held(TEAM_ID)
        left.append(held.until - clock.now() if held else timedelta(0))
        sleep(seconds)

    monkeypatch.setattr(clock, "sleep", asleep)
    ask_everyone(services, standup, TUESDAY, LATER)
    assert len(team.asked) == 11
    assert clock.now() - EIGHT > timedelta(seconds=90)
    assert min(left) > timedelta(seconds=2)
    described = [call["args"]["user"] for call in team.calls("users.info") if call["ok"]]
    assert len(described) == len(set(described))  # it went on where it was held up


def test_who_was_described_before_the_time_ran_out_is_not_looked_up_again(team, services, standup, clock):
    team.fault("users.info", "ratelimited", seconds=30, times=1, after=6)
    with pytest.raises(HeldBack):
        ask_everyone(services, standup, TUESDAY, clock.now() + timedelta(seconds=20))
    ask_everyone(services, standup, TUESDAY, LATER)
    described = [call["args"]["user"] for call in team.calls("users.info") if call["ok"]]
    assert len(described) == len(set(described))
    assert len(team.asked) == 11


def test_setting_up_for_a_crowd_leaves_the_looking_up_to_the_sender(team, services, standup):
    """Nobody knows the two hundred yet; a lazy run has a minute, and Slack takes a hundred a minute."""
    team.place.post("people", add=200)
    count_people(services, standup)
    assert len(looked_up(team)) <= 30
    assert services.standups.stored(TEAM_ID, "daily").counted.zones == ()


def test_who_was_described_since_yesterdays_asking_is_not_looked_up_again(team, services, standup):
    know(services, team, timedelta(minutes=20))
    ask_everyone(services, standup, TUESDAY, LATER)
    assert not set(looked_up(team)) & {person.id for person in team}


def test_in_a_crowd_the_menus_do_not_wait_for_profiles_that_can_be_read_beside(team, services, standup, clock):
    """A hundred and fifty people: some are looked up before, most between two menus, and all are on time."""
    team.place.post("people", add=150)
    crowd = [f"U0MORE{number:04d}" for number in range(150)]
    for user_id in crowd:
        services.members.remember_profile(
            Member(TEAM_ID, user_id, profile=Profile(display_name=user_id)), EIGHT - timedelta(days=1)
        )
    know(services, team, timedelta(days=1))
    ask_everyone(services, standup, TUESDAY, LATER)
    assert clock.now() - EIGHT < timedelta(seconds=60)
    assert len(looked_up(team)) > PROFILES.at_once + 10
    assert [call for call in team.calls("users.info") if not call["ok"]] == []
