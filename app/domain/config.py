"""A standup's configuration as plain values: what is stored, exported and imported, and what is wrong with it."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from app.domain.limits import OutOfRange, read_day, read_line, read_text
from app.domain.problems import day_problem, problems_of, senseless
from app.domain.questions import NotAQuestion, plain_question, question_from
from app.domain.standup import DEFAULT_RETENTION, Layout, Posting, Standup
from app.errors import InvalidStandup
from app.language import say

Plain = dict[str, Any]

WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
        "agreed": list(standup.agreed),
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


def from_stored(team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0) -> Standup:
    """Read a configuration that was stored, perhaps when more was allowed than is now.

    Raises InvalidStandup if it makes no sense, as of a row that something else has written.
    """
    standup, problems = half_done(team_id, standup_id, values, version)
    if found := {**senseless(standup), **problems}:
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
        name=read("name", read_line, ""),
        channel=read("channel", read_text, ""),
        questions=tuple(read.all("questions", question_from)),
        days=frozenset(read("days", _days, frozenset())),
        ask_at=read("ask_at", _local_time, time(9)),
        report_at=read("report_at", _local_time, time(10, 30)),
        zone=read("zone", read_text, "UTC"),
        every_weeks=read("every_weeks", _whole, 1),
        starts_on=read("starts_on", read_day, None),
        month_week=read("month_week", _whole, None),
        own_zones=read("own_zones", _flag, default=False),
        posting=read("posting", Posting, Posting.AT_TIME),
        reminders=tuple(sorted(set(read.all("reminders", _whole)), reverse=True)),
        people=None if values.get("people") is None else tuple(read.all("people", read_text)),
        optional=tuple(read.all("optional", read_text)),
        observers=tuple(read.all("observers", read_text)),
        owners=tuple(read.all("owners", read_text)),
        is_paused=read("is_paused", _flag, default=False),
        country=read("country", read_text, ""),
        days_off=tuple(sorted(set(read.all("days_off", read_day)))),
        calendar_url=read("calendar_url", read_text, ""),
        away_words=tuple(read.all("away_words", read_line)),
        layout=read("layout", Layout, Layout.AUTO),
        names_missing=read("names_missing", _flag, default=False),
        charts=read("charts", _flag, default=False),
        language=read("language", read_text, ""),
        report_channel=read("report_channel", read_text, ""),
        copies=read("copies", _flag, default=False),
        webhook_url=read("webhook_url", read_text, ""),
        guests_may_read=read("guests_may_read", _flag, default=False),
        agreed=tuple(read.all("agreed", read_text)),
        retention_days=read("retention_days", _whole, DEFAULT_RETENTION),
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
        except OutOfRange:
            self._problems[name] = day_problem()
        except (TypeError, ValueError, ArithmeticError):  # the last is infinity's
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
        except OutOfRange:
            self._problems[name] = day_problem()
        except (TypeError, ValueError, ArithmeticError):
            self._problems[name] = say("{value} makes no sense here.", value=f"{values!r:.60}")
        return []


def _whole(value: Any) -> int:
    """Take a number without a fraction."""
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError(value)
    return int(value)


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
