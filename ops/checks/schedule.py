"""Checks of what the schedule has done: whether ticks come, and whether the last questions went out."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.day.occurrence import ReportId
from app.domain.schedule import instant, local_date, moments, takes_place
from app.domain.setup.config import from_stored
from app.domain.standup import DEFAULT_STANDUP_ID, Standup, default_standup
from ops.checks.finding import Finding, fault, ok, warning
from ops.checks.surroundings import Surroundings
from ops.stage import SCHEDULED

# How long asking may take, and how far back it is worth looking.
GRACE = timedelta(minutes=20)
DAYS = 8
# What of a day is read; whoever deploys may read nothing else (docs/deployer-policy.json).
MARKS = ("asked_at", "settled_at", "missed_at", "problem")
DATES = "%Y-%m-%dT%H:%M:%S.%f%z"


def ticks(look: Surroundings) -> Finding:
    """Look for what has been due for longer than a tick would leave it."""
    rows = look.rows
    due = [datetime.strptime(row["due_at"]["S"], DATES).astimezone(UTC) for row in rows if "due_at" in row]
    if not due and any("version" in row for row in rows):
        return ok("every standup rests")
    if not look.standups:
        return ok("there is no standup yet")
    if not due:
        return warning("no tick has found anything to do yet", "The first one comes within a minute of deploying.")
    if min(due) < look.now() - GRACE:
        when = f"{min(due):%A, %d %B, %H:%M} UTC"
        return fault(
            f"what was due on {when} has not been done",
            f"See the lines 'schedules' and 'token', and: {look.to_read_logs}",
        )
    return ok(f"nothing is overdue; the next thing is due on {min(due):%A %H:%M} UTC")


def last_run(look: Surroundings) -> Finding:
    """Look for the occurrence that was due last, and whether its report was posted."""
    standup = _default(look)
    if standup is None or standup.is_paused:
        return ok("the default standup rests")
    due = last_due(standup, look.now())
    if due is None or due < datetime.fromisoformat(look.functions[SCHEDULED]["LastModified"]):
        return ok("nothing was due since the last deployment")
    row = _row(look, ReportId(standup.team_id, standup.standup_id, local_date(due, standup.schedule.zone)))
    return _told(look, standup, due, row)


def _told(look: Surroundings, standup: Standup, due: datetime, row: Mapping[str, Any] | None) -> Finding:
    when = f"{due:%A %H:%M} UTC"
    if row is None:
        return fault(
            f"no questions went out on {when}",
            f"See the lines 'schedules' and 'failure queue', and: {look.to_read_logs}",
        )
    if "missed_at" in row:
        return fault(
            f"what was due on {when} was missed", f"See the lines 'schedules' and 'ticks', and: {look.to_read_logs}"
        )
    if "problem" in row:
        return fault(
            f"asking on {when} met {row['problem']['S']}",
            f"See the lines 'token' to 'channels', and: {look.to_read_logs}",
        )
    if "asked_at" not in row:
        return warning(f"asking on {when} has not ended", f"See the line 'failure queue', and: {look.to_read_logs}")
    if "settled_at" not in row and look.now() - GRACE > report_due(standup, due):
        return fault(
            f"the report of {due:%A} has not been posted",
            f"See the lines 'scopes' to 'channels', and: {look.to_read_logs}",
        )
    return ok(f"questions went out on {when}")


def last_due(standup: Standup, now: datetime) -> datetime | None:
    """Give the last moment at which the standup should have asked, with time to do so; None if there was none."""
    latest = now - GRACE
    today = local_date(latest, standup.schedule.zone)
    days = (today - timedelta(days=offset) for offset in range(DAYS))
    asked = (instant(day, standup.schedule.ask_at, standup.schedule.zone) for day in days if takes_place(standup, day))
    return next((moment for moment in asked if moment <= latest), None)


def report_due(standup: Standup, asked: datetime) -> datetime:
    return moments(standup, local_date(asked, standup.schedule.zone), standup.schedule.zone).report


def _default(look: Surroundings) -> Standup | None:
    """Give the default standup as it is set up; None if somebody has deleted it."""
    team_id = str(look.identity["team_id"])
    key = {"team_id": {"S": team_id}, "standup_id": {"S": DEFAULT_STANDUP_ID}}
    read = {"TableName": look.stage.tables["standups"], "ProjectionExpression": "config, deleted_at"}
    row = look.aws("dynamodb").get_item(**read, Key=key).get("Item", {})
    if "config" not in row:
        return default_standup(team_id, look.settings.channel) if look.settings.channel else None
    return None if "deleted_at" in row else from_stored(team_id, DEFAULT_STANDUP_ID, json.loads(row["config"]["S"]))


def _row(look: Surroundings, report_id: ReportId) -> Mapping[str, Any] | None:
    key = {"report_id": {"S": str(report_id)}, "report_user_id": {"S": f"{report_id.day:%Y%m%d}"}}
    table = look.stage.tables["reports"]
    row: Mapping[str, Any] | None = (
        look.aws("dynamodb")
        .get_item(TableName=table, Key=key, ProjectionExpression=", ".join((*key, *MARKS)))
        .get("Item")
    )
    return row
