"""Post the summary header once, and keep it true while answers come.

`heading_renewed_at` makes sure that of two updates under way the older one is never the last.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.due import closes_for_good
from app.errors import LeaseLost, SlackError, SlackRefused
from app.flows.sender import at_once, outbox
from app.outbox import LEFT_TO_OTHERS, Address, CarryOut, Delivery, Sent
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.report.help import under_header
from app.views.report.summary_header import summary_header, with_help

# The summary header is updated no more often than this: all updates of a workspace count together.
EVERY = timedelta(seconds=5)
# The clocks of two processes may differ by this much.
ASKEW = timedelta(seconds=1)
ATTEMPTS = 5

_log = logging.getLogger(__name__)


class _Slot:
    """Where the summary header's delivery is stored; only the workspace's sender posts it."""

    def __init__(self, services: Services, occurrence: Occurrence) -> None:
        self._services = services
        self.occurrence = occurrence

    def claim(self, now: datetime) -> bool:
        return self.occurrence.header.claimed_at is None and self._claim(now)

    def read(self) -> Delivery | None:
        self.occurrence = _stored(self._services, self.occurrence) or self.occurrence
        claimed_at = self.occurrence.header.claimed_at
        return Delivery(claimed_at, self.occurrence.header.ts) if claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 the occurrence holds the claim
        return self._claim(now)

    def mark(self, sent: Sent) -> None:
        link = _permalink(self._services, self.occurrence, sent.ts)
        self.occurrence = self._services.reports.note(self.occurrence, problem=None, heading_ts=sent.ts, permalink=link)

    def _claim(self, now: datetime) -> bool:
        claimed = self._services.reports.claim_header(self.occurrence, now)
        self.occurrence = claimed or self.occurrence
        return claimed is not None


def post_header(services: Services, occurrence: Occurrence, message: Message, carry_out: CarryOut) -> Occurrence:
    """Post the summary header, or find the one that may have been posted; returns the occurrence with it.

    Raises LeaseLost if another sender is posting it.
    """
    slot = _Slot(services, occurrence)
    mark = Mark(ids.HEADER, str(occurrence.report_id))
    since = occurrence.progress.closed_at or services.clock.now()
    address = Address(occurrence.channel, mark, since)
    send_once, found = outbox(services, carry_out).send_once, occurrence.header.claimed_at
    send_once(address, slot, lambda: message, lives=LEFT_TO_OTHERS, dead=found)
    if slot.occurrence.header.ts is None:
        raise LeaseLost(str(occurrence.report_id))
    return slot.occurrence


def header_at(services: Services, occurrence: Occurrence, moment: datetime) -> Message:
    """Return the summary header as it should read now; `moment` decides whose time is over."""
    now = services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    is_open = occurrence.has_closings and not closes_for_good(occurrence, moment)
    missing = _missing(services, occurrence, reports)
    message = summary_header(
        channel_locale(occurrence), occurrence, reports, missing, is_open=is_open, is_past=occurrence.is_past(now)
    )
    if not occurrence.is_digest:
        return message
    return with_help(
        channel_locale(occurrence), occurrence, message, under_header(channel_locale(occurrence), occurrence, reports)
    )


def _missing(services: Services, occurrence: Occurrence, reports: Sequence[Report]) -> list[Report]:
    """Return the reports whose answers the channel lacks, in whole or in part, because Slack refuses them.

    For a refused edit, the earlier answers are still there. In a digest each person's place counts as shown from before
    its pages are posted.
    """
    refused = [report for report in reports if report.is_refused]
    if refused and occurrence.header.digest_pages:
        pages = services.day.digests.all(occurrence.report_id, occurrence.header.digest_pages)
        unposted = {piece.user_id for page in pages if page.ts is None for piece in page.pieces}
        return [report for report in refused if report.post.version is None or report.user_id in unposted]
    return [report for report in refused if report.post.version is None]


def correct_header(services: Services, occurrence: Occurrence) -> None:
    """Make the summary header count what was stored before this; of many late answers, one run updates for all."""
    stored_at = services.clock.now()
    every = EVERY / services.settings.pace
    for _ in range(ATTEMPTS):
        if services.reports.claim_renewal(occurrence, services.clock.now(), every):
            break
        services.clock.sleep(every.total_seconds())
        if (_renewed_at(services, occurrence) or stored_at) >= stored_at + ASKEW:
            return
    renew_header(services, occurrence, services.clock.now(), at_once(services))


def renew_header(services: Services, occurrence: Occurrence, moment: datetime, carry_out: CarryOut) -> None:
    """Update the summary header to what is stored; again only if another run has begun to do the same meanwhile."""
    seen: list[datetime | None] = []

    def render() -> Message | None:
        seen.append(_renewed_at(services, occurrence))
        is_shown = len(seen) > 1 and seen[-1] in {seen[-2], None}
        return None if is_shown else header_at(services, occurrence, moment)

    try:
        outbox(services, carry_out).converge((occurrence.channel, str(occurrence.header.ts)), render)
    except SlackRefused as refusal:  # somebody has deleted it
        _log.warning("the summary header was not renewed", extra={"reason": refusal.code})


def _renewed_at(services: Services, occurrence: Occurrence) -> datetime | None:
    known = _stored(services, occurrence)
    return known.header.renewed_at if known else None


def _stored(services: Services, occurrence: Occurrence) -> Occurrence | None:
    here = occurrence.report_id
    now = services.clock.now()
    return next(iter(services.reports.occurrences(here.team_id, here.standup_id, [here.day], now)), None)


def _permalink(services: Services, occurrence: Occurrence, ts: str) -> str | None:
    try:
        return services.slack.permalink(occurrence.channel, ts)
    except SlackError as refusal:  # a link is a courtesy
        _log.warning("no permalink", extra={"reason": refusal.code})
        return None
