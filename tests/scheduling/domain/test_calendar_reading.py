"""A calendar is read in the night before people are asked, and not everybody's at the same time."""

from collections import Counter
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.schedule import moments
from app.domain.scheduling.calendar_reading import APART, FIRST, LAST, TRIED_AGAIN, after_reading, next_reading
from app.domain.setup.stored import CALENDAR_LIVES
from tests.kit.builders import EIGHT, TUESDAY, a_standup

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://example.com/days.ics"
ZONES = ["Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Prague", "America/New_York", "Pacific/Pago_Pago"]


@given(st.sampled_from(ZONES), st.times(), st.datetimes(timezones=st.just(EIGHT.tzinfo)).map(str), st.integers(0, 400))
def test_it_is_read_once_a_day_two_to_nine_hours_before_the_first_are_asked(zone, ask_at, url, hours):
    standup = a_standup(zone=zone, ask_at=ask_at.replace(second=0, microsecond=0), calendar_url=url)
    now = EIGHT + hours * HOUR
    at = next_reading(standup, (), now)
    assert now < at <= now + CALENDAR_LIVES
    asks = [moments(standup, TUESDAY + timedelta(days=day), zone).ask for day in range(-2, 22)]
    before = min(ask - at for ask in asks if ask > at)
    assert LAST - APART <= before <= FIRST
    assert at + DAY - HOUR <= next_reading(standup, (), at) <= at + DAY + HOUR


def test_it_is_read_before_the_easternmost_are_asked_who_have_times_of_their_own():
    standup = a_standup(ask_at=time(9), own_zones=True, calendar_url=URL)
    at = next_reading(standup, ("Europe/London", "Asia/Tokyo"), EIGHT)
    tokyo = moments(standup, TUESDAY + DAY, "Asia/Tokyo").ask
    assert tokyo - FIRST <= at <= tokyo - LAST + APART


def test_standups_of_one_address_are_read_within_an_hour_a_few_each_minute():
    many = [next_reading(a_standup(standup_id=f"s{one}", calendar_url=URL), (), EIGHT) for one in range(300)]
    assert max(many) - min(many) < HOUR
    each_minute = Counter(at.replace(second=0, microsecond=0) for at in many)
    assert max(each_minute.values()) < 20


def test_addresses_are_spread_over_the_night():
    many = [next_reading(a_standup(calendar_url=f"{URL}?{one}"), (), EIGHT) for one in range(300)]
    assert max(many) - min(many) > 4 * HOUR
    each_minute = Counter(at.replace(second=0, microsecond=0) for at in many)
    assert max(each_minute.values()) < 10


@pytest.mark.parametrize(("tries", "wait"), list(enumerate(TRIED_AGAIN, 1)))
def test_what_fails_is_tried_again_after_a_growing_while(tries, wait):
    assert after_reading(a_standup(calendar_url=URL), (), tries, EIGHT) == (EIGHT + wait, tries)


def test_the_tries_of_a_night_are_over_before_people_are_asked():
    standup = a_standup(calendar_url=URL)
    assert sum(TRIED_AGAIN, timedelta()) < LAST - APART
    assert after_reading(standup, (), len(TRIED_AGAIN) + 1, EIGHT) == (next_reading(standup, (), EIGHT), 0)
    assert after_reading(standup, (), 0, EIGHT) == (next_reading(standup, (), EIGHT), 0)
