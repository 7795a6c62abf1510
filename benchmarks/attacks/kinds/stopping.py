"""Attacks by input: calendars, dates, numbers, texts and files that would stop everybody else's standup."""

from __future__ import annotations

import contextlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3

from app.views import ids
from benchmarks.attacks import cast, internet
from benchmarks.attacks.hands import Hands, NotSetUp, forged
from benchmarks.attacks.listing import attack
from benchmarks.attacks.world import Hung
from local.aws.embedded import REGION
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.attacks.world import World

# How much longer than before, and by how many seconds, something may take on a busy machine.
RATIO, SLACK = 6.0, 1.5
TICK_SECONDS = 20.0

ENDLESS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:endless
DTSTART;VALUE=DATE:19000101
SUMMARY:Holiday
RRULE:FREQ=YEARLY;BYHOUR={hours};BYMINUTE={minutes};BYSECOND={minutes}
END:VEVENT
END:VCALENDAR
""".format(hours=",".join(map(str, range(24))), minutes=",".join(map(str, range(60))))
EVENT = """BEGIN:VEVENT
UID:{number}
DTSTART;VALUE=DATE:19{year:02d}0101
SUMMARY:Day off {number}
DESCRIPTION:{words}
{rule}END:VEVENT
"""
RULE = "RRULE:FREQ=YEARLY;BYYEARDAY=1,100,200;BYHOUR=1,2,3,4,5,6,7,8\n"
EVENTS, RULES = 5_000, 50


def slow() -> str:
    """Give a calendar of more than half a megabyte, some of whose events are repeated since the last century."""
    rules = [RULE if number < RULES else "" for number in range(EVENTS)]
    events = [
        EVENT.format(number=number, year=number % 100, words="x" * 40, rule=rule) for number, rule in enumerate(rules)
    ]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n{''.join(events)}END:VCALENDAR\n"


def others(world: World) -> str:
    """Set up the standup that is to go on, and give its id."""
    standup_id, _ = Hands(world).standup("others", cast.FRIEND, [cast.SECOND], people=[cast.SECOND])
    return standup_id


def go_on(world: World, standup_id: str, seconds: float = TICK_SECONDS) -> None:
    """Expect that the others are asked the next day, by ticks that take no more than so many seconds."""
    before = len(world.messages(cast.SECOND))
    try:
        world.place.post("clock", now=(world.now.replace(hour=18, minute=1) + timedelta(days=1)).isoformat())
        world.settle(seconds)
    except Hung:
        world.expect(holds=False, seen="a tick did not come to its end")
        raise
    asked = [each for each in world.messages(cast.SECOND)[before:] if standup_id in world.read(each)]
    world.expect(asked, "the others were not asked")


def seconds(act: Callable[[], object]) -> float:
    """Measure how long something takes, at its best of three."""
    taken = []
    for _ in range(3):
        started = time.monotonic()
        act()
        taken.append(time.monotonic() - started)
    return min(taken)


def _sees_others(world: World, who: str) -> None:
    """Expect that somebody's Home tab and list still work."""
    home = world.home_of(who)
    world.expect("others" in home or "Daily standup" in home, "the Home tab of somebody else is broken")
    world.mark()
    for text in ("list", "answer", "skip", "away 1 day", "back"):
        world.command(who, text)
    said = world.said()
    world.expect("went wrong" not in said, "commands of somebody else fail")
    world.tried -= 5


@attack(by="an owner")
def give_a_calendar_that_never_ends(world: World) -> None:
    """Give a calendar of some hundred bytes whose rule never comes to an end."""
    _with_calendar(world, ENDLESS)


@attack(by="an owner")
def give_a_calendar_that_takes_long(world: World) -> None:
    """Give a calendar of five thousand daily events since the last century."""
    _with_calendar(world, slow())


