"""Read one person's own day in one request: their report, and everything that decides what they see of it.

What an acknowledgement has read goes with the work that it leaves behind, as a snapshot: a run at once need not read
the same again. It is a few kilobytes, so the roster stays out of it, and a long one is left out.
"""

from datetime import datetime, timedelta

from msgspec import MsgspecError, Struct, json

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.standup import Standup
from app.errors import NotOnRoster, UnknownReport
from app.flows.access import found, report_id_of
from app.flows.outlook import outlook_as
from app.flows.requester import Requester
from app.records import replace
from app.services import Services

# How long a snapshot may be used: for a first run at once, not for its repetitions.
SNAPSHOT_LIVES = timedelta(seconds=10)
# Characters. With what was typed it has to fit the payload of an invocation, 256 kB, and one may grow sixfold as JSON.
LONGEST_SNAPSHOT = 10_000


class OwnDay(Struct, frozen=True):
    """A person's report of a day, the day's outlook, the standup, and what is known of the person."""

    occurrence: Occurrence
    report: Report
    becomes: Outlook = AS_PLANNED
    standup: Standup | None = None
    member: Member | None = None


def own_day(services: Services, requester: Requester, text: str, now: datetime, *, with_person: bool = False) -> OwnDay:
    """Read the requester's own day and no other; raises UnknownReport or NotOnRoster."""
    wanted = report_id_of(requester, text)
    day, own, member, stored = services.standups.snapshot_for_form(
        wanted, requester.user_id, now, with_person=with_person
    )
    occurrence, report = found(day, own, requester, wanted)
    becomes = outlook_as(services, occurrence, stored, now)
    return OwnDay(occurrence, report, becomes, stored.usable if stored else None, member)


def as_stored(services: Services, own: OwnDay, now: datetime) -> OwnDay | None:
    """Read the day again after something was stored; None if the report is no longer there."""
    here = own.occurrence.report_id
    try:
        return own_day(services, Requester(own.report.user_id, {here.team_id}), str(here), now)
    except (UnknownReport, NotOnRoster):
        return None


def snapshot_of(own: OwnDay) -> str | None:
    """Return a day as text for an envelope; None if it is too long."""
    without_people = replace(own.occurrence, roster=None, groups=())
    text = json.encode((without_people, own.report)).decode()
    return text if len(text) <= LONGEST_SNAPSHOT else None


def in_snapshot(text: str | None, requester: Requester, report_id: str, age: timedelta) -> OwnDay | None:
    """Return the day in a snapshot of this `age`; None if it is too old, another release's, or another day."""
    if text is None or not timedelta(0) <= age < SNAPSHOT_LIVES:
        return None
    try:
        occurrence, report = json.decode(text, type=tuple[Occurrence, Report])
    except MsgspecError:
        return None
    is_theirs = report.user_id == requester.user_id and str(occurrence.report_id) == report_id
    return OwnDay(occurrence, report) if is_theirs else None
