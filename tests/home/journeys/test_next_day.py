"""Once people have been asked, whatever names the next day names the one on which they are asked again."""

from datetime import timedelta

import pytest

from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.forms import presses
from tests.kit.people import Team
from tests.kit.setting_up import owns_it, sets

WEDNESDAY = "Wed, 25 November"


def ticks(team: Team, hour: int, minute: int = 0, day: int = 24) -> None:
    at = team.now.replace(hour=hour, minute=minute, second=0, microsecond=0, day=day)
    team.place.move_to(at + timedelta(seconds=1))
    team.event("tick", time=f"{at:%Y-%m-%dT%H:%M:00Z}")


def first_message(team: Team) -> str:
    return team[0].reader.message(team.channel()[0])


@pytest.mark.parametrize(
    ("moved", "asked_again"),
    [
        ({"first": {"ask_at": "13:00", "report_at": "15:00"}}, 13),
        ({"own_zones": "own"}, None),
        ({"zone": "America/New_York"}, 13),
        ({"first": {"ask_at": "09:30"}}, 9),
    ],
)
def test_moved_to_later_when_all_are_asked_it_asks_on_wednesday_and_all_that_names_the_day_says_so(
    team, moved, asked_again
):
    owner = owns_it(team)
    ticks(team, 8)
    ticks(team, 9)
    sets(team, owner, **moved)
    first = "First one: Wednesday, 25 November." if "own_zones" in moved else WEDNESDAY
    assert first in first_message(team)
    person, theirs = team[1], Typist(team, owner)
    assert f"Asks next {WEDNESDAY}" in Typist(team, person).commands("list")
    theirs.commands("pause")
    assert WEDNESDAY in theirs.commands("resume")
    assert "Wednesday, 25 November" in AtHome(team, person).opens().reads()
    presses(team, owner, next(each for each in owner.channel() if each["author"]["is_app"]), "Change")
    assert "counts from Wednesday, 25 November" in str(owner.form()["blocks"][-1])
    menus = len(person.messages())
    for hour in (10, 13, 15):
        ticks(team, hour)
    assert len(person.messages()) == menus
    if asked_again:
        ticks(team, asked_again, 30, day=25)
        assert len(person.messages()) == menus + 1


def test_asked_by_hand_a_minute_early_it_asks_next_on_wednesday(team):
    owner = owns_it(team)
    mine = Typist(team, owner)
    mine.commands("ask now")
    team.comes_the_next_tick()
    assert f"Asks next {WEDNESDAY}" in mine.commands("list")
    sets(team, owner, first={"name": "Renamed"})
    assert WEDNESDAY in first_message(team)
    ticks(team, 8, 1)
    assert len(team[1].messages()) == 1
