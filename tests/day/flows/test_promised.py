"""What anybody reads of when they are asked next is when they are asked, and about the day that it says."""

from datetime import time, timedelta

import pytest

from app.domain.day.member import Away
from app.domain.scheduling.upcoming import Asking
from app.flows.day.participation import parts_of
from app.flows.home import absence
from app.flows.report.closed_channels import close_channel, reopen_channel
from app.flows.scheduling import roster
from app.flows.setup import running_by_hand
from app.flows.setup.introducing import introduce
from app.flows.upcoming import first_asking_of, first_day_of_a_change, next_asking_of
from local.stack import CHANNEL
from tests.day.flows.test_right_on_its_day import (
    ANA,
    DAY,
    MARCUS,
    MATILDA,
    MINUTE,
    NINE,
    OWN,
    PRIYA,
    WEDNESDAY,
    Mornings,
    utc,
)
from tests.home.journeys.test_typing import Typist
from tests.kit.builders import TUESDAY

SOFIA = "U0SOFIAL03"
MONDAY = TUESDAY - DAY
SECOND = timedelta(seconds=1)
LATE = {**OWN, "ask_at": time(22), "report_at": time(1, 30)}
SAMOA = "Pacific/Pago_Pago"  # eleven hours behind UTC


@pytest.fixture
def morning(services, clock, team):
    return Mornings(services, clock, team)


def lives_in(morning, user_id, zone):
    morning.team.place.post("people", id=user_id, set={"tz": zone})


def home_says(morning, user_id):
    _, parts = parts_of(morning.services, morning.team_id, user_id)
    return next(part.next_at for part in parts if part.standup.standup_id == "retro")


def all_say(morning, user_id):
    """Give what the list says and Home says, too."""
    asking = next_asking_of(morning.services, morning.stored, morning.member(user_id))
    assert home_says(morning, user_id) == (asking and asking.at)
    return asking


def first_of_all(morning):
    return first_asking_of(morning.services, morning.stored)


@pytest.fixture
def resumed(morning):
    """Ana has been asked in Prague; from eleven to half past two, 09:30 in New York, the standup has been paused."""
    morning.begins(utc(7, day=23), people=(ANA, MARCUS), **OWN)
    morning.ticks(utc(8))
    morning.owner_saves(utc(11), is_paused=True)
    morning.clock.moment = utc(14, 30) + 5 * SECOND
    running_by_hand.resume(morning.services, morning.member(ANA), "retro")
    return morning


def test_who_is_still_asked_today_when_it_goes_on_reads_so(resumed):
    today = Asking(utc(14, 31), TUESDAY)
    assert all_say(resumed, MARCUS) == today
    assert first_of_all(resumed) == (today, False)
    assert all_say(resumed, ANA) == Asking(utc(8, day=25), WEDNESDAY)
    resumed.ticks(utc(14, 31))
    assert resumed.asked() == {ANA, MARCUS}
    assert all_say(resumed, MARCUS) == Asking(NINE[MARCUS] + DAY, WEDNESDAY)
    assert first_of_all(resumed) == (Asking(utc(8, day=25), WEDNESDAY), True)


def test_between_nine_and_the_tick_that_asks_everybody_reads_that_it_is_now(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), **OWN)
    morning.clock.moment = utc(8) + 20 * SECOND
    assert all_say(morning, ANA) == Asking(utc(8, 1), TUESDAY)
    assert all_say(morning, MARCUS) == Asking(NINE[MARCUS], TUESDAY)
    morning.ticks(utc(8, 1))
    assert morning.asked() == {ANA}
    morning.clock.moment = utc(8, 2)
    running_by_hand.ask_now(morning.services, morning.member(ANA), "retro")
    assert all_say(morning, MARCUS) == Asking(utc(8, 3), TUESDAY)
    assert all_say(morning, ANA) == Asking(utc(8, day=25), WEDNESDAY)
    morning.ticks(utc(8, 3))
    assert morning.asked() == {ANA, MARCUS}


def test_who_is_off_the_roster_of_a_day_under_way_reads_the_next_one(morning):
    """Made when it is past nine in Prague and not yet in New York: only there people are asked today."""
    morning.begins(utc(9), people=(ANA, MARCUS), **OWN)
    assert first_of_all(morning) == (Asking(NINE[MARCUS], TUESDAY), False)
    assert first_day_of_a_change(morning.services, morning.standup, morning.stored.counted.zones, ()) == TUESDAY
    morning.ticks(utc(9), NINE[MARCUS], every=30 * MINUTE)
    assert morning.asked() == {MARCUS}
    assert first_of_all(morning) == (Asking(utc(8, day=25), WEDNESDAY), True)
    assert all_say(morning, ANA) == Asking(utc(8, day=25), WEDNESDAY)


