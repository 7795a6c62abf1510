"""Find a person's reports of today, whoever the standups name now.

A day under way keeps its people: a person who was asked can answer and skip until it is over, even if they are taken
off the standup, it has moved, or it is deleted. The report under their own id proves that they take part.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.schedule import NEAR, local_date
from app.domain.scheduling.outlook import Outlook
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.flows.outlook import outlook_as
from app.services import Services


class Today(Struct, frozen=True):
    """A person's report in today's occurrence of a standup, and the day's outlook."""

    standup: Standup
    occurrence: Occurrence
    report: Report
    outlook: Outlook


def todays_reports(services: Services, member: Member) -> list[Today]:
    """Return the person's reports of today by the names of their standups; a day not reported yet counts as today."""
    lately = asked_lately(services, member.team_id, member.user_id)
    ids = {each.standup_id for each in lately}
    found = services.standups.several_and_broken(member.team_id, ids, even_deleted=True)
    standups = {each.standup.standup_id: each for each in found if not each.is_broken}
    days = near(standups, lately, services.clock.now())
    _, stored = services.reports.person_and_reports(member.team_id, member.user_id, days, services.clock.now())
    return newest(services, member, standups, stored)


def waiting(reports: Iterable[Today]) -> list[Today]:
    """Return the reports whose standups are not deleted."""
    return [each for each in reports if not each.outlook.is_deleted]


def asked_lately(services: Services, team_id: str, user_id: str) -> list[ReportId]:
    """Return the newest days of each standup that has asked the person."""
    until = services.clock.now().date() + timedelta(days=NEAR + 1)
    return list(services.reports.lately_asked(team_id, user_id, 2 * NEAR + 2, until))


def near(standups: Mapping[str, StoredStandup], days: Iterable[ReportId], now: datetime) -> list[ReportId]:
    """Return those of these days that may be today somewhere."""
    today = {standup_id: local_date(now, each.standup.schedule.zone) for standup_id, each in standups.items()}
    return [each for each in days if each.standup_id in today and abs((each.day - today[each.standup_id]).days) <= NEAR]


def newest(
    services: Services,
    member: Member,
    standups: Mapping[str, StoredStandup],
    stored: Mapping[ReportId, tuple[Occurrence, Report]],
) -> list[Today]:
    """Return the newest report of each of these standups, if it is of today."""
    latest: dict[str, tuple[Occurrence, Report]] = {}
    for occurrence, report in sorted(stored.values(), key=lambda both: both[0].day, reverse=True):
        standup_id = occurrence.report_id.standup_id
        if standup_id in standups:
            latest.setdefault(standup_id, (occurrence, report))
    found = [
        Today(standups[each].standup, *both, outlook_as(services, both[0], standups[each], services.clock.now()))
        for each, both in latest.items()
        if _is_todays(both[0], member, services.clock.now())
    ]
    return sorted(found, key=lambda each: (each.standup.name.casefold(), each.standup.standup_id))


def _is_todays(occurrence: Occurrence, member: Member, now: datetime) -> bool:
    here = local_date(now, member.profile.zone or occurrence.plan.zone)
    if occurrence.is_missed:
        return False
    return not occurrence.is_reported or occurrence.day == here or occurrence.is_today(now)
