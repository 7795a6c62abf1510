"""A standup's configuration as plain values: what is stored, exported and imported, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.questions import NotAQuestion, plain_question, question_from, questions_problem
from app.domain.standup import DEFAULT_RETENTION, LAST_WEEK, Layout, Posting, Standup
from app.errors import InvalidStandup
from app.language import LANGUAGES, say

Plain = dict[str, Any]

LONGEST_NAME = 60
MOST_REMINDERS = 3
MOST_WEEKS = 12
LONGEST_RETENTION = 3650
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}", re.ASCII)
_USER = re.compile(r"[UW][A-Z0-9]{2,}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


def plain(standup: Standup) -> Plain:
    """Give all that is configured; ids of workspace and standup, and the version, are not part of it."""
    return {
        "name": standup.name,
        "channel": standup.channel,
        "questions": [plain_question(question) for question in standup.questions],
        "days": [WEEKDAY_NAMES[day] for day in sorted(standup.days)],
        "ask_at": f"{standup.ask_at:%H:%M}",
        "report_at": f"{standup.report_at:%H:%M}",
        "zone": standup.zone,
        "every_weeks": standup.every_weeks,
        "starts_on": standup.starts_on.isoformat() if standup.starts_on else None,
        "month_week": standup.month_week,
        "own_zones": standup.own_zones,
        "posting": standup.posting.value,
        "reminders": list(standup.reminders),
        "people": None if standup.people is None else list(standup.people),
        "optional": list(standup.optional),
        "observers": list(standup.observers),
        "owners": list(standup.owners),
        "is_paused": standup.is_paused,
        "country": standup.country,
        "days_off": [day.isoformat() for day in standup.days_off],
        "calendar_url": standup.calendar_url,
        "away_words": list(standup.away_words),
        "layout": standup.layout.value,
        "names_missing": standup.names_missing,
        "charts": standup.charts,
        "language": standup.language,
        "report_channel": standup.report_channel,
        "copies": standup.copies,
        "webhook_url": standup.webhook_url,
        "guests_may_read": standup.guests_may_read,
        "retention_days": standup.retention_days,
    }


def from_plain(team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0) -> Standup:
    """Read a configuration; what is left out has its default, and what is unknown is left alone.

    Raises InvalidStandup, whose `problems` has a sentence for each field at fault.
    """
    standup, problems = half_done(team_id, standup_id, values, version)
    if found := {**problems_of(standup), **problems}:
        raise InvalidStandup(found)
    return standup


def half_done(
    team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0
) -> tuple[Standup, dict[str, str]]:
    """Read a configuration that somebody is still at work on, and say which values make no sense by themselves."""
    problems: dict[str, str] = {}
    read = _Reading(values, problems)
    standup = Standup(
        team_id=team_id,
        standup_id=standup_id,
        name=read("name", str, ""),
        channel=read("channel", str, ""),
        questions=tuple(read.all("questions", question_from)),
        days=frozenset(read("days", _days, frozenset())),
        ask_at=read("ask_at", _local_time, time(9)),
        report_at=read("report_at", _local_time, time(10, 30)),
        zone=read("zone", str, "UTC"),
        every_weeks=read("every_weeks", int, 1),
        starts_on=read("starts_on", date.fromisoformat, None),
        month_week=read("month_week", int, None),
        own_zones=read("own_zones", _flag, default=False),
        posting=read("posting", Posting, Posting.AT_TIME),
        reminders=tuple(sorted(set(read.all("reminders", int)), reverse=True)),
        people=None if values.get("people") is None else tuple(read.all("people", str)),
        optional=tuple(read.all("optional", str)),
        observers=tuple(read.all("observers", str)),
        owners=tuple(read.all("owners", str)),
        is_paused=read("is_paused", _flag, default=False),
        country=read("country", str, ""),
        days_off=tuple(sorted(set(read.all("days_off", date.fromisoformat)))),
        calendar_url=read("calendar_url", str, ""),
        away_words=tuple(read.all("away_words", str)),
        layout=read("layout", Layout, Layout.AUTO),
        names_missing=read("names_missing", _flag, default=False),
        charts=read("charts", _flag, default=False),
        language=read("language", str, ""),
        report_channel=read("report_channel", str, ""),
        copies=read("copies", _flag, default=False),
        webhook_url=read("webhook_url", str, ""),
        guests_may_read=read("guests_may_read", _flag, default=False),
        retention_days=read("retention_days", int, DEFAULT_RETENTION),
        version=version,
    )
    return standup, problems


class _Reading:
    """Reads values one by one and remembers which make no sense."""

    def __init__(self, values: Mapping[str, Any], problems: dict[str, str]) -> None:
        self._values = values
        self._problems = problems

    def __call__(self, name: str, kind: Any, default: Any) -> Any:
        value = self._values.get(name)
        if value is None:
            return default
        try:
            return kind(value)
        except (TypeError, ValueError):
            self._problems[name] = say("{value} makes no sense here.", value=f"{value!r:.60}")
            return default

    def all(self, name: str, kind: Any) -> list[Any]:
        values = self._values.get(name) or []
        if not isinstance(values, list | tuple):
            self._problems[name] = say("There should be a list here.")
            return []
        try:
            return [kind(value) for value in values]
        except NotAQuestion as error:
            self._problems[name] = str(error)
            return []
        except (TypeError, ValueError):
            self._problems[name] = say("{value} makes no sense here.", value=f"{values!r:.60}")
            return []


def _local_time(text: Any) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo is not None or found.second or found.microsecond:  # the zone is another field
        raise ValueError(text)
    return found


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(value)


def _days(names: Any) -> frozenset[int]:
    return frozenset(WEEKDAY_NAMES.index(str(name).lower()) for name in names)


def problems_of(standup: Standup) -> dict[str, str]:
    """Say for each field of a configuration what is wrong with it; empty if it is in order."""
    checks = {
        "name": _name_problem(standup),
        "channel": _channel_problem(standup.channel),
        "questions": questions_problem(standup.questions),
        "days": "" if standup.days else say("Choose at least one day."),
        "report_at": _report_problem(standup),
        "zone": _zone_problem(standup.zone),
        "every_weeks": ""
        if 1 <= standup.every_weeks <= MOST_WEEKS
        else say("Every 1 to {most} weeks.", most=MOST_WEEKS),
        "starts_on": "" if standup.every_weeks == 1 or standup.starts_on else say("Say from which week on to count."),
        "month_week": ""
        if standup.month_week in {None, 1, 2, 3, 4, LAST_WEEK}
        else say("The first to fourth week of the month, or the last."),
        "reminders": _reminders_problem(standup),
        "people": _people_problem(standup),
        "country": country_problem(standup.country),
        "calendar_url": _address_problem(standup.calendar_url, say("The calendar's address begins with https://.")),
        "webhook_url": _address_problem(standup.webhook_url, say("The webhook's address begins with https://.")),
        "report_channel": _channel_problem(standup.report_channel) if standup.report_channel else "",
        "language": ""
        if standup.language in {"", *LANGUAGES}
        else say("One of {values}.", values=", ".join(LANGUAGES)),
        "retention_days": ""
        if 0 <= standup.retention_days <= LONGEST_RETENTION
        else say("0 to {most} days; 0 keeps them for good.", most=LONGEST_RETENTION),
    }
    return {field: problem for field, problem in checks.items() if problem}


def country_problem(country: str) -> str:
    """Say what is wrong with the code of a country or of a part of one; empty is none."""
    return "" if not country or _COUNTRY.fullmatch(country) else say("A country's code, as in DE.")


def _channel_problem(channel: str) -> str:
    return "" if _CHANNEL.fullmatch(channel) else say("Choose a channel.")


def _name_problem(standup: Standup) -> str:
    if not standup.name.strip():
        return say("Give it a name.")
    return "" if len(standup.name) <= LONGEST_NAME else say("At most {most} characters.", most=LONGEST_NAME)


def _report_problem(standup: Standup) -> str:
    if standup.report_at > standup.ask_at:
        return ""
    return say("The report comes after the questions, on the same day.")


def _zone_problem(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return say("Give a time zone's name, as in Europe/Prague.")
    return ""


def _reminders_problem(standup: Standup) -> str:
    minutes = (standup.report_at.hour - standup.ask_at.hour) * 60 + standup.report_at.minute - standup.ask_at.minute
    if len(standup.reminders) > MOST_REMINDERS:
        return say("At most {most} reminders.", most=MOST_REMINDERS)
    fit = all(0 < reminder < minutes for reminder in standup.reminders)
    return "" if fit or minutes <= 0 else say("Reminders come between the questions and the report.")


def _people_problem(standup: Standup) -> str:
    named = (*(standup.people or ()), *standup.optional, *standup.observers, *standup.owners)
    if not all(map(_USER.fullmatch, named)):
        return say("People are named by their ids, as in U0123456789.")
    return "" if standup.people is None or standup.asks(()) else say("Choose at least one person.")


def _address_problem(url: str, problem: str) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half a bracket, or a port that is no number
        is_good = False
    return "" if is_good else problem
