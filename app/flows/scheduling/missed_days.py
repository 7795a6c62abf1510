"""End a day whose report is of no use any more, and tell the people who were asked."""

import logging
from datetime import datetime

from app.domain.day.occurrence import DayMarks, Occurrence
from app.domain.scheduling.outlook import Fate
from app.flows.outlook import outlook
from app.flows.report.menus_afterwards import show_menus
from app.flows.sender import Pacer
from app.services import Services

_log = logging.getLogger(__name__)


def miss(services: Services, pacer: Pacer, planned: Occurrence, now: datetime) -> None:
    """Store that a day was missed, and why; its menus say so and take no more answers."""
    stored, reports = services.reports.day(planned.report_id, now)
    fate = outlook(services, stored or planned, now).fate
    marks: DayMarks = {"missed_at": now}
    if fate in {Fate.PAUSED, Fate.DELETED}:
        marks["problem"] = fate.value
    missed = services.reports.note(stored or planned, **marks)
    _log.warning(
        "missed", extra={"report_id": str(planned.report_id), "reason": missed.trouble.problem or "not in time"}
    )
    show_menus(services, missed, reports, now, pacer.carry_out)
