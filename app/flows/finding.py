"""Finding what concerns a person: their standups, the reports that wait for them, and when the next one does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from app.domain.member import Member
from app.domain.occurrence import Occurrence, ReportId
from app.domain.report import Report
from app.domain.schedule import NEAR, local_date, next_asking
from app.domain.standup import Standup
from app.errors import SlackRefused
from app.services import Services
from app.storage.standups import StoredStandup


def local_today(services: Services, member: Member) -> date:
    """Give the date where the person is."""
    return local_date(services.clock.now(), member.zone or "UTC")


def standups_of(services: Services, member: Member, channel: str = "") -> list[Standup]:
    """Give the standups that a person has a part in, and those of the channel that they are in just now, by name."""
    stored = services.standups.all(member.team_id)
    return [
        each.standup
        for each in stored
        if (channel and each.standup.channel == channel) or _takes_part(services, each, member)
    ]


def _takes_part(services: Services, stored: StoredStandup, member: Member) -> bool:
    standup = stored.standup
    if member.user_id in (*stored.people, *standup.asks(()), *standup.observers, *standup.owners):
        return True
    if stored.people or standup.people is not None:
        return False
    try:  # nobody has counted them yet, as before the first day
        return member.user_id in services.slack.conversation_members(standup.channel)
    except SlackRefused:
        return False


def todays_reports(services: Services, member: Member) -> list[tuple[Occurrence, Report]]:
    """Give the person's report in each standup of today, by the standup's name; one that is not out yet is today's."""
    now = services.clock.now()
    standups = [each.standup for each in services.standups.all(member.team_id) if _may_ask(each, member)]
    ids = [ReportId(each.team_id, each.standup_id, day) for each in standups for day in _days_around(each, now)]
    newest: dict[str, tuple[Occurrence, Report]] = {}
    for occurrence, report in services.reports.theirs(member.user_id, ids, now):
        newest.setdefault(occurrence.report_id.standup_id, (occurrence, report))
    found = [(occurrence, report) for occurrence, report in newest.values() if _is_todays(occurrence, member, now)]
    return sorted(found, key=lambda pair: (pair[0].name.casefold(), str(pair[0].report_id)))


def _may_ask(stored: StoredStandup, member: Member) -> bool:
    return not stored.people or member.user_id in (*stored.people, *stored.standup.asks(()))


def _days_around(standup: Standup, now: datetime) -> Sequence[date]:
    today = local_date(now, standup.zone)
    return [today + timedelta(days=offset) for offset in range(-NEAR, NEAR + 1)]


def _is_todays(occurrence: Occurrence, member: Member, now: datetime) -> bool:
    here = local_date(now, member.zone or occurrence.zone)
    return not occurrence.is_out or occurrence.day == here or occurrence.is_today(now)


def asks_next(services: Services, standup: Standup, member: Member) -> datetime | None:
    """Give the next moment at which a standup asks a person; None if there is none, or it rests."""
    zone = member.zone if standup.own_zones else None
    return next_asking(standup, services.clock.now(), zone, services.calendars.day_off(standup))


def next_for(services: Services, member: Member) -> datetime | None:
    """Give the next moment at which any standup asks a person."""
    times = [asks_next(services, standup, member) for standup in standups_of(services, member)]
    return min(filter(None, times), default=None, key=lambda at: at.astimezone(UTC))
