"""Slack's limits: how much room they have, whatever comes at once."""

from datetime import timedelta

import pytest

from app.slack.limits import DELETIONS, MESSAGES, PROFILES, READING, UPDATES, Buckets, Limit, of_channel
from tests.kit.builders import EIGHT

SECOND = timedelta(seconds=1)
# Slack's documented calls a minute, by tier, and "several hundred messages a minute".
TIERS = {"messages": 300, "updates": 50, "deletions": 50, "users.info": 100, "conversations.members": 100}


def made(limit, seconds, buckets=None):
    """Return when calls are made by somebody who calls as soon as there is room, for so many seconds."""
    buckets = buckets or Buckets(1)
    now, moments = EIGHT, []
    while (now := buckets.free_at(limit, now)) < EIGHT + seconds * SECOND:
        buckets.take(limit, now)
        moments.append(now)
    return moments


def test_so_many_at_once_and_then_as_many_a_minute_as_the_limit_says():
    moments = made(Limit("some", 60, 3), 10)
    assert moments[:3] == [EIGHT] * 3
    assert [round((moment - EIGHT).total_seconds()) for moment in moments[3:6]] == [1, 2, 3]
    assert len(moments) == 12


@pytest.mark.parametrize("limit", [MESSAGES, UPDATES, DELETIONS, *READING.values()], ids=lambda limit: limit.name)
def test_over_ten_minutes_we_stay_below_what_slack_takes(limit):
    allowed = TIERS.get(limit.name, 50)
    assert len(made(limit, 600)) <= 10 * allowed + allowed - limit.a_minute


@pytest.mark.parametrize("limit", [UPDATES, PROFILES], ids=lambda limit: limit.name)
def test_no_minute_has_much_more_than_slack_names_for_one(limit):
    moments = made(limit, 300)
    most = max(sum(begin <= moment < begin + 60 * SECOND for moment in moments) for begin in moments)
    assert most <= limit.at_once + limit.a_minute


def test_a_channel_takes_a_message_a_second_and_others_do_not_wait_for_it():
    buckets = Buckets(1)
    buckets.take(of_channel("C1"), EIGHT)
    assert buckets.free_at(of_channel("C1"), EIGHT) == EIGHT + SECOND
    assert buckets.free_at(of_channel("C2"), EIGHT) == EIGHT


def test_after_a_refusal_there_is_no_room_until_slack_says_so():
    buckets = Buckets(1)
    buckets.close(MESSAGES, EIGHT + 30 * SECOND)
    assert buckets.free_at(MESSAGES, EIGHT) == EIGHT + 30 * SECOND
    assert buckets.free_at(MESSAGES, EIGHT + 31 * SECOND) == EIGHT + 31 * SECOND


def test_the_pace_scales_them():
    assert len(made(Limit("some", 60), 10, Buckets(10))) == pytest.approx(109, abs=2)


def test_a_clock_that_is_set_back_gives_no_more_room():
    buckets = Buckets(1)
    buckets.take(of_channel("C1"), EIGHT)
    assert buckets.free_at(of_channel("C1"), EIGHT - timedelta(hours=1)) > EIGHT - timedelta(hours=1)


def test_thousands_of_channels_leave_nothing_behind():
    buckets = Buckets(1)
    for number in range(5000):
        buckets.take(of_channel(f"C{number}"), EIGHT + number * SECOND)
    assert len(buckets._rooms) < 200
