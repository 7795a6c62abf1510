"""Requests that were refused: counted, and told of once a minute, so that a flood does not fill the log."""

from collections import Counter
from datetime import datetime, timedelta

from app.telemetry import metrics

PERIOD = timedelta(minutes=1)


class Refusals:
    """What this process has refused, by reason. The first is told at once; what follows, with a later request."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._told_at: datetime | None = None

    def note(self, reason: str) -> None:
        """Count a request that was refused for one of http.py's few reasons."""
        self._waiting[reason] += 1

    def tell(self, now: datetime) -> None:
        """Write one line with all that were counted since the last one, unless that was less than a minute ago."""
        if not self._waiting or (self._told_at and abs(now - self._told_at) < PERIOD):
            return
        metrics.count(metrics.REFUSED, now, self._waiting.total(), reasons=dict(self._waiting))
        self._waiting.clear()
        self._told_at = now
