"""Summarize four weeks of a standup in figures about the team, for its members."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.history.history import last_weeks
from app.domain.history.insight import insight
from app.domain.privacy.access import Action
from app.domain.schedule import local_date
from app.flows import access
from app.flows.day_access import days_for
from app.flows.membership import Memberships
from app.services import Services
from app.views.history import figures
from app.views.kit.readers import member_locale


def announce(services: Services, member: Member, standup_id: str, here: Mapping[str, Any]) -> None:
    """Show in the open modal that figures are coming; raises PersonError if the member may not read them."""
    standup = access.stored_for(services, member, standup_id, Action.READ_INSIGHT).standup
    services.slack.update_view(str(here.get("id")), figures.figures_to_come(member_locale(member), standup))


def show_figures(services: Services, member: Member, standup_id: str, here: Mapping[str, Any]) -> None:
    """Read the days and show their figures; nothing happens if the modal was closed meanwhile."""
    where = Memberships(services)
    standup = access.stored_for(services, member, standup_id, Action.READ_INSIGHT, where).standup
    now = services.clock.now()
    today = local_date(now, standup.schedule.zone)
    span = last_weeks(today)
    every = services.reports.occurrences(standup.team_id, standup_id, span.days, now)
    summed = insight(_days(services, days_for(services, standup, every, member, Action.READ_INSIGHT, where=where)))
    services.slack.update_view(
        str(here.get("id")), figures.figures(member_locale(member), standup, summed, span, today)
    )


def _days(services: Services, occurrences: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, Sequence[Report]]]:
    for known in occurrences:
        if known.is_out:
            occurrence, reports = services.reports.day(known.report_id, services.clock.now())
            yield occurrence or known, reports
