"""Waking: how many environments of the function that answers Slack are to be warm, and when to wake them.

AWS Lambda starts an environment for a request that finds none free, which takes about a second, and ends it after some
minutes without work. So as many as people will need are woken just before they are asked or reminded, and every few
minutes while they may answer.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.schedule import local_date, moments, zones_of
from app.domain.scheduling.job import Progress
from app.domain.standup import Standup

# An idle environment was seen to live five minutes and more.
EVERY = timedelta(minutes=4)
# A second one takes what comes while the first is at work, and stays if AWS ends the first, as it does every few hours.
LEAST = 2
# Half of the runs at once that a new account has: waking never takes the others from people.
MOST = 5
# Many answer late, when they see the report.
LATE = timedelta(hours=1)
# The seconds that nearly everybody needs before the first click.
SETTLING = 60.0
# How long one person's click, submission and their lazy runs keep environments busy, in seconds.
BUSY = 1.0
# The share of requests that may find all environments busy.
MISSED = 0.01
# The row stays small: of more standups than this at once, the largest count.
MOST_OPEN = 100
# A message that comes so long after the first is another one, as a reminder is; others belong to the same sending.
ANOTHER_SENDING = timedelta(minutes=30)


class Opened(Struct, frozen=True):
    """So many people were asked or reminded `at` a moment, and are expected to answer `until` another one."""

    at: datetime
    until: datetime
    people: int


class Opening(Progress):
    """What is open in a workspace, by standup: as it is stored."""

    standups: dict[str, Opened] = field(default_factory=dict)


def open_until(
    standup: Standup, zones: Collection[str], due_at: datetime | None, wanted: date | None, now: datetime
) -> datetime | None:
    """Return until when people may answer, if a standup is due because they are to be asked or reminded.

    `wanted` is a day on which everybody is to be asked now. None if it is due for any other reason.
    """
    today = local_date(now, standup.schedule.zone)
    for day in (wanted or today, *(today + timedelta(days=offset) for offset in (-1, 0, 1))):
        times = [moments(standup, day, zone) for zone in zones_of(standup, zones)]
        ends = max(each.report for each in times)
        if day == wanted or (now < ends and any(due_at in (each.ask, *each.remind) for each in times)):
            return max(ends, now) + LATE
    return None


def noted(known: Opening, fresh: Mapping[str, Opened], now: datetime) -> Opening | None:
    """Return what is open now that people of the `fresh` standups get messages; None if all of that is known."""
    news = {name: one for name, one in fresh.items() if one.until > now and _is_news(known.standups.get(name), one)}
    if not news:
        return None
    both = {**still_open(known, now).standups, **news}
    largest = sorted(both, key=lambda name: both[name].people, reverse=True)[:MOST_OPEN]
    return Opening({name: both[name] for name in largest})


def _is_news(known: Opened | None, fresh: Opened) -> bool:
    return known is None or fresh.until > known.until or fresh.at - known.at >= ANOTHER_SENDING


def still_open(opening: Opening, now: datetime) -> Opening:
    """Return the part in which people may still answer."""
    return Opening({name: one for name, one in opening.standups.items() if one.until > now})


def again_at(now: datetime) -> datetime:
    """Return when to wake again; the tick that does it may come a little early."""
    return now + EVERY - timedelta(seconds=30)


def environments(opening: Opening, now: datetime, a_minute: float) -> int:
    """Return how many environments are to be warm; `a_minute` is how many messages reach people in one.

    People come at a rate that falls with the time since they were asked: whatever their habits, those who answer about
    t seconds after the question are fewer than people / t a second. The number is Erlang's for so many lines, so that
    one request in a hundred finds none free.
    """
    load = sum(_busy_seconds_a_second(one, now, a_minute) for one in opening.standups.values())
    blocked, number = 1.0, 0
    while number < LEAST or (blocked > MISSED and number < MOST):
        number += 1
        blocked = load * blocked / (number + load * blocked)
    return number


def _busy_seconds_a_second(one: Opened, now: datetime, a_minute: float) -> float:
    elapsed = max(0.0, (now - one.at).total_seconds())
    return one.people * BUSY / (SETTLING + 60 * one.people / a_minute + elapsed)


def held_for(number: int) -> timedelta:
    """Return how long woken environments wait for each other.

    One that is free again would take the next invocation, so the first waits until the last invocation is there.
    """
    return timedelta(milliseconds=100 + 30 * number)
