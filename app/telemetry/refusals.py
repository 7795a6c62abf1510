"""Counts refused requests and logs the counts once a minute, so that a flood of them does not fill the log."""

from collections import Counter
from datetime import datetime, timedelta

from app.telemetry import metrics

PERIOD = timedelta(minutes=1)


class Refusals:
    """The refused requests of this process, by reason. The first is logged at once, others with a later request."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._told_at: datetime | None = None

    def note(self, reason: str) -> None:
        """Count a refused request; `reason` is one of the few that http.py has."""
        self._waiting[reason] += 1

    def tell(self, now: datetime) -> None:
        """Log what was counted since the last line, unless that was less than a minute ago."""
        if not self._waiting or (self._told_at and abs(now - self._told_at) < PERIOD):
            return
        metrics.count(metrics.REFUSED, now, self._waiting.total(), reasons=dict(self._waiting))
        self._waiting.clear()
        self._told_at = now
