"""Ask everybody of a standup now, whatever the clock says: an admin's command."""

from datetime import date, datetime

from app.domain.standup import Standup
from app.flows.day.asking import ask
from app.flows.planning import plan_day
from app.flows.scheduling.merging_joins import merge
from app.flows.sender import outcome_of, sole_sender
from app.services import Services


def ask_everyone(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:
    """Ask each person of the standup now, once, whatever the time; continues where an earlier run stopped.

    Raises SlackError if the channel or the token is at fault (stored on the occurrence), SendingError if this run could
    not finish, SlackUnavailable if somebody's menu stays unconfirmed.
    """
    planned = plan_day(services, standup, day)
    stored, _ = services.reports.day(planned.report_id, services.clock.now())
    if stored and stored.progress.asked_at:
        return outcome_of(planned, "already asked")
    with sole_sender(services, standup.team_id, f"ask {planned.report_id}", deadline) as pacer:
        _merge(services, standup)
        return ask(services, pacer, services.standups.get(standup.team_id, standup.standup_id) or standup, day)


def _merge(services: Services, standup: Standup) -> None:
    """Merge joins and leaves first, as a tick does: people who left during an earlier run are not asked again."""
    now = services.clock.now()
    theirs = [one for one in services.day.joinings.due(now) if one.standup_of == (standup.team_id, standup.standup_id)]
    merge(services, theirs, now)
