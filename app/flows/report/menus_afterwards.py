"""Update menus after a report is out or was missed, the rest of a crowd in later ticks.

As many menus are updated at once as Slack has room for: about forty, since it takes fifty updates a minute from a whole
workspace and clicks need some of them. The rest is left to a job that holds up no sender, and that makes as many a
tick, first of menus that still ask. What a menu shows is stored with the report (`menu_shows`), unless the person acts
meanwhile: so nothing is updated twice, a run that dies loses nothing, and the job is done when each menu is true. A
thousand menus take 25 minutes.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.scheduling.job import Job, JobKind, Progress
from app.errors import HeldBack, OutOfTime, SlackError, SlackRateLimited, SlackRefused
from app.flows.one_menu import leave_one, may_have_two
from app.flows.outlook import outlook
from app.flows.report.placing import placed
from app.flows.sender import has_room, outbox, refuse_room, take_room, without_waiting
from app.outbox import CarryOut
from app.services import Services
from app.slack.limits import UPDATES
from app.slack.message import Message
from app.views.day.menu import menu
from app.views.kit.readers import person_locale

# Nobody looks at older menus, and a click updates them.
OF_USE = timedelta(days=7)
MINUTE = timedelta(minutes=1)

_log = logging.getLogger(__name__)


def show_menus(
    services: Services, occurrence: Occurrence, reports: Sequence[Report], now: datetime, carry_out: CarryOut
) -> int:
    """Make menus show the state at `now`; returns how many do.

    The menus of a crowd, and those that the time or Slack does not allow now, are left to later ticks.
    """
    changing = [report for report in placed(services.day.digests, occurrence, reports) if report.menu_at]
    changed: list[tuple[Report, Message]] = []
    for report in changing:
        if not has_room(services, occurrence.report_id.team_id, UPDATES):
            break
        message, place = menu(person_locale(report), occurrence, report, now=now), report.menu_at or ("", "")
        try:
            outbox(services, carry_out).change(place, message)
            changed.append((report, message))
        except (HeldBack, OutOfTime):
            break
        except SlackError as refusal:
            _log.warning("a menu was not changed", extra={"user": report.user_id, "reason": refusal.code})
            if isinstance(refusal, SlackRefused):  # Slack would not do so later either
                changed.append((report, message))
    is_one = not any(may_have_two(occurrence, report, now) for report in changing)
    if len(changed) < len(changing) or not is_one:
        for report, message in changed:
            services.day.tellings.note_menu(report, _shows(report, message))
        here = occurrence.report_id
        # Another process may do it, and would not know how many were changed within this minute.
        services.jobs.keep(Job(here.team_id, JobKind.MENUS, str(here), services.clock.now() + MINUTE))
    return len(changed)


def change_menus(services: Services, job: Job) -> Progress | None:
    """Update as many menus as Slack has room for, of those that show something outdated; None if there are none.

    A menu whose person acts at the same moment is looked at again.
    """
    now = services.clock.now()
    report_id = ReportId.parse(job.about)
    occurrence, reports = services.reports.day(report_id, now)
    if occurrence is None or report_id.day < (now - OF_USE).date():
        return None
    untrue, becomes = [], outlook(services, occurrence, now)
    is_over = occurrence.is_over or not becomes.goes
    is_one = _leave_one_each(
        services, occurrence, [each for each in reports if is_over or each.is_closed(occurrence, now)], now
    )
    for report in placed(services.day.digests, occurrence, sorted(reports, key=_in_turn)):
        message = menu(person_locale(report), occurrence, report, now=now, becomes=becomes)
        has_news = report.is_submitted or report.is_closed(occurrence, now) or occurrence.trouble.menus_say
        if report.menu_at and has_news and report.menu.shows != _shows(report, message):
            untrue.append((report, message))
    for report, message in untrue:
        if not (take_room(services, job.team_id, UPDATES) and _change(services, report, message)):
            break
    return None if is_one and not untrue else Progress()


def _leave_one_each(services: Services, occurrence: Occurrence, reports: Sequence[Report], now: datetime) -> bool:
    """Take away what reminders have left beside the menus of people whom nobody reminds; False if something stays."""
    doubled = (report for report in reports if may_have_two(occurrence, report, now))
    return all(leave_one(services, without_waiting, report) for report in doubled)


def _in_turn(report: Report) -> tuple[bool, str]:
    """Sort menus that still ask first."""
    return report.is_submitted, report.user_id


def _change(services: Services, report: Report, message: Message) -> bool:
    """Update one menu and store what it shows; False if Slack's rate limit is reached."""
    place = report.menu_at or ("", "")
    try:
        outbox(services, without_waiting).change(place, message)
    except SlackRateLimited as limit:  # this process did not know what others have used
        refuse_room(services, report.report_id.team_id, UPDATES, limit)
        return False
    except SlackRefused as refusal:
        _log.warning("a menu was not changed", extra={"user": report.user_id, "reason": refusal.code})
    services.day.tellings.note_menu(report, _shows(report, message))
    return True


def _shows(report: Report, message: Message) -> str:
    """Return a digest that identifies this message at this place, to compare with what a menu showed before."""
    said = f"{report.menu.ts} {message.text} {[block.to_dict() for block in message.blocks]}"
    return sha256(said.encode()).hexdigest()[:16]
