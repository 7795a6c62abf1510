"""What somebody does while a sender is at work on their standup: nothing goes out that they have just stopped."""

from datetime import time

import pytest

from app.domain.day.member import Away, Member, Preferences, Profile
from app.domain.standup import Posting
from app.errors import SlackRateLimited
from app.flows.day import answering
from app.flows.home import managing, preferences
from app.flows.home.absence import come_back, go_away
from app.flows.requester import Requester, member_of
from app.flows.scheduling import ticking
from app.flows.setup import configuring, running_by_hand
from app.records import replace
from app.slack.client import Slack
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_standup
from tests.scheduling.flows.test_ticking import MINUTE, SOON

OWNER = "U0ANAPRG01"
HALF_PAST_NINE = TEN - 30 * MINUTE


class SlackWhile(Slack):
    """Slack, and something that happens once, while a message to somebody is posted."""

    happens = None

    def post(self, to, *arguments, **keywords):
        if SlackWhile.happens and SlackWhile.happens[0] == to:
            (_, happens), SlackWhile.happens = SlackWhile.happens, None
            happens()
        return super().post(to, *arguments, **keywords)


class Morning:
    """A standup of three people, and ticks in which something may happen."""

    def __init__(self, services, clock, team) -> None:
        self.services, self.clock, self.team = services, clock, team
        settings = services.settings
        self._sender = replace(services, slack=SlackWhile(settings.secrets.bot_token, settings.slack_api_url))
        self.team_id = services.slack.identity().team_id
        self.people = [person.id for person in team.people[:3]]
        self.last = team.people[2]
        services.standups.delete(services.standups.get(self.team_id, "daily"), OWNER, EIGHT)
        for user_id in self.people:
            known = Member(self.team_id, user_id, profile=Profile(zone="Europe/London"))
            services.members.remember_profile(known, EIGHT)

    def begins(self, **changes):
        before = EIGHT - 60 * MINUTE
        mine = {"team_id": self.team_id, "standup_id": "retro", "channel": CHANNEL, "owners": (OWNER,)}
        times = {"ask_at": time(8), "report_at": time(10), "zone": "Europe/London", "people": tuple(self.people)}
        self.services.standups.save(a_standup(**{**mine, **times, **changes}), OWNER, before, before)

    def ticks(self, moment, to="", happens=None):
        self.clock.moment = max(moment, self.clock.moment)
        SlackWhile.happens = (to, happens) if to else None
        ticking.tick(self._sender, moment, self.clock.now() + SOON)
        assert SlackWhile.happens is None

    def member(self, user_id):
        return member_of(self.services, self.team_id, user_id)

    @property
    def origin(self):
        return Origin(f"{self.team_id}.retro.20261124")

    def answers(self, user_id):
        now = self.clock.now()
        sent = Submission(self.origin, {"question0": "Export"})
        answering.submit_answers(self.services, Requester(user_id, {self.team_id}), sent, now, now)

    def withdraws(self, user_id):
        now = self.clock.now()
        answering.withdraw(self.services, Requester(user_id, {self.team_id}), self.origin, now, now)


@pytest.fixture
def morning(services, clock, team):
    return Morning(services, clock, team)


def test_who_leaves_a_standup_while_their_menu_is_on_its_way_reads_that_they_left_it_and_how_to_come_back(morning):
    morning.begins()
    last = morning.last
    morning.ticks(EIGHT, last.id, lambda: managing.leave(morning.services, morning.member(last.id), "retro"))
    morning.ticks(EIGHT + MINUTE)
    assert "You have left this standup" in last.reads()


def test_who_leaves_a_standup_while_they_are_reminded_reads_that_they_left_it(morning):
    morning.begins(reminders=(30,))
    last = morning.last
    morning.ticks(EIGHT)
    morning.ticks(HALF_PAST_NINE, last.id, lambda: managing.leave(morning.services, morning.member(last.id), "retro"))
    morning.ticks(HALF_PAST_NINE + MINUTE)
    assert "You have left this standup" in last.reads()


@pytest.mark.parametrize("is_reminder", [False, True])
def test_who_leaves_and_rejoins_while_their_menu_is_on_its_way_has_one(morning, is_reminder):
    morning.begins(reminders=(30,))
    last, at = morning.last, HALF_PAST_NINE if is_reminder else EIGHT
    if is_reminder:
        morning.ticks(EIGHT)

    def leaves_and_rejoins():
        managing.leave(morning.services, morning.member(last.id), "retro")
        morning.clock.sleep(1)
        managing.rejoin(morning.services, morning.member(last.id), "retro")

    morning.ticks(at, last.id, leaves_and_rejoins)
    morning.ticks(at + MINUTE)
    morning.ticks(at + 2 * MINUTE)
    assert len(last.messages()) == 1
    assert "Open Report" in last.reads()


