"""Send the finished report by direct message to observers, if its standup says so."""

import logging

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, in_order
from app.domain.privacy.days import standup_of_day
from app.domain.report.digest import MOST_IN_CHANNEL
from app.domain.standup import Layout, Standup
from app.errors import SlackError, SlackUnavailable
from app.flows.membership import Memberships
from app.flows.requester import locale_to
from app.flows.sender import Pacer, outbox
from app.outbox import Address
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.report.copy import copied_header
from app.views.report.digest import message
from app.views.report.digest_split import split

_log = logging.getLogger(__name__)


def copy_to_observers(services: Services, pacer: Pacer, standup: Standup, occurrence: Occurrence) -> None:
    """Send a copy to each person who was an observer when the day began; one failure is logged and stops no other.

    A run after a crash looks for each message of a copy that is claimed.
    """
    then = standup_of_day(standup, occurrence)
    if not then.readers.copies or not then.roles.observers:
        return
    here = occurrence.report_id
    is_past = occurrence.is_past(services.clock.now())
    where = Memberships(services)
    observers = [each for each in then.roles.observers if not where.is_shut_out(then.channel, each)]
    erased = services.privacy.suppressed.among(standup.team_id, observers)
    before = services.day.tellings.copied_before(here)
    for observer in (each for each in observers if each not in {*erased, *before}):
        is_new = services.day.tellings.claim_copy(occurrence, observer)
        if is_new or observer in services.day.tellings.copied_to(here):
            # Read for each: with many observers it takes minutes, and somebody may be erased meanwhile.
            _, reports = services.reports.day(here, services.clock.now())
            answers, is_whole = _answers(occurrence, reports)
            locale = locale_to(services, standup.team_id, observer)
            summary_header = copied_header(locale, occurrence, reports, is_whole=is_whole, is_past=is_past)
            _send(services, pacer, occurrence, observer, [summary_header, *answers], looks=not is_new)


def _answers(occurrence: Occurrence, reports: list[Report]) -> tuple[list[Message], bool]:
    """Return the answers by person, as far as a few messages hold them, and whether these are all."""
    answered = sorted((report for report in reports if report.is_submitted), key=in_order)
    by_person = replace(occurrence, header=replace(occurrence.header, shown_as=Layout.BY_PERSON))
    pages = split(by_person, answered)
    by_user = {report.user_id: report for report in answered}
    shown = [
        message(channel_locale(by_person), by_person, pages, page.number, by_user) for page in pages[:MOST_IN_CHANNEL]
    ]
    return shown, len(pages) <= MOST_IN_CHANNEL


def _send(
    services: Services, pacer: Pacer, occurrence: Occurrence, observer: str, messages: list[Message], *, looks: bool
) -> None:
    """Send the summary header, and the answers as replies to it."""
    since, channel, person, thread_ts = occurrence.progress.closed_at or occurrence.plan.report_at, "", observer, None
    try:
        for part, each in enumerate(messages):
            mark = Mark(ids.COPY, str(occurrence.report_id), observer, part)
            address = Address(channel, mark, since, thread_ts, person=person)
            channel, ts, *_ = outbox(services, pacer.carry_out).send(address, each, looks=looks)
            person, thread_ts = "", thread_ts or ts
    except SlackError as error:
        if not isinstance(error, SlackUnavailable) and not thread_ts:
            services.day.tellings.give_back_copy(occurrence, observer)
        _log.warning("a copy was not sent", extra={"user": observer, "reason": error.code})
