"""Leave a person one menu of a day: take away what a reminder has left beside it.

A reminder that went out leaves the menu that it replaces, until Slack deletes that; and one whose reply was lost may be
there although nothing is stored of it. The sender mends both when it next reminds. What is left when nobody is reminded
any more is taken away here.
"""

import logging
from datetime import datetime

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.errors import HeldBack, SlackError, SlackRefused, SlackTokenRefused
from app.flows.sender import outbox
from app.outbox import Address, CarryOut
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.views import ids

_log = logging.getLogger(__name__)


def menu_address(report: Report, member: Member, since: datetime) -> Address:
    """Return where a person's menu goes, with the mark that identifies it: the first one, or the last reminder's."""
    mark = Mark(ids.MENU, str(report.report_id), report.user_id, part=report.menu.reminding.count)
    return Address(report.menu.channel or member.dm_channel or "", mark, since, person=report.user_id)


def may_have_two(occurrence: Occurrence, report: Report, now: datetime) -> bool:
    """Whether a person may have a second menu that no reminder makes the only one any more."""
    is_over = report.is_settled or occurrence.is_over or report.is_closed(occurrence, now)
    return report.menu.stale_ts is not None or (report.menu.reminding.is_unconfirmed and is_over)


def leave_one(services: Services, carry_out: CarryOut, report: Report) -> bool:
    """Take away whatever may be beside the menu that is stored; False if Slack does not let us do so now.

    Nobody may be sending the person a reminder.
    """
    try:
        if report.menu.stale_ts:
            delete_replaced(services, carry_out, report)
        if report.menu.reminding.is_unconfirmed:
            found = services.reports.mark_reminded(_with_reminder(services, carry_out, report))
            if found and found.menu.stale_ts:
                delete_replaced(services, carry_out, found)
    except (HeldBack, SlackError) as trouble:
        _log.warning("a second menu is still there", extra={"user": report.user_id, "reason": str(trouble)})
        return False
    return True


def delete_replaced(services: Services, carry_out: CarryOut, report: Report) -> Report | None:
    """Delete the menu that another has replaced. Returns the report as it is stored then; None if there is none.

    Raises whatever may be over later, and the menu is still to be deleted.
    """
    if report.menu.channel and report.menu.stale_ts:
        try:
            outbox(services, carry_out).retract((report.menu.channel, report.menu.stale_ts))
        except SlackRefused as refusal:  # it is gone already
            _log.warning("a menu was not taken away", extra={"user": report.user_id, "reason": refusal.code})
    return services.reports.mark_replaced_gone(report)


def _with_reminder(services: Services, carry_out: CarryOut, report: Report) -> Report:
    """Return the report with its unconfirmed reminder, if that is found, as the menu to be deleted."""
    reminding = report.menu.reminding
    since = reminding.moment or services.clock.now()
    next_one = replace(report, menu=replace(report.menu, reminding=replace(reminding, count=reminding.count + 1)))
    address = menu_address(next_one, Member(report.report_id.team_id, report.user_id), since)
    try:
        found = outbox(services, carry_out).find(address)
    except SlackTokenRefused:  # without the scope to look for it, nobody can
        found = None
    known = replace(reminding, sent_at=reminding.moment)
    return replace(report, menu=replace(report.menu, reminding=known, stale_ts=found.ts if found else None))