def test_who_leaves_while_their_menu_is_on_its_way_is_off_the_day_a_minute_later(morning):
    morning.begins(posting=Posting.WHEN_COMPLETE)
    last = morning.last
    morning.ticks(EIGHT, last.id, lambda: managing.leave(morning.services, morning.member(last.id), "retro"))
    for user_id in morning.people[:2]:
        morning.answers(user_id)
    morning.ticks(EIGHT + MINUTE)
    morning.ticks(EIGHT + 2 * MINUTE)
    assert "Open Report" not in last.reads()
    assert "2 of 2 reported" in morning.team.channel()[0]["text"]


@pytest.mark.parametrize("change", [running_by_hand.pause, configuring.delete_standup])
def test_a_report_that_waits_for_its_turn_in_the_channel_does_not_go_out_once_its_standup_rests(morning, change):
    morning.begins()
    morning.ticks(EIGHT)
    morning.clock.moment = EIGHT + 5 * MINUTE
    morning.answers(OWNER)

    def has_to_wait():
        change(morning.services, morning.member(OWNER), "retro")
        raise SlackRateLimited("chat.postMessage", 60)

    morning.ticks(TEN, CHANNEL, has_to_wait)
    morning.ticks(TEN + 3 * MINUTE)
    assert morning.team.channel() == []


@pytest.mark.parametrize("change", [running_by_hand.pause, configuring.delete_standup])
def test_what_belongs_to_a_summary_header_that_is_out_follows_it_although_its_standup_rests(morning, team, change):
    morning.begins()
    morning.ticks(EIGHT)
    morning.clock.moment = EIGHT + 5 * MINUTE
    for user_id in morning.people[:2]:
        morning.answers(user_id)
    team.fault("chat.postMessage", "ratelimited", seconds=1200, after=2)
    morning.ticks(TEN)
    assert len(team.posts()) == 1
    change(morning.services, morning.member(OWNER), "retro")
    morning.ticks(TEN + MINUTE)
    morning.ticks(TEN + 21 * MINUTE)
    morning.ticks(TEN + 22 * MINUTE)
    assert len(team.posts()) == 2
    assert "without you" in morning.last.reads()
    assert not morning.services.standups.stored(morning.team_id, "retro").attention.open_days


@pytest.mark.parametrize("act", ["withdraws", "comes back"])
def test_a_report_that_waits_for_all_waits_for_who_is_back_before_it_goes_out(morning, act):
    services, last = morning.services, morning.last.id
    morning.begins(posting=Posting.WHEN_COMPLETE)
    morning.ticks(EIGHT)
    morning.clock.moment = EIGHT + 5 * MINUTE
    for user_id in morning.people[:2]:
        morning.answers(user_id)
    if act == "withdraws":
        morning.answers(last)
    else:
        go_away(services, morning.member(last), Away(TUESDAY, TUESDAY))

    def has_to_wait():
        if act == "withdraws":
            morning.withdraws(last)
        else:
            come_back(services, morning.member(last))
        raise SlackRateLimited("chat.postMessage", 30)

    morning.ticks(EIGHT + 6 * MINUTE, CHANNEL, has_to_wait)
    morning.ticks(EIGHT + 8 * MINUTE)
    assert morning.team.channel() == []
    morning.answers(last)
    morning.ticks(EIGHT + 9 * MINUTE)
    assert "3 of 3 reported" in morning.team.channel()[0]["text"]


def test_who_wants_no_reminders_any_more_while_they_wait_in_line_for_one_gets_none(morning):
    morning.begins(reminders=(30,))
    morning.ticks(EIGHT)
    (before,) = morning.last.messages()

    def wants_none():
        preferences.prefer(morning.services, morning.member(morning.last.id), Preferences(reminders=0))
        morning.clock.sleep(4)  # what was read before counts no more

    morning.ticks(HALF_PAST_NINE, morning.people[0], wants_none)
    (after,) = morning.last.messages()
    assert after["ts"] == before["ts"]


@pytest.mark.parametrize("act", ["answers", "withdraws"])
def test_the_last_answer_while_the_others_are_asked_or_the_report_begins_is_not_forgotten(morning, act):
    morning.begins(posting=Posting.WHEN_COMPLETE, people=tuple(morning.people[:2]))
    first, second = morning.people[:2]
    morning.ticks(EIGHT, second, lambda: morning.answers(first))
    morning.clock.sleep(60)
    morning.answers(second)
    if act == "withdraws":
        morning.clock.sleep(5)
        morning.withdraws(first)
    morning.ticks(EIGHT + 2 * MINUTE)
    assert bool(morning.team.channel()) is (act == "answers")