def _with_calendar(world: World, text: str) -> None:
    control = others(world)
    world.listener.texts["/days.ics"] = text
    more = {"calendar_url": f"https://{internet.CALENDAR}/days.ics"}
    with contextlib.suppress(NotSetUp):
        Hands(world).standup("calendar", cast.ATTACKER, [cast.MEMBER], more=more)
    world.tried += 1
    started = time.monotonic()
    world.place.post("clock", by=61)
    try:
        world.settle(TICK_SECONDS)
    except Hung:
        world.expect(holds=False, seen=f"a tick was still at it after {TICK_SECONDS:g} s, and nobody was asked")
        raise
    world.expect(time.monotonic() - started < TICK_SECONDS / 4, "a tick was held up for seconds")
    go_on(world, control)


def _forges(world: World, who: str, standup_id: str, action: str, **values: Any) -> None:
    """Send a form with what Slack's client would not let anybody choose, and save it."""
    hands = Hands(world)
    try:
        hands.opens(who, standup_id)
    except NotSetUp:
        world.expect(holds=False, seen="the owner cannot open the standup any more")
        return
    if action:
        hands.presses(who, action)
        world.submit(who, forged(world.view(who), **values))
        world.settle()
        world.stack.workspace.views.stacks[who] = world.stack.workspace.views.stack(who)[:1]
        values = {}
    root = world.view(who)
    if root:
        world.submit(who, forged(root, **values))
        world.settle()


@attack(by="an owner")
def begin_in_the_year_9999(world: World) -> None:
    """Let a standup begin on the last day that a calendar has, and on the first."""
    control = others(world)
    standup_id, _ = Hands(world).standup("late", cast.ATTACKER, [cast.MEMBER])
    for day in ("9999-12-31", "0001-01-01", "2026-02-30", "x" * 5_000):
        for weeks in ("1", "2", "first"):
            _forges(world, cast.ATTACKER, standup_id, ids.MORE_SETTINGS, starts_on=day, every_weeks=weeks)
    _sees_others(world, cast.MEMBER)
    go_on(world, control)


@attack(by="an owner")
def give_absurd_numbers_and_lists(world: World) -> None:
    """Give negative, enormous and countless values in every field of the settings."""
    control = others(world)
    standup_id, _ = Hands(world).standup("absurd", cast.ATTACKER, [cast.MEMBER])
    users = [f"U0{number:08d}" for number in range(5_000)]
    dates = "\n".join(f"{1 + number % 9_998:04d}-01-01" for number in range(20_000))
    more: tuple[dict[str, Any], ...] = (
        {"every_weeks": "-1"},
        {"reminders": ["99999999999999999999", "-5", "0"]},
        {"zone": "../../etc/passwd"},
        {"zone": "X" * 10_000},
        {"owners": users},
        {"observers": users, "optional": users},
        {"days_off": dates},
        {"away_words": "a," * 50_000},
        {"country": "XX-" + "Y" * 5_000},
    )
    for values in more:
        _forges(world, cast.ATTACKER, standup_id, ids.MORE_SETTINGS, **values)
    for days in ("-1", "9" * 40, "1e9", "NaN"):
        _forges(world, cast.ATTACKER, standup_id, ids.REPORT_SETTINGS, retention_days=days)
    root = (
        {"name": "N" * 100_000},
        {"people": users},
        {"days": ["9", "-1"]},
        {"ask_at": "99:99"},
        {"report_at": "24:00"},
    )
    for one in root:
        _forges(world, cast.ATTACKER, standup_id, "", **one)
    _sees_others(world, cast.MEMBER)
    go_on(world, control)


