"""Edited while the day goes round the earth: what Home and /standup say is what happens to who is still to be asked."""

from datetime import time, timedelta

import pytest

from app.domain.day.member import Away
from app.flows.day.participation import parts_of
from app.flows.home import absence
from app.flows.upcoming import next_asking_of
from tests.day.flows.test_right_on_its_day import ANA, HOUR, MARCUS, MATILDA, NINE, OWN, Mornings, utc
from tests.kit.builders import TUESDAY

LATER = {"ask_at": time(13), "report_at": time(15)}
EARLIER = {"ask_at": time(6), "report_at": time(8)}
CHANGES = (
    LATER,
    EARLIER,
    {"own_zones": False},
    {"own_zones": False, "zone": "Australia/Sydney"},
    {"days": frozenset({4})},
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def morning(services, clock, team):
    """Matilda has been asked in Sydney, and Ana in Prague; in New York it is five, and Marcus sleeps."""
    morning = Mornings(services, clock, team)
    morning.begins(utc(7, day=23), people=(MATILDA, ANA, MARCUS), **OWN)
    morning.ticks(NINE[MATILDA])
    morning.ticks(NINE[ANA])
    return morning


def home_says(morning, user_id):
    _, parts = parts_of(morning.services, morning.team_id, user_id)
    return next(part.next_at for part in parts if part.standup.standup_id == "retro")


def list_says(morning, user_id):
    asking = next_asking_of(morning.services, morning.stored, morning.member(user_id))
    return asking and asking.at


@pytest.mark.parametrize("changes", CHANGES)
def test_who_is_still_to_be_asked_by_the_old_times_reads_those_and_is_asked_then(morning, changes):
    morning.owner_saves(utc(10), **changes)
    assert home_says(morning, MARCUS) == list_says(morning, MARCUS) == NINE[MARCUS]
    morning.ticks(utc(10), NINE[MARCUS] - MINUTE, every=29 * MINUTE)
    assert MARCUS not in morning.asked()
    morning.ticks(NINE[MARCUS])
    assert MARCUS in morning.asked()


@pytest.mark.parametrize("changes", CHANGES)
def test_who_has_been_asked_reads_the_next_day_by_the_new_times(morning, changes):
    morning.owner_saves(utc(10), **changes)
    said = home_says(morning, ANA)
    assert said == list_says(morning, ANA)
    assert said > utc(14)
    morning.ticks(utc(10), said - MINUTE, every=29 * MINUTE)
    next_day = (said + 3 * HOUR).date()  # 22:00 is nine of the next day in Sydney
    assert ANA not in morning.asked(next_day)
    morning.ticks(said)
    assert ANA in morning.asked(next_day)


def test_who_is_away_today_is_not_told_that_they_are_still_asked(morning):
    morning.clock.moment = utc(9)
    absence.go_away(morning.services, morning.member(MARCUS), Away(TUESDAY, TUESDAY), utc(9))
    morning.owner_saves(utc(10), **LATER)
    assert home_says(morning, MARCUS) == utc(18, day=25)
