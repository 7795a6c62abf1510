"""Checks of what the schedules have done: whether the last questions went out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.domain.occurrence import ReportId
from app.domain.schedule import instant, local_date
from app.domain.standup import Standup, default_standup
from ops.checks.finding import Finding, fault, ok, warning
from ops.checks.surroundings import Surroundings
from ops.stage import SCHEDULED

# How long asking may take, and how far back it is worth looking.
GRACE = timedelta(minutes=20)
DAYS = 8
# What of a day is read; whoever deploys may read nothing else (docs/deployer-policy.json).
MARKS = ("asked_at", "settled_at", "problem")


def last_run(look: Surroundings) -> Finding:
    """Look for the occurrence that was due last, and whether its report was posted."""
    standup = default_standup(str(look.identity["team_id"]), look.settings.channel)
    due = last_due(standup, look.now()) if look.settings.channel else None
    if due is None or due < datetime.fromisoformat(look.functions[SCHEDULED]["LastModified"]):
        return ok("nothing was due since the last deployment")
    row = _row(look, ReportId(standup.team_id, standup.standup_id, local_date(due, standup.zone)))
    when = f"{due:%A %H:%M} UTC"
    if row is None:
        return fault(
            f"no questions went out on {when}",
            f"See the lines 'schedules' and 'failure queue', and: {look.to_read_logs}",
        )
    if "problem" in row:
        return fault(
            f"asking on {when} met {row['problem']['S']}",
            f"See the lines 'token' to 'channel', and: {look.to_read_logs}",
        )
    if "asked_at" not in row:
        return warning(f"asking on {when} has not ended", f"See the line 'failure queue', and: {look.to_read_logs}")
    if "settled_at" not in row and look.now() - GRACE > report_due(standup, due):
        return fault(
            f"the report of {due:%A} has not been posted",
            f"See the lines 'scopes' to 'channel', and: {look.to_read_logs}",
        )
    return ok(f"questions went out on {when}")


def last_due(standup: Standup, now: datetime) -> datetime | None:
    """Give the last moment at which the standup should have asked, with time to do so; None if there was none."""
    latest = now - GRACE
    today = local_date(latest, standup.zone)
    days = (today - timedelta(days=offset) for offset in range(DAYS))
    moments = (instant(day, standup.ask_at, standup.zone) for day in days if day.weekday() in standup.days)
    return next((moment for moment in moments if moment <= latest), None)


def report_due(standup: Standup, asked: datetime) -> datetime:
    return instant(local_date(asked, standup.zone), standup.report_at, standup.zone)


def _row(look: Surroundings, report_id: ReportId) -> Mapping[str, Any] | None:
    key = {"report_id": {"S": str(report_id)}, "report_user_id": {"S": f"{report_id.day:%Y%m%d}"}}
    table = look.stage.tables["reports"]
    row: Mapping[str, Any] | None = (
        look.aws("dynamodb")
        .get_item(TableName=table, Key=key, ProjectionExpression=", ".join((*key, *MARKS)))
        .get("Item")
    )
    return row
