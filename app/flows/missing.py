"""Missing: a day whose report is of no use any more is over, and those who were asked are told what is true."""

import logging
from datetime import datetime
from functools import partial

from app.domain.occurrence import Occurrence
from app.errors import OutOfTime, SlackError
from app.flows import sending
from app.flows.sending import Pacer
from app.services import Services
from app.views.menu import menu

# Menus that are changed: Slack takes fifty changes a minute from a whole workspace. The others tell it when clicked.
TOLD = 50

_log = logging.getLogger(__name__)


def miss(services: Services, pacer: Pacer, planned: Occurrence, now: datetime) -> None:
    """Note that a day was missed; its menus say so, and take no answers any more."""
    stored, reports = services.reports.day(planned.report_id, services.clock.now())
    missed = services.reports.note(stored or planned, missed_at=now)
    _log.warning("missed", extra={"report_id": str(planned.report_id)})
    shown = [(report, report.menu_at) for report in reports if report.menu_at]
    for report, place in shown[:TOLD]:
        message = menu(missed, report, now=now)
        change = partial(services.slack.update, *place, message.text, message.blocks)
        try:
            pacer.carry_out(change, sending.UPDATE)
        except OutOfTime:
            return
        except SlackError as refusal:
            _log.warning("a menu was not changed", extra={"user": report.user_id, "reason": refusal.code})
