"""What is changed, or wanted, while a standup's own round is going on: it counts, and nothing of it is lost."""

from datetime import time

import pytest

from app.domain.day.member import Member, Profile
from app.domain.standup import with_values
from app.flows.requester import member_of
from app.flows.scheduling import ticking
from app.flows.setup.running_by_hand import ask_now
from app.records import replace
from app.slack.client import Slack
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.scheduling.flows.test_ticking import MINUTE, SOON

OWNER = "U0ANAPRG01"
LONDON, NEW_YORK = "Europe/London", "America/New_York"


class SlackWhile(Slack):
    """Slack, and something that happens once while it lists a channel's people or posts a message."""

    happens = None

    def conversation_members(self, channel):
        self._let_happen("conversation_members")
        return super().conversation_members(channel)

    def post(self, *arguments, **keywords):
        self._let_happen("post")
        return super().post(*arguments, **keywords)

    @classmethod
    def _let_happen(cls, method):
        happens, cls.happens = cls.happens, None
        if happens and happens[0] == method:
            happens[1]()
        else:
            cls.happens = happens


@pytest.fixture
def morning(services, clock, team):
    """Let the sender do what is due at a moment, and something happen meanwhile."""
    settings = services.settings
    slack = SlackWhile(settings.secrets.bot_token, settings.slack_api_url)
    services = replace(services, slack=slack)

    def tick(moment, method="", happens=None):
        """Return who of the first three has a menu then."""
        clock.moment = moment
        SlackWhile.happens = (method, happens) if method else None
        ticking.tick(services, moment, clock.now() + SOON)
        assert SlackWhile.happens is None
        return [bool(person.messages()) for person in team.people[:3]]

    return tick


@pytest.fixture
def standup(services, team):
    """A standup that asks three people at eight in London; two of them are in New York."""
    team_id = services.slack.identity().team_id
    services.standups.delete(services.standups.get(team_id, "daily"), OWNER, EIGHT)
    people = [person.id for person in team.people[:3]]
    for user_id, zone in zip(people, (LONDON, NEW_YORK, NEW_YORK), strict=True):
        services.members.remember_profile(Member(team_id, user_id, profile=Profile(zone=zone)), EIGHT)
    made = a_standup(
        team_id=team_id,
        standup_id="retro",
        channel=CHANNEL,
        owners=(OWNER,),
        people=tuple(people),
        ask_at=time(8),
        report_at=time(10),
        zone=LONDON,
    )
    return services.standups.save(made, OWNER, EIGHT - 60 * MINUTE, EIGHT).standup


@pytest.fixture
def in_own_zones(services, standup):
    """The same standup; it asks each of them at eight where they are."""
    changed = with_values(standup, {"own_zones": True})
    return services.standups.save(changed, OWNER, EIGHT - 60 * MINUTE, EIGHT).standup


def test_whoever_says_ask_now_while_the_first_are_asked_has_all_asked(morning, services, in_own_zones):
    owner = member_of(services, in_own_zones.team_id, OWNER)
    assert morning(EIGHT, "post", lambda: ask_now(services, owner, "retro")) == [True, False, False]
    assert morning(EIGHT + MINUTE) == [True, True, True]


def test_a_standup_that_is_to_be_looked_at_while_it_is_worked_on_is_looked_at_again(
    morning, services, in_own_zones, clock
):
    team_id = in_own_zones.team_id

    def due_at():
        return services.standups.stored(team_id, "retro").attention.due_at

    morning(EIGHT, "post", lambda: services.standups.wake(team_id, "retro", clock.now()))
    assert due_at() <= clock.now()
    morning(EIGHT + MINUTE)
    assert due_at() > clock.now()


@pytest.mark.parametrize("change", ["fewer people", "delete", "pause"])
def test_who_is_asked_by_hand_is_asked_by_the_standup_as_it_is_then(morning, services, standup, clock, change):
    wanted_at = EIGHT - 30 * MINUTE
    clock.moment = wanted_at
    ask_now(services, member_of(services, standup.team_id, OWNER), "retro")

    def happens():
        match change:
            case "delete":
                services.standups.delete(standup, OWNER, wanted_at)
                return
            case "pause":
                changed = replace(standup, is_paused=True)
            case _:
                changed = with_values(standup, {"people": standup.roles.people[:1]})
        services.standups.save(changed, OWNER, wanted_at, wanted_at)

    assert morning(wanted_at, "conversation_members", happens) == [False, False, False]
    assert morning(wanted_at + MINUTE) == [change != "delete", change == "pause", change == "pause"]


def test_the_day_that_is_asked_about_is_the_one_of_the_wish(morning, services, standup, clock):
    clock.moment = EIGHT - 30 * MINUTE
    ask_now(services, member_of(services, standup.team_id, OWNER), "retro")
    assert morning(EIGHT - 30 * MINUTE) == [True, True, True]
    assert services.standups.stored(standup.team_id, "retro").attention.open_days == {TUESDAY}


def test_a_wish_that_slack_refuses_ends_with_its_day(morning, services, standup, clock, team):
    clock.moment = EIGHT - 30 * MINUTE
    changed = with_values(standup, {"days": frozenset({0}), "people": None})
    services.standups.save(changed, OWNER, clock.now(), clock.now())
    ask_now(services, member_of(services, standup.team_id, OWNER), "retro")
    team.fault("conversations.members", "error", error="access_denied", times=None)
    for hours in (0, 1, 15, 16):
        assert not any(morning(EIGHT + 60 * hours * MINUTE)[1:])
    team.no_faults()
    assert not any(morning(EIGHT + 24 * 60 * MINUTE)[1:])
    assert services.standups.stored(standup.team_id, "retro").attention.wanted == {}


def test_a_day_that_was_missed_because_nobody_could_be_asked_begins_anew_by_hand(
    morning, services, standup, clock, team
):
    team.fault("chat.postMessage", "error", error="fatal_error", times=None)
    morning(EIGHT)
    morning(EIGHT + 120 * MINUTE)
    team.no_faults()
    clock.moment = EIGHT + 180 * MINUTE
    ask_now(services, member_of(services, standup.team_id, OWNER), "retro")
    assert morning(EIGHT + 180 * MINUTE) == [True, True, True]
    assert all("Open Report" in person.reads() for person in team.people[:3])
    assert services.standups.stored(standup.team_id, "retro").attention.open_days == {TUESDAY}
    morning(EIGHT + 300 * MINUTE)
    assert len(team.channel()) == 1
