"""Metrics: counts, as log lines in the embedded metric format that CloudWatch makes graphs and alarms from."""

import logging
from datetime import datetime

from app.telemetry.log import trail

NAMESPACE = "StandupBot"

ASKED = "Asked"
SUBMITTED = "Submitted"
SKIPPED = "Skipped"
UNREACHABLE = "Unreachable"
RATE_LIMITED = "RateLimited"
REFUSED = "Refused"
ACK_MILLISECONDS = "AckMilliseconds"

_log = logging.getLogger(__name__)


def count(name: str, now: datetime, value: float = 1, **about: object) -> None:
    """Count something that happened; what is said `about` it is in the line, and no metric."""
    _put(name, value, "Count", now, **about)


def took(name: str, started_at: datetime, now: datetime) -> None:
    """Note how long something took."""
    _put(name, round((now - started_at).total_seconds() * 1000), "Milliseconds", now)


def _put(name: str, value: float, unit: str, now: datetime, **fields: object) -> None:
    metric = {"Namespace": NAMESPACE, "Dimensions": [["Stage"]], "Metrics": [{"Name": name, "Unit": unit}]}
    described = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [metric]}
    _log.info("metric", extra={**fields, "_aws": described, "Stage": trail().stage, name: value})