@attack(by="an owner")
def ask_enormous_questions(world: World) -> None:
    """Ask a question of a hundred thousand characters, with a thousand choices."""
    control = others(world)
    hands = Hands(world)
    standup_id, _ = hands.standup("questions", cast.ATTACKER, [cast.MEMBER])
    choices = "\n".join(f"choice {number}" for number in range(1_000))
    for values in (
        {"text": "Q" * 100_000},
        {"text": "Q", "label": "L" * 100_000},
        {"text": "Q", "kind": "choice", "choices": choices},
    ):
        hands.opens(cast.ATTACKER, standup_id)
        hands.presses(cast.ATTACKER, ids.ADD_QUESTION)
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER), **values))
        world.settle()
        world.stack.workspace.views.stacks[cast.ATTACKER] = world.stack.workspace.views.stack(cast.ATTACKER)[:1]
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER)))
        world.settle()
    _sees_others(world, cast.MEMBER)
    go_on(world, control)


@attack(by="a member")
def type_commands_without_bounds(world: World) -> None:
    """Type commands with dates, numbers and names beyond everything."""
    typed = (
        "away until 9999-12-31",
        "away until 0001-01-01",
        "away 99999999999999 weeks",
        "away -3 days",
        f"away {'9' * 200} days",
        "away 2026-13-45 to 2026-02-30",
        "away until 29 Feb",
        "report 0001-01-01",
        "report 9999-12-31",
        "report last month last month",
        "report <@U0" + "A" * 200 + ">",
        "skip " + "(a+)+" * 40 + "$",
        "edit [" + "\\" * 50,
        "away: " + "n" * 3_000,
        "away until Friday: \x00\x1b[2J\u202e",
        "a" * 3_000,
        "\uff21\uff37\uff21\uff39 until tomorrow",
        "away 1 day\n/standup pause",
        "\u0663 days away",
        "report \u0661\u0662.\u0661\u0661.",
    )
    world.mark()
    for text in typed:
        world.mark()
        world.command(cast.ATTACKER, text)
        message = {"type": "message", "user": cast.ATTACKER, "text": text, "ts": "1795507200.000100"}
        world.event({**message, "channel": f"D{cast.ATTACKER[1:]}", "channel_type": "im", "event_ts": message["ts"]})
        failed = "went wrong" in world.said()
        world.expect(not failed, f"a command fails instead of saying what is wrong: {text[:40]!r}")
    world.expect("Today" in world.home_of(cast.ATTACKER), "their Home tab is broken")
    _sees_others(world, cast.MEMBER)


@attack(by="who reads the tables")
def leave_a_row_that_nobody_can_read(world: World) -> None:
    """Leave a standup's row behind that no version can read, in the middle of the others."""
    control = others(world)
    ours = world.stack.aws.credentials
    session = boto3.Session(ours.key, ours.secret, region_name=REGION)
    table = session.resource("dynamodb", endpoint_url=world.stack.aws.dynamodb_url).Table("standup-standups")
    due = {"due_at": "2026-11-24T08:00:00.000000+0000", "due_shard": "due", "schema": 2, "version": 1}
    for number, config in enumerate(("{broken", "[]", "null", '{"name": 5}', '{"channel": "C0TEAM0001"}')):
        table.put_item(Item={"team_id": TEAM_ID, "standup_id": f"s{number:032x}", "config": config, **due})
        world.tried += 1
    world.tick()
    home = world.home_of(cast.MEMBER)
    world.expect("Daily standup" in home, "the Home tab of somebody else is broken")
    world.mark()
    world.command(cast.MEMBER, "list")
    world.expect("Daily standup" in world.said(), "the list of somebody else is broken")
    go_on(world, control)


@attack(by="an owner")
def join_a_standup_of_ones_own_to_everybodys_day(world: World) -> None:
    """Ask somebody who is not in the channel, from a private channel in which one is alone."""
    hands = Hands(world)
    world.tried += 1
    try:
        standup_id, _ = hands.standup("alone", cast.ATTACKER, [], private=True, people=[cast.ATTACKER, cast.MEMBER])
    except NotSetUp:
        return  # refused at the form, in words
    hands.asks(standup_id)
    asked = [each for each in world.messages(cast.MEMBER) if standup_id in world.read(each)]
    world.expect(not asked, "somebody outside the channel was asked")
