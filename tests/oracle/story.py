"""Stories: who is in a channel, what its standup is like, and what happens meanwhile; drawn from a seed."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# Ordinary weeks, and the days around clock changes in Auckland, Prague, New York and on Lord Howe.
BEGINNINGS = (
    datetime(2026, 11, 24, tzinfo=UTC),
    datetime(2026, 9, 26, tzinfo=UTC),
    datetime(2026, 10, 24, tzinfo=UTC),
    datetime(2026, 10, 31, tzinfo=UTC),
    datetime(2027, 3, 27, tzinfo=UTC),
    datetime(2027, 3, 13, tzinfo=UTC),
    datetime(2026, 10, 3, tzinfo=UTC),
)
ZONES = (
    "Europe/Prague",
    "Pacific/Auckland",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Pacific/Midway",
    "Australia/Lord_Howe",
)
LENGTH = DAY + timedelta(hours=18)
PEOPLE = ("U0A", "U0B", "U0C", "U0D")


@dataclass(frozen=True)
class Rule:
    """What an owner sets up, as plain as can be. `report` before `ask` is on the next day."""

    days: frozenset[int]
    ask: time
    report: time
    zone: str
    own: bool = False
    reminders: tuple[int, ...] = ()
    off: frozenset[date] = frozenset()
    posting: str = "at_time"
    named: tuple[str, ...] | None = None
    name: str = "Daily"


@dataclass(frozen=True)
class Event:
    """What somebody does at a moment."""

    at: datetime
    kind: str
    who: str = ""
    what: Any = None


@dataclass(frozen=True)
class Story:
    """All of it; between the two moments of an outage no tick comes."""

    seed: int
    begins: datetime
    ends: datetime
    zones: dict[str, str]
    inside: tuple[str, ...]
    rule: Rule
    events: tuple[Event, ...] = field(default=())
    outages: tuple[tuple[datetime, datetime], ...] = ()


def story(seed: int) -> Story:
    """Draw a story."""
    random = Random(seed)  # noqa: S311 no secrets
    midnight = random.choice(BEGINNINGS)
    begins = midnight + random.randrange(24 * 60) * MINUTE + random.choice([0, 20]) * timedelta(seconds=1)
    ends = begins.replace(second=0) + LENGTH
    zones = {user_id: random.choice(ZONES[: random.choice([1, 3, 9])]) for user_id in PEOPLE}
    inside = PEOPLE[: random.choice([1, 2, 3, 3])]
    rule = _rule(random, midnight.date(), zones)
    if random.random() < 0.2:
        rule = replace(rule, named=inside)
    outages = tuple(_outages(random, begins, rule))
    drawn = (_meanwhile(random, event, outages) for event in _events(random, begins, zones, rule))
    events = sorted(drawn, key=lambda event: event.at)
    return Story(seed, begins, ends, zones, inside, rule, tuple(events), outages)


def _rule(random: Random, day: date, zones: dict[str, str]) -> Rule:
    ask, report = _times(random)
    return Rule(
        days=frozenset(random.sample(range(7), random.choice([3, 5, 7, 7]))),
        ask=ask,
        report=report,
        zone=random.choice([*zones.values(), "Europe/Prague"]),
        own=random.random() < 0.65,
        reminders=tuple(sorted(random.sample((5, 15, 30), random.choice([0, 0, 1, 2])), reverse=True)),
        off=frozenset(day + random.randint(-1, 3) * DAY for _ in range(random.choice([0, 0, 1]))),
        posting=random.choice(["at_time", "at_time", "when_complete", "as_it_comes"]),
    )


def _times(random: Random) -> tuple[time, time]:
    ask = random.choice([9 * 60, 9 * 60, 8 * 60 + 30, 2 * 60, 2 * 60 + 15, 60 * 13, 60 * 22, random.randrange(24 * 60)])
    report = (ask + random.choice([60, 90, 120, 300, 45, 14 * 60])) % (24 * 60)
    return _clock(ask), _clock(report)


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _outages(random: Random, begins: datetime, rule: Rule) -> list[tuple[datetime, datetime]]:
    """Draw one, or none: often just before people are to be asked, or the report is due."""
    if random.random() < 0.5:
        return []
    start = begins.replace(second=0) + random.randrange(1, 40 * 60) * MINUTE
    if random.random() < 0.7:
        place, local = ZoneInfo(rule.zone), random.choice([rule.ask, rule.report, rule.report])
        start = datetime.combine(start.astimezone(place).date(), local, place).astimezone(UTC)
        start = max(start - random.choice([0, 1, 5]) * MINUTE, begins.replace(second=0) + MINUTE)
    return [(start, start + random.choice([10, 40, 90, 300, 500, 1000]) * MINUTE)]


def _meanwhile(random: Random, event: Event, outages: tuple[tuple[datetime, datetime], ...]) -> Event:
    """Let some of what happens be while no tick comes."""
    if not outages or event.kind in {"pause", "resume"} or random.random() < 0.6:
        return event
    begin, end = outages[0]
    minutes = random.randrange(max(1, (min(end, begin + 60 * MINUTE) - begin) // MINUTE))
    return replace(event, at=begin + minutes * MINUTE + random.randint(21, 59) * timedelta(seconds=1))


def _events(random: Random, begins: datetime, zones: dict[str, str], rule: Rule) -> list[Event]:
    found = []
    for _ in range(random.choice([0, 2, 3, 4, 6])):
        at = _moment(random, begins)
        kind = random.choice(
            ["edit", "edit", "rename", "pause", "join", "leave", "leave_unheard", "away", "quit", "ask_now"]
        )
        who = random.choice(PEOPLE)
        if kind in {"join", "leave", "leave_unheard"} and rule.named is not None:
            continue
        if kind == "away" and rule.posting == "when_complete":
            continue
        if kind == "edit":
            found.append(Event(at, kind, what=_edit(random, at.date(), zones)))
        elif kind == "pause":
            found.append(Event(at, "pause"))
            found.append(Event(at + random.choice([1, 30, 120, 900]) * MINUTE, "resume"))
        elif kind == "away":
            first = at.date() + random.randint(-1, 1) * DAY
            found.append(Event(at, kind, who, (first, first + random.randint(0, 2) * DAY)))
        else:
            found.append(Event(at, kind, who))
    found += [Event(_moment(random, begins), "answer", random.choice(PEOPLE)) for _ in range(random.choice([1, 3, 6]))]
    return found


def _moment(random: Random, begins: datetime) -> datetime:
    """Give a moment that is on no whole minute, where ticks are; often just after a whole hour or half of one."""
    at = begins.replace(second=0) + random.randrange(1, int(LENGTH / MINUTE) - 1) * MINUTE
    if random.random() < 0.3:
        at = at.replace(minute=random.choice([0, 30]))
    return max(at, begins.replace(second=0)) + random.randint(21, 59) * timedelta(seconds=1)


def _edit(random: Random, day: date, zones: dict[str, str]) -> dict[str, Any]:
    ask, report = _times(random)
    return random.choice(
        [
            {"ask": ask, "report": report, "reminders": ()},
            {"ask": ask, "report": report, "reminders": ()},
            {"days": frozenset(random.sample(range(7), random.choice([1, 3, 7])))},
            {"own": random.random() < 0.5},
            {"zone": random.choice([*zones.values(), "Europe/Prague"])},
            {"off": frozenset(day + random.randint(-1, 2) * DAY for _ in range(random.choice([0, 1, 2])))},
            {"posting": random.choice(["at_time", "as_it_comes"])},
        ]
    )
