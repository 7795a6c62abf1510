"""AWS schedule expressions: cron(…) with its six fields and rate(…), in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from cron_converter import Cron

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS = 6
LAST = (59, 23, 31, 12, 7)
LAST_YEAR = 2199


class UnknownExpression(ValueError):
    """A schedule expression that this workspace cannot follow."""


@dataclass(frozen=True)
class Expression:
    """A schedule expression as written in serverless.yml; raises UnknownExpression when it is first asked."""

    text: str

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the times at which it is due, in order, from the first that is later than `moment`."""
        if self._rate is not None:
            yield from self._steps(moment, self._rate)
        cron, years = self._cron
        seeker = cron.schedule(moment.astimezone(UTC))
        while (due := seeker.next()).year <= max(years):
            if due.year in years:
                yield due

    @staticmethod
    def _steps(moment: datetime, step: timedelta) -> Iterator[datetime]:
        beginning = datetime(1970, 1, 1, tzinfo=UTC)
        due = beginning + ((moment - beginning) // step) * step
        while True:
            due += step
            yield due

    @cached_property
    def _rate(self) -> timedelta | None:
        found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", self.text.strip())
        return int(found[1]) * UNITS[found[2]] if found and int(found[1]) else None

    @cached_property
    def _cron(self) -> tuple[Cron, set[int]]:
        found = re.fullmatch(r"cron\((.*)\)", self.text.strip())
        fields = found[1].split() if found else []
        if len(fields) != FIELDS:
            raise UnknownExpression(f"{self.text!r} is neither cron(…) with six fields nor rate(…)")
        *parts, year = (field.upper().replace("?", "*") for field in fields)
        minutes, hours, days, months, weekdays = (_open(part, last) for part, last in zip(parts, LAST, strict=True))
        try:
            return Cron(" ".join([minutes, hours, days, months, _weekdays(weekdays)])), _years(year)
        except ValueError as problem:
            raise UnknownExpression(f"{self.text!r} cannot be followed here: {problem}") from problem


def _open(field: str, last: int) -> str:
    """Close what AWS leaves open: `5/15` is `5-59/15`, in minutes."""
    return re.sub(r"(^|,)(\w+)/", rf"\1\2-{last}/", field)


def _weekdays(field: str) -> str:
    """AWS counts the days of the week from 1, Sunday; cron from 0. Steps stay as they are."""
    parts = []
    for part in field.split(","):
        days, slash, step = part.partition("/")
        days = re.sub("|".join(DAYS), lambda name: str(DAYS.index(name[0]) + 1), days)
        parts.append(re.sub(r"\d+", lambda number: str(int(number[0]) - 1), days) + slash + step)
    return ",".join(parts)


def _years(field: str) -> set[int]:
    years: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        start = 1970 if first == "*" else int(first)
        end = int(last) if last else (LAST_YEAR if first == "*" or step else start)
        years.update(range(start, end + 1, int(step or 1)))
    return years
