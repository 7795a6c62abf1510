"""Metrics, written as log lines in CloudWatch's embedded metric format, which graphs and alarms are made from."""

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
STANDUPS_IN_TROUBLE = "StandupsInTrouble"
ACK_MILLISECONDS = "AckMilliseconds"

_log = logging.getLogger(__name__)


def count(name: str, now: datetime, value: float = 1, **about: object) -> None:
    """Count something that happened; the fields `about` it are in the log line only."""
    _put(name, value, "Count", now, **about)


def took(name: str, started_at: datetime, now: datetime) -> None:
    """Record how long something took, in milliseconds."""
    _put(name, round((now - started_at).total_seconds() * 1000), "Milliseconds", now)


def _put(name: str, value: float, unit: str, now: datetime, **fields: object) -> None:
    metric = {"Namespace": NAMESPACE, "Dimensions": [["Stage"]], "Metrics": [{"Name": name, "Unit": unit}]}
    described = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [metric]}
    _log.info("metric", extra={**fields, "_aws": described, "Stage": trail().stage, name: value})
