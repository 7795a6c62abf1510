"""Schedules and people in words."""

from datetime import time

import pytest

from app.domain.standup import LAST_WEEK, Posting
from app.language import ENGLISH_LOCALE
from app.views.kit.schedule_words import days_words, people_words, schedule_words, zone_words
from tests.kit.builders import a_standup


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "weekdays at 08:00 UTC, report at 10:00"),
        (
            {"own_zones": True, "ask_at": time(9), "report_at": time(10, 30)},
            "weekdays at 09:00, each in their own time zone, report at 10:30",
        ),
        (
            {"zone": "America/New_York", "posting": Posting.WHEN_COMPLETE},
            "weekdays at 08:00 New York time, report once all have answered, 10:00 at the latest",
        ),
        ({"posting": Posting.AS_IT_COMES}, "weekdays at 08:00 UTC, answers posted as they come until 10:00"),
    ],
)
def test_a_schedule_says_days_times_and_whose_they_are(changes, words):
    assert schedule_words(ENGLISH_LOCALE, a_standup(**changes)) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": range(7)}, "every day"),
        ({"days": (5, 6)}, "weekends"),
        ({"days": (0, 2, 4)}, "Mondays, Wednesdays and Fridays"),
        ({"days": (3,)}, "Thursdays"),
        ({"days": (3,), "every_weeks": 2}, "every second Thursday"),
        ({"days": (0, 3), "every_weeks": 3}, "Mondays and Thursdays of every third week"),
        ({"every_weeks": 2}, "weekdays of every second week"),
        ({"days": (1,), "every_weeks": 12}, "every 12th Tuesday"),
        ({"days": (0,), "month_week": 1}, "on the first Monday of the month"),
        ({"days": (0, 4), "month_week": LAST_WEEK}, "on the last Monday and Friday of the month"),
    ],
)
def test_days_are_said_as_people_say_them(changes, words):
    assert (
        days_words(ENGLISH_LOCALE, a_standup(**{**changes, "days": frozenset(changes.get("days", range(5)))})) == words
    )


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Prague", "Prague time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("America/Cancun", "Cancún time"),
        ("Nowhere/Some_Place", "Some Place time"),
        ("Nowhere/../Place", "Place time"),
        ("UTC", "UTC"),
        ("Etc/GMT+3", "Etc/GMT+3"),
    ],
)
def test_a_zone_is_named_after_its_city(zone, words):
    assert zone_words(ENGLISH_LOCALE, zone) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "everyone in the channel"),
        ({"people": ("U0ANA",)}, "<@U0ANA>"),
        ({"people": ("U0ANA", "U0BO"), "optional": ("U0LEE",)}, "<@U0ANA>, <@U0BO> and <@U0LEE>"),
        ({"people": tuple(f"U{number}" for number in range(9))}, "9 people"),
    ],
)
def test_people_are_named_while_they_are_few(changes, words):
    assert people_words(ENGLISH_LOCALE, a_standup(**changes)) == words
