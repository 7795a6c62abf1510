"""A standup over Auckland, Prague and New York keeps everybody's own clock, whatever is done to the clocks there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.schedule import next_due
from app.flows.scheduling import ticking
from local.stack import CHANNEL
from tests import ROOT
from tests.kit.builders import a_standup

PAGE = ROOT / "docs" / "standups.md"
MINUTE = timedelta(minutes=1)
CITIES = ("Pacific/Auckland", "Europe/Prague", "America/New_York")
THEIR_OWN = {
    "ask_at": time(9),
    "report_at": time(10, 30),
    "reminders": (30,),
    "own_zones": True,
    "zone": "Europe/Prague",
}
# The Sundays, and where the clocks are changed on them.
CHANGES = {
    date(2026, 9, 27): "Pacific/Auckland",
    date(2026, 10, 25): "Europe/Prague",
    date(2026, 11, 1): "America/New_York",
    date(2027, 3, 14): "America/New_York",
    date(2027, 3, 28): "Europe/Prague",
    date(2027, 4, 4): "Pacific/Auckland",
}


class Watch:
    """The ticks of a standup over the three cities, and who saw what at which moment."""

    def __init__(self, services, clock, team) -> None:
        self.services, self.clock = services, clock
        self.people = dict(zip(CITIES, team.people, strict=False))
        for city, person in self.people.items():
            team.place.post("people", id=person.id, set={"tz": city})

    def begins(self, now: datetime) -> None:
        standups, team_id = self.services.standups, self.services.slack.identity().team_id
        self.clock.moment = now
        standups.delete(standups.get(team_id, "daily"), "U0ANAPRG01", now)
        people = tuple(person.id for person in self.people.values())
        mine = {"team_id": team_id, "standup_id": "cities", "channel": CHANNEL, "people": people}
        standups.save(a_standup(**mine, **THEIR_OWN), "U0ANAPRG01", now, now)

    def day(self, day: date) -> dict[str, dict[str, datetime]]:
        """Let every tick come from ten to nine until twenty to eleven of each city; returns when each step was seen."""
        seen: dict[str, dict[str, datetime]] = {city: {} for city in CITIES}
        for moment in sorted({moment for city in CITIES for moment in morning(day, city)}):
            self.clock.moment = moment
            if ticking.tick(self.services, moment, moment + timedelta(minutes=15))["done"]:
                for city, person in self.people.items():
                    if step := step_of(person, day):
                        seen[city].setdefault(step, moment)
        return seen


def morning(day: date, city: str) -> list[datetime]:
    begin = datetime.combine(day, time(8, 50), ZoneInfo(city)).astimezone(UTC)
    return [begin + minutes * MINUTE for minutes in range(111)]


def step_of(person, day: date) -> str:
    """How far a day has come for a person, by the one menu that they have of it."""
    menus = [each["text"] for each in person.messages() if f"cities.{day:%Y%m%d}" in str(each["blocks"])]
    assert len(menus) <= 1
    if not menus:
        return ""
    return "reported" if "without you" in menus[0] else "reminded" if "Still open" in menus[0] else "asked"


def own_clock(seen: dict[str, dict[str, datetime]], city: str) -> dict[str, str]:
    return {step: f"{moment.astimezone(ZoneInfo(city)):%Y-%m-%d %H:%M}" for step, moment in seen[city].items()}


def line(day: date, seen: dict[str, dict[str, datetime]]) -> str:
    cells = [
        f"{min(steps.values()):%a} " + ", ".join(f"{at:%H:%M}" for at in steps.values()) for steps in seen.values()
    ]
    return f"| {day:%a} {day} | " + " | ".join(cells) + " |"


@pytest.mark.parametrize("sunday", CHANGES, ids=str)
def test_before_and_after_a_clock_change_each_keeps_their_own_clock_to_the_minute(services, clock, team, sunday):
    watch = Watch(services, clock, team)
    friday, monday = sunday - timedelta(days=2), sunday + timedelta(days=1)
    watch.begins(datetime.combine(sunday - timedelta(days=3), time(12), UTC))
    before, after = watch.day(friday), watch.day(monday)
    for day, seen in ((friday, before), (monday, after)):
        steps = {"asked": f"{day} 09:00", "reminded": f"{day} 10:00", "reported": f"{day} 10:30"}
        assert {city: own_clock(seen, city) for city in CITIES} == dict.fromkeys(CITIES, steps)
    moved = {city for city in CITIES if after[city]["asked"] - before[city]["asked"] != timedelta(days=3)}
    assert moved == {CHANGES[sunday]}
    rows = f"{line(friday, before)}\n{line(monday, after)}"
    assert rows in PAGE.read_text("utf-8"), f"docs/standups.md should have\n{rows}"


def test_over_all_clock_changes_of_a_winter_it_is_looked_at_when_a_clock_there_says_so_and_at_no_other_time():
    """The wall clocks are read minute by minute here, from UTC to local time: the other way round than the product."""
    begin, end = datetime(2026, 9, 20, tzinfo=UTC), datetime(2027, 4, 11, tzinfo=UTC)
    zones = [ZoneInfo(city) for city in CITIES]
    minutes = (begin + minute * MINUTE for minute in range(1, (end - begin) // MINUTE))
    expected = [moment for moment in minutes if any(is_due(moment.astimezone(zone)) for zone in zones)]
    standup, found = a_standup(**THEIR_OWN), [begin]
    while found[-1] < end:
        found.append(next_due(standup, CITIES, found[-1], lambda _: False))
    assert found[1:-1] == expected
    assert len(expected) > 1000


def is_due(local: datetime) -> bool:
    return local.weekday() < 5 and local.time() in (time(9), time(10), time(10, 30))