def test_a_day_that_is_still_monday_in_samoa_is_the_first_one_and_says_for_whom(morning):
    lives_in(morning, SOFIA, SAMOA)
    morning.begins(utc(7, 59), people=(ANA, SOFIA), **LATE)
    monday = Asking(utc(9), MONDAY)
    assert first_of_all(morning) == (monday, False)
    assert first_day_of_a_change(morning.services, morning.standup, morning.stored.counted.zones, ()) == MONDAY
    assert all_say(morning, SOFIA) == monday
    assert all_say(morning, ANA) == Asking(utc(21), TUESDAY)
    assert morning.ticks(utc(8), utc(9), every=10 * MINUTE) == ["ask.20261123"]
    assert morning.asked(MONDAY) == {SOFIA}
    assert morning.ticks(utc(12, 30)) == ["report.20261123"]
    assert morning.ticks(utc(21)) == ["ask.20261124"]
    assert morning.asked() == {ANA}


def test_the_first_message_says_for_whom_the_first_day_is_today(morning):
    morning.clock.moment = utc(16)  # past nine in Prague and in New York, eight in San Francisco
    introduce(morning.services, CHANNEL, ANA, "Ev0INVITED")
    first = morning.team.channel()[0]["text"]
    assert first.endswith(
        "First one: Tuesday, 24 November, for those whose 09:00 of that day is still to come; "
        "for everyone else at their next one."
    )


def test_a_day_that_was_over_before_anybody_was_known_to_be_there_is_not_missed(morning):
    """Sofia was thought to live in San Francisco: that it was her Monday still nobody knew, and nobody was due."""
    morning.begins(utc(7, 59), people=(ANA, SOFIA), **{**LATE, "zone": "UTC"})
    lives_in(morning, SOFIA, SAMOA)
    done = morning.ticks(utc(8), utc(12, day=26), every=30 * MINUTE)
    assert [act for act in done if act.startswith("miss")] == []
    assert done[0] == "ask.20261124"


def test_who_joins_from_the_far_west_in_the_evening_leaves_no_missed_day_behind(morning):
    morning.team.place.post("channel", id=CHANNEL, remove=[each for each in morning.people if each != ANA])
    morning.team.settles()
    morning.begins(utc(15, 30), people=None, **OWN)  # past nine in Prague, not yet in San Francisco
    assert morning.ticks(utc(15, 30), utc(20), every=30 * MINUTE) == []
    morning.team.place.post("channel", id=CHANNEL, add=[SOFIA])
    morning.clock.moment = utc(20)
    roster.join(morning.services, morning.team_id, SOFIA, CHANNEL, utc(20))
    assert morning.ticks(utc(20)) == []
    assert all_say(morning, SOFIA) == Asking(utc(17, day=25), WEDNESDAY)
    done = morning.ticks(utc(20, 30), utc(17, day=25), every=30 * MINUTE)
    assert done == ["ask.20261125", "report.20261125", "ask.20261125"]


def test_a_day_that_an_outage_took_is_missed_though_somebody_renamed_the_standup_meanwhile(morning):
    morning.begins(utc(7), people=(ANA,), **OWN)
    morning.owner_saves(utc(10), name="Renamed")
    assert morning.ticks(utc(10, 1)) == ["miss.20261124"]


def test_who_is_away_without_an_end_reads_that_nothing_is_asked(morning):
    morning.begins(utc(7), people=(ANA, MARCUS))
    marcus, mine = morning.member(MARCUS), Typist(morning.team, morning.people[MARCUS])
    absence.go_away(morning.services, marcus, Away(TUESDAY, note="sick"), utc(7))
    said = mine.commands("list")
    assert "Nothing is asked while you are away." in said
    assert "Asks next" not in said
    absence.go_away(morning.services, morning.member(MARCUS), Away(TUESDAY, WEDNESDAY), utc(7))
    assert all_say(morning, MARCUS) == Asking(utc(8, day=26), WEDNESDAY + DAY)


def test_who_reads_along_reads_when_the_first_are_asked(morning):
    morning.begins(utc(7), people=(MARCUS, MATILDA, PRIYA), observers=(ANA,), **OWN)
    asking = next_asking_of(morning.services, morning.stored, morning.member(ANA))
    assert asking == Asking(NINE[MARCUS], TUESDAY)
    assert home_says(morning, ANA) is None


def test_each_owner_reads_their_own_time_when_the_channel_is_there_again(morning):
    morning.begins(utc(7), people=(ANA, MARCUS), **{**OWN, "owners": (ANA, MARCUS)})
    close_channel(morning.services, morning.team_id, CHANNEL, "archived")
    morning.clock.moment = utc(7, 30)
    reopen_channel(morning.services, morning.team_id, CHANNEL, "")
    for user_id in (ANA, MARCUS):
        said = morning.people[user_id].messages()[-1]["text"]
        assert f"<!date^{NINE[user_id].timestamp():.0f}^" in said
