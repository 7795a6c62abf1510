"""Post a report for an owner who has mended what was wrong, and show them the outcome.

It does what `send_report` does, by the same marks, so it continues where posting stopped and posts nothing twice. While
the report is under way the button stays, and pressing it again does no harm. When a retry or the next tick has posted
the report, the owner's message says so, too.
"""

import logging
from datetime import datetime

from app.domain.day.occurrence import Occurrence
from app.domain.privacy.access import Action
from app.domain.standup import Standup
from app.errors import AlreadyRunning, SlackError, SlackRefused, SlackTokenRefused, UnknownReport
from app.flows import access
from app.flows.day_access import require_day
from app.flows.owners.alerting import hindrance
from app.flows.report.closed_channels import pause_outside
from app.flows.report.summary import post_once
from app.flows.requester import Requester, acting_member
from app.flows.sender import at_once, outbox
from app.language import Locale
from app.outbox import Place
from app.services import Services
from app.slack.message import Message
from app.views.kit.readers import member_locale
from app.views.owners import trouble

_log = logging.getLogger(__name__)


def post_now(services: Services, requester: Requester, report_id: str, shown_at: Place, deadline: datetime) -> None:
    """Post the report, once, and put the outcome into the message at `shown_at`; may run twice.

    Raises PersonError if this member may not, and whatever a retry may mend.
    """
    standup, occurrence, locale = _theirs(services, requester, report_id)
    if not occurrence.progress.settled_at:
        try:
            _show(services, shown_at, trouble.posting(locale, occurrence))
        except SlackError as error:  # the report matters more
            _log.warning("the message was not changed", extra={"reason": error.code})
    try:
        post_once(services, standup, occurrence.day, deadline)
    except AlreadyRunning:
        return  # the message says so
    except (SlackRefused, SlackTokenRefused) as error:
        message = _still(locale, services, standup, occurrence, error)
    else:
        stored, _ = services.reports.day(occurrence.report_id, services.clock.now())
        message = trouble.posted(locale, stored or occurrence)
    try:
        _show(services, shown_at, message)
    except SlackRefused as refusal:  # the message is gone
        _log.warning("the message was not changed", extra={"reason": refusal.code})


def _theirs(services: Services, requester: Requester, report_id: str) -> tuple[Standup, Occurrence, Locale]:
    """Read what the button stands for, for an owner or a person who was told in their place."""
    wanted = access.report_id_of(requester, report_id)
    occurrence, _ = services.reports.snapshot(wanted, requester.user_id, services.clock.now())
    standup = services.standups.get(wanted.team_id, wanted.standup_id)
    if occurrence is None or standup is None:
        raise UnknownReport(report_id)
    member = acting_member(services, requester)
    require_day(services, standup, occurrence, member, Action.POST_NOW)
    return standup, occurrence, member_locale(member)


def _still(locale: Locale, services: Services, standup: Standup, occurrence: Occurrence, error: SlackError) -> Message:
    cause = hindrance(services, occurrence, error)
    if cause is None:
        raise error
    if occurrence.channel == standup.channel:
        pause_outside(services, standup, error, is_told=True)
    _, reports = services.reports.day(occurrence.report_id, services.clock.now())
    return trouble.not_posted(locale, occurrence, cause, error.code, reports)


def _show(services: Services, shown_at: Place, message: Message) -> None:
    outbox(services, at_once(services)).change(shown_at, message)
