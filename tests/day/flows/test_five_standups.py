"""Five standups of one workspace in the same minute: one paced sender, nobody twice, whatever becomes of a tick."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.flows.scheduling import ticking
from app.records import replace
from app.slack.client import Slack
from app.slack.limits import MESSAGES
from app.storage.scheduling.leases import Leases
from benchmarks.crowd import NOON, planned_seconds
from benchmarks.ticks import MINUTE, TOO_MANY_REQUESTS, room

# With CROWD=1000 the same at full size: a minute and a half.
PEOPLE = int(os.environ.get("CROWD", "40"))
STANDUPS = 5
DUE = NOON + 2 * MINUTE
HOUR = timedelta(hours=1)


@pytest.fixture
def five(processes):
    with room(PEOPLE) as opened:
        opened.store_due([opened.members[one::STANDUPS] for one in range(STANDUPS)], DUE)
        yield opened


def check(five):
    """Everybody has one menu, and Slack has refused nothing."""
    calls = five.calls("chat.postMessage")
    assert [call for call in calls if call["status"] == TOO_MANY_REQUESTS] == []
    menus = [call["result"]["channel"] for call in calls if call["ok"]]
    assert len(menus) == len(set(menus)) == PEOPLE
    return [float(call["result"]["ts"]) for call in calls if call["ok"]]


def test_one_sender_asks_all_of_them_at_the_planned_pace(five):
    cost = five.tick(DUE, HOUR)
    times = check(five)
    assert (cost.due, cost.done) == (STANDUPS, STANDUPS)
    seconds = max(times) - min(times)
    logging.getLogger(__name__).info(
        "%d people in %.0f s, planned %.0f, %s", PEOPLE, seconds, planned_seconds(PEOPLE), cost
    )
    assert 0.85 * planned_seconds(PEOPLE - MESSAGES.at_once) <= seconds <= 1.15 * planned_seconds(PEOPLE)
    assert five.tick(five.services.clock.now() + MINUTE).due == 0


def test_of_two_ticks_at_the_same_time_one_sends(five):
    five.services.clock.sleep((DUE - five.services.clock.now()).total_seconds())
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(ticking.tick, five.services, DUE, DUE + HOUR) for _ in range(2)]
        done = sorted(len(one.result()["done"]) for one in both)
    check(five)
    assert done == [1, STANDUPS]  # the other one says that a sender is at work


class Killed(BaseException):
    """The process is no more."""


class SlackUntilKilled(Slack):
    """Slack for a process that lives for half of the messages."""

    left = PEOPLE // 2

    def post(self, *arguments, **keywords):
        if not self.left:
            raise Killed
        self.left -= 1
        return super().post(*arguments, **keywords)


class LeftBehind(Leases):
    """Leases of a process that cannot give them back any more."""

    def give_back(self, lease):
        pass


def test_what_a_killed_tick_has_not_done_the_next_one_does(five):
    alive = five.services
    doomed = SlackUntilKilled(alive.settings.secrets.bot_token, alive.settings.slack_api_url)
    five.services = replace(alive, slack=doomed, sending=replace(alive.sending, leases=LeftBehind()))
    with pytest.raises(Killed):
        five.tick(DUE, HOUR)
    five.services = alive
    assert len(five.calls("chat.postMessage")) == PEOPLE // 2
    assert 0 < five.tick(alive.clock.now() + MINUTE, HOUR).due <= STANDUPS
    check(five)
