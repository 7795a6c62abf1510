"""Lambda may carry out a tick late, or after a later one: people are asked and told by the clock on the wall."""

from datetime import time, timedelta

import pytest

from app.flows.day import reminding
from app.flows.scheduling import ticking
from app.flows.setup import running_by_hand
from tests.day.flows.test_right_on_its_day import ANA, MARCUS, MATILDA, OWN, SOON, Mornings, utc
from tests.kit.builders import TUESDAY

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class LateMornings(Mornings):
    """A morning whose ticks come when they can."""

    def tick_of(self, moment, *, comes_at):
        """Carry out the tick of a moment at another one."""
        self.clock.moment = comes_at
        done = ticking.tick(self.services, moment, comes_at + SOON)["done"]
        return [did.split(" ")[0] + did[-9:] for did in done if ".retro." in did]

    def reads(self, user_id):
        return " ".join(message["text"] for message in self.people[user_id].messages())

    def reports(self):
        return self.services.reports.day(self.day().report_id, self.clock.moment)[1]


@pytest.fixture
def morning(services, clock, team):
    return LateMornings(services, clock, team)


def test_nobody_is_asked_by_a_tick_that_comes_after_the_report_s_time_and_the_day_is_missed(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    assert morning.tick_of(utc(8), comes_at=utc(10, 20)) == ["miss.20261124"]
    assert morning.asked() == set()
    assert morning.day().progress.missed_at == utc(10, 20)
    assert morning.headings() == []
    assert morning.tick_of(utc(8, 1), comes_at=utc(10, 21)) == []
    assert morning.ticks(utc(8, day=25)) == ["ask.20261125"]


def test_who_has_time_left_is_asked_by_a_late_tick_until_when_they_have_it(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    assert morning.tick_of(utc(8), comes_at=utc(8, 50)) == ["ask.20261124"]
    assert morning.asked() == {ANA, MARCUS}
    assert morning.ticks(utc(9, 59), utc(10)) == ["report.20261124"]


def test_of_two_cities_a_late_tick_asks_the_one_that_has_time_left(morning):
    morning.begins(utc(20, day=23), people=(MATILDA, ANA), **OWN)
    assert morning.tick_of(utc(22, day=23), comes_at=utc(23, 40, day=23)) == []
    assert morning.asked() == set()
    assert morning.ticks(utc(8)) == ["ask.20261124"]
    assert morning.asked() == {ANA}
    assert morning.ticks(utc(9, 30)) == ["report.20261124"]
    assert {report.user_id for report in morning.reports()} == {ANA}


def test_nobody_is_reminded_by_a_tick_that_comes_after_the_close(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), reminders=(30,))
    morning.ticks(utc(8))
    assert morning.tick_of(utc(9, 30), comes_at=utc(10, 20)) == ["report.20261124"]
    assert all(len(person.messages()) == 1 for person in map(morning.people.get, (ANA, MARCUS)))
    assert "Still open" not in morning.reads(ANA)


def test_a_tick_that_comes_after_a_later_one_does_nothing_twice(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), reminders=(30,))
    assert morning.tick_of(utc(8, 2), comes_at=utc(8, 2)) == ["ask.20261124"]
    assert morning.tick_of(utc(8), comes_at=utc(8, 3)) == []
    assert morning.tick_of(utc(9, 31), comes_at=utc(9, 31)) == ["remind.20261124"]
    assert morning.tick_of(utc(9, 30), comes_at=utc(9, 32)) == []
    assert morning.tick_of(utc(10, 1), comes_at=utc(10, 1)) == ["report.20261124"]
    assert morning.tick_of(utc(10), comes_at=utc(10, 2)) == []
    assert len(morning.people[ANA].messages()) == 1
    assert len(morning.headings()) == 1


def test_what_an_owner_wants_now_is_done_by_a_late_tick_and_the_report_moves_along(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), ask_at=time(5), report_at=time(6))
    morning.clock.moment = utc(9)
    running_by_hand.ask_now(morning.services, morning.member(ANA), "retro")
    assert morning.tick_of(utc(9), comes_at=utc(9, 40)) == ["ask.20261124"]
    assert morning.asked() == {ANA, MARCUS}
    assert morning.day().plan.report_at == utc(10, 40)


def test_whose_time_runs_out_while_others_are_asked_gets_no_menu_any_more(morning):
    morning.begins(utc(7), people=tuple(morning.people)[:7])
    comes_at = utc(10) - 300 * timedelta(milliseconds=1)  # time for six messages
    assert morning.tick_of(utc(9, 59), comes_at=comes_at) == ["ask.20261124"]
    assert 0 < len(morning.asked()) < 7
    assert {report.user_id for report in morning.reports()} == morning.asked()
    assert morning.ticks(utc(10, 1), utc(10, 2)) == ["report.20261124"]


def test_where_everybody_s_time_runs_out_before_the_first_menu_the_day_is_missed(morning, monkeypatch):
    """Looking up who is in the channel takes its time."""
    morning.begins(utc(7), people=None)
    listed = morning.services.slack.conversation_members
    slow = lambda channel: morning.clock.sleep(2) or listed(channel)  # noqa: E731
    monkeypatch.setattr(type(morning.services.slack), "conversation_members", lambda _, channel: slow(channel))
    morning.tick_of(utc(9, 59), comes_at=utc(10) - SECOND)
    assert morning.asked() == set()
    assert morning.ticks(utc(10, 1), utc(10, 2)) == ["miss.20261124"]
    assert morning.headings() == []


def test_nobody_is_reminded_by_hand_after_the_close(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), **OWN)
    morning.ticks(utc(8), utc(9, 30), every=30 * MINUTE)
    morning.clock.moment = utc(14, 5)
    morning.ticks(utc(14, 5))
    reminding.remind_everyone(morning.services, morning.standup, TUESDAY, utc(14, 5) + SOON)
    assert "Still open" not in morning.reads(ANA)
    assert "Still open" in morning.reads(MARCUS)


def test_lambda_carries_out_the_tick_of_eight_at_twenty_past_ten(team, stack):
    team.event("tick", time="2026-11-24T07:59:00Z")
    stack.clock.move_to(utc(10, 20))
    stack.schedules.clear()
    assert "miss T0LOCAL001.daily.20261124" in team.event("tick", time="2026-11-24T08:00:00Z")["result"]["done"]
    assert team.asked == []
    assert team.occurrence()["missed_at"].startswith("2026-11-24T10:20:")


def test_on_a_laptop_one_move_of_the_clock_to_noon_lets_the_morning_pass_in_its_order(team):
    team.event("tick", time="2026-11-24T07:59:00Z")
    team.place.move_to(utc(12))
    team.settles()
    assert team.asked
    assert team.occurrence()["opened_at"].startswith("2026-11-24T08:00:")
    assert team.occurrence()["settled_at"].startswith("2026-11-24T10:00:")
