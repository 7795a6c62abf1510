"""Checks of what the schedule has done: whether ticks come, and whether the last questions went out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.day.occurrence import ReportId
from app.domain.schedule import instant, local_date, moments, takes_place
from app.domain.standup import DEFAULT_STANDUP_ID, Standup, TimeOff
from ops.checks.finding import Finding, State, fault, ok, warning
from ops.checks.surroundings import Surroundings
from ops.stage import SCHEDULED

# How long asking may take, and how far back it is worth looking.
GRACE = timedelta(minutes=20)
DAYS = 8
# From the first people's morning to the last people's, where each is asked in their own time.
ALL_ZONES = timedelta(hours=26)
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
    """Look, standup by standup, for the occurrence that was due last, and whether its report was posted."""
    active = [standup for standup in look.standups if not standup.is_paused]
    if not active:
        return ok("every standup rests" if look.standups else "there is no standup yet")
    found = [each for each in (_last_run(look, standup) for standup in active) if each]
    wrong = [each for each in found if each.state is not State.OK]
    if wrong:
        worst = next((each for each in wrong if each.state is State.FAULT), wrong[0])
        more = f" (and {len(wrong) - 1} more standups)" if len(wrong) > 1 else ""
        return replace(worst, reason=f"{worst.reason}{more}")
    return found[-1] if found else ok("nothing was due since the last deployment")


def _last_run(look: Surroundings, standup: Standup) -> Finding | None:
    """Look at one standup; None if nothing was due of it since it is as it is."""
    now = look.now() - (ALL_ZONES if standup.schedule.own_zones else timedelta())
    due = last_due(standup, now)
    if due is None or due < _since(look, standup):
        return None
    row = _row(look, ReportId(standup.team_id, standup.standup_id, local_date(due, standup.schedule.zone)))
    if row is None and standup.time_off != TimeOff():
        return None  # whether that was a day off is known to the functions
    return _told(look, standup, due, row)


def _since(look: Surroundings, standup: Standup) -> datetime:
    """Give from when on a standup is responsible for what is due, which is not before the functions are as they are."""
    deployed = datetime.fromisoformat(look.functions[SCHEDULED]["LastModified"])
    known = next((row for row in look.rows if row["standup_id"]["S"] == standup.standup_id), {})
    stored = known.get("responsible_since", {}).get("S")
    return max(deployed, datetime.strptime(stored, DATES).astimezone(UTC)) if stored else deployed


def _told(look: Surroundings, standup: Standup, due: datetime, row: Mapping[str, Any] | None) -> Finding:
    name = "" if standup.standup_id == DEFAULT_STANDUP_ID else f" of {standup.name}"
    when = f"{due:%A %H:%M} UTC"
    read = f"and: {look.to_read_logs}"
    if row is None:
        told = fault(f"no questions{name} went out on {when}", f"See the lines 'schedules' and 'failure queue', {read}")
    elif "missed_at" in row:
        told = fault(f"what was due{name} on {when} was missed", f"See the lines 'schedules' and 'ticks', {read}")
    elif "problem" in row:
        reason = f"asking{name} on {when} met {row['problem']['S']}"
        told = fault(reason, f"See the lines 'token' to 'channels', {read}")
    elif "asked_at" not in row:
        told = warning(f"asking{name} on {when} has not ended", f"See the line 'failure queue', {read}")
    elif "settled_at" not in row and look.now() - GRACE > report_due(standup, due):
        told = fault(
            f"the report{name} of {due:%A} has not been posted", f"See the lines 'scopes' to 'channels', {read}"
        )
    else:
        told = ok(f"questions{name} went out on {when}")
    return told


def last_due(standup: Standup, now: datetime) -> datetime | None:
    """Give the last moment at which the standup should have asked, with time to do so; None if there was none."""
    latest = now - GRACE
    today = local_date(latest, standup.schedule.zone)
    days = (today - timedelta(days=offset) for offset in range(DAYS))
    asked = (instant(day, standup.schedule.ask_at, standup.schedule.zone) for day in days if takes_place(standup, day))
    return next((moment for moment in asked if moment <= latest), None)


def report_due(standup: Standup, asked: datetime) -> datetime:
    return moments(standup, local_date(asked, standup.schedule.zone), standup.schedule.zone).report


def _row(look: Surroundings, report_id: ReportId) -> Mapping[str, Any] | None:
    key = {"report_id": {"S": str(report_id)}, "report_user_id": {"S": f"{report_id.day:%Y%m%d}"}}
    table = look.stage.tables["reports"]
    row: Mapping[str, Any] | None = (
        look.aws("dynamodb")
        .get_item(TableName=table, Key=key, ProjectionExpression=", ".join((*key, *MARKS)))
        .get("Item")
    )
    return row
