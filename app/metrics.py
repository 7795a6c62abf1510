"""Metrics: counts, as log lines in the embedded metric format that CloudWatch makes graphs and alarms from."""

import logging
from datetime import datetime

from app.log import trail

NAMESPACE = "StandupBot"

ASKED = "Asked"
SUBMITTED = "Submitted"
SKIPPED = "Skipped"
UNREACHABLE = "Unreachable"
RATE_LIMITED = "RateLimited"
ACK_MILLISECONDS = "AckMilliseconds"

_log = logging.getLogger(__name__)


def count(name: str, now: datetime, value: float = 1) -> None:
    """Count something that happened."""
    _put(name, value, "Count", now)


def took(name: str, started_at: datetime, now: datetime) -> None:
    """Note how long something took."""
    _put(name, round((now - started_at).total_seconds() * 1000), "Milliseconds", now)


def _put(name: str, value: float, unit: str, now: datetime) -> None:
    metric = {"Namespace": NAMESPACE, "Dimensions": [["Stage"]], "Metrics": [{"Name": name, "Unit": unit}]}
    about = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [metric]}
    _log.info("metric", extra={"_aws": about, "Stage": trail().stage, name: value})
