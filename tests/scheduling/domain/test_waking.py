"""How many environments are to be warm, and until when."""

from datetime import date, time, timedelta

import pytest

from app.domain.scheduling.waking import (
    EVERY,
    LATE,
    LEAST,
    MOST,
    MOST_OPEN,
    Opened,
    Opening,
    again_at,
    environments,
    held_for,
    noted,
    open_until,
    still_open,
)
from tests.kit.builders import EIGHT, TEN, a_standup

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY = date(2026, 11, 24)
A_MINUTE = 300


def an_opening(people: int = 10, at=EIGHT, until=TEN, name: str = "daily") -> Opening:
    return Opening({name: Opened(at, until, people)})


def after(opening: Opening, **fresh: Opened) -> Opening | None:
    return noted(opening, fresh, EIGHT)


@pytest.mark.parametrize(("people", "at_first", "an_hour_later"), [(3, 2, 2), (10, 3, 2), (100, 5, 2), (1000, 5, 3)])
def test_a_large_team_wakes_more_and_all_fewer_later(people, at_first, an_hour_later):
    opening = an_opening(people)
    assert environments(opening, EIGHT, A_MINUTE) == at_first
    assert environments(opening, EIGHT + HOUR, A_MINUTE) == an_hour_later


def test_many_small_standups_count_together_and_never_take_more_than_half_of_a_new_account():
    one, three_hundred = ({f"s{number}": Opened(EIGHT, TEN, 17) for number in range(count)} for count in (1, 300))
    few, most = (environments(Opening(standups), EIGHT, A_MINUTE) for standups in (one, three_hundred))
    assert LEAST <= few < most == MOST


def until(now=EIGHT, due_at=EIGHT, zones=(), wanted=None, **changes):
    return open_until(a_standup(**changes), zones, due_at, wanted, now)


def test_a_standup_that_asks_is_open_until_an_hour_after_its_report():
    assert until() == TEN + LATE
    assert until(EIGHT + 20 * MINUTE) == TEN + LATE


def test_a_standup_with_zones_is_open_until_the_last_of_them_has_its_report():
    assert until(zones=("Europe/London", "America/New_York"), own_zones=True) == TEN + 5 * HOUR + LATE


def test_a_report_of_the_next_day_is_waited_for():
    four = EIGHT + 8 * HOUR
    next_morning = {"ask_at": time(16), "report_at": time(9)}
    assert (
        until(four, four, **next_morning) == until(four + 10 * HOUR, four, **next_morning) == EIGHT + 25 * HOUR + LATE
    )


def test_a_standup_that_reminds_is_open():
    half_past_nine = TEN - 30 * MINUTE
    assert until(half_past_nine, half_past_nine, reminders=(30,)) == TEN + LATE


def test_one_that_is_to_ask_by_hand_is_open_for_an_hour_at_least():
    assert until(TEN + HOUR, TEN + HOUR, wanted=DAY) == TEN + HOUR + LATE


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        (TEN, TEN),  # the report
        (TEN, EIGHT),  # too late to ask
        (EIGHT + MINUTE, EIGHT + MINUTE),  # a change, or somebody who has come
        (EIGHT, None),
    ],
)
def test_what_is_due_for_another_reason_opens_nothing(now, due_at):
    assert until(now, due_at) is None


def test_what_a_sender_says_again_each_minute_is_no_news():
    known = an_opening()
    assert after(known, daily=Opened(EIGHT + MINUTE, TEN, 10)) is None
    assert after(known) is None


def test_a_reminder_is_news():
    reminded = Opened(EIGHT + 90 * MINUTE, TEN, 10)
    assert noted(an_opening(), {"daily": reminded}, reminded.at) == Opening({"daily": reminded})


def test_another_standup_joins_those_that_are_open_and_takes_the_place_of_those_that_are_over():
    news = Opened(EIGHT, TEN, 20)
    assert after(an_opening(), retro=news).standups == {**an_opening().standups, "retro": news}
    assert after(an_opening(until=EIGHT), retro=news).standups == {"retro": news}


def test_what_is_over_is_no_news():
    assert after(Opening(), daily=Opened(EIGHT, EIGHT, 10)) is None


def test_of_very_many_standups_the_largest_count():
    fresh = {f"s{number}": Opened(EIGHT, TEN, number) for number in range(MOST_OPEN + 10)}
    kept = noted(Opening(), fresh, EIGHT)
    assert len(kept.standups) == MOST_OPEN
    assert min(one.people for one in kept.standups.values()) == 10


def test_nothing_is_open_once_the_time_is_over():
    assert still_open(an_opening(), TEN - MINUTE) == an_opening()
    assert still_open(an_opening(), TEN) == Opening()


def test_environments_are_woken_again_within_the_shortest_idle_life():
    """By the fourth tick after this one, early or late by a few seconds."""
    assert 3 * MINUTE + timedelta(seconds=10) < again_at(EIGHT) - EIGHT < 4 * MINUTE - timedelta(seconds=10)
    assert EVERY < 5 * MINUTE


def test_woken_environments_wait_until_the_last_invocation_may_be_there():
    """The sender needs up to 20 ms for each."""
    assert all(held_for(number) > timedelta(milliseconds=20) * number for number in range(1, MOST + 1))
    assert held_for(MOST) < timedelta(seconds=0.5)
