"""Read one person's own day in one request: their report, and everything that decides what they see of it."""

from datetime import datetime

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.standup import Standup
from app.errors import NotOnRoster, UnknownReport
from app.flows.access import found, report_id_of
from app.flows.outlook import outlook_as
from app.flows.requester import Requester
from app.services import Services


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
