"""Posting a digest: planned once, each of its messages claimed, posted and marked, and changed when answers are."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, in_order
from app.domain.report.digest import MOST_IN_CHANNEL, Page, answered
from app.domain.scheduling.job import Job, JobKind
from app.errors import LeaseLost, SlackRefused, SlackUnavailable, StorageUnavailable
from app.flows import sender, updating
from app.flows.sender import claim_lifetime, outbox
from app.outbox import Address, CarryOut, Delivery, Sent
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.slack_errors import Meaning
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.report import digest
from app.views.report.digest_split import split, update_pieces
from app.views.report.posts import Written

ATTEMPTS = 5

_log = logging.getLogger(__name__)


def post_digest(services: Services, occurrence: Occurrence, carry_out: CarryOut) -> Occurrence:
    """Post what is not posted yet of a digest; returns the occurrence, which knows of the plan from then on.

    Raises SlackUnavailable if it is unknown whether a message was posted; calling again finds out and goes on.
    """
    if occurrence.header.digest_pages is None:
        occurrence = _planned(services, occurrence, carry_out)
    _Digest(services, occurrence, carry_out).post()
    return occurrence


def show(
    services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut, *, joins: bool
) -> Written | None:
    """Let a digest that is out show somebody's answers as they are now; gives what does not fit. Calling again goes on.

    None if they are not in it; who `joins` is put in.
    """
    if not (joins or occurrence.header.digest_pages):
        return None
    return _Digest(services, occurrence, carry_out).show(report, joins=joins)


def take_out(services: Services, occurrence: Occurrence, user_id: str, carry_out: CarryOut) -> list[str]:
    """Let a digest show and remember nothing of somebody; may run twice. Gives the messages that Slack leaves as is."""
    return _Digest(services, occurrence, carry_out).take_out(user_id) if occurrence.header.digest_pages else []


def _planned(services: Services, occurrence: Occurrence, carry_out: CarryOut) -> Occurrence:
    """Freeze whose answers are in the digest and which message shows which; nothing of it is posted before."""
    now = services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    submitted = sorted((report for report in reports if report.is_submitted), key=in_order)
    entered = [carry_out(partial(services.day.digests.enter, report, now), 0) for report in submitted]
    pages = split(occurrence, [report for report in entered if report])
    services.day.digests.plan(occurrence, pages)
    return services.reports.note(occurrence, problem=None, digest_pages=len(pages), digest_at=now)


class _Slot:
    """Where a page's delivery is stored."""

    def __init__(self, services: Services, occurrence: Occurrence, page: Page) -> None:
        self._services = services
        self._report_id = occurrence.report_id
        self.page = page

    def claim(self, now: datetime) -> bool:
        return self.page.claimed_at is None and self._claim(now)

    def read(self) -> Delivery | None:
        self.page = self._services.day.digests.all(self._report_id, self.page.number + 1)[self.page.number]
        return Delivery(self.page.claimed_at, self.page.ts) if self.page.claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 it is the page's as it was read
        return self._claim(now)

    def mark(self, sent: Sent) -> None:
        self.page = self._services.day.digests.mark(self._report_id, self.page, sent.ts)

    def _claim(self, now: datetime) -> bool:
        claimed = self._services.day.digests.claim(self._report_id, self.page, now)
        self.page = claimed or self.page
        return claimed is not None


class _Digest:
    """The messages of one digest."""

    def __init__(self, services: Services, occurrence: Occurrence, carry_out: CarryOut) -> None:
        self._services = services
        self._occurrence = occurrence
        self._carry_out = carry_out
        self._pages: list[Page] = []
        self._reports: dict[str, Report] = {}

    def post(self) -> None:
        """Post the pages that are not there yet, as they read now; what is edited from here on is shown again."""
        self._read()
        for number in range(len(self._pages)):
            if self._pages[number].ts is None:
                try:
                    self._post_surely(number)
                except SlackRefused as refusal:
                    if refusal.meaning is not Meaning.WORDS:  # the channel itself is in the way
                        raise
                    self._note_refused(self._pages[number], refusal)

    def _note_refused(self, page: Page, refusal: SlackRefused) -> None:
        """Note whose answers are missing for Slack does not take a page; no other page waits for it."""
        _log.error("a page of a digest was refused", exc_info=refusal, extra={"page": page.number})
        for user_id in {piece.user_id for piece in page.pieces} & self._reports.keys():
            self._services.reports.note_refused(self._reports[user_id], refusal.code)

    def show(self, report: Report, *, joins: bool) -> Written | None:
        """Put somebody's answers where they stand, or behind the others': on a new page if these are full."""
        for _ in range(ATTEMPTS):
            self._read()
            report = self._reports.get(report.user_id, report)
            is_here = any(page.shows(report.user_id) for page in self._pages)
            if not is_here and not joins:
                return None
            wanted, rest = update_pieces(self._occurrence, self._pages, self._reports, report)
            if is_here or not rest:
                if self._store(wanted, report):
                    self._show(report)
                    return rest
            elif not self._grow(report):
                return answered(self._occurrence, report)
        raise StorageUnavailable("the digest was changed by others all the time")

    def _store(self, wanted: Sequence[Page], report: Report) -> bool:
        """Store what the pages are to show of a report; False if somebody else has changed one since it was read."""
        touched = [page for page in wanted if page.shows(report.user_id)]
        stored = [self._services.day.digests.change(self._occurrence.report_id, page, page.pieces) for page in touched]
        for page in filter(None, stored):
            self._pages[page.number] = page
        return all(stored)

    def _show(self, report: Report) -> None:
        """Post the pages that are new, and let the others say what they show now, and how many there are.

        So is a page that Slack did not take before: it may take what it says now, and the menus of all who are on it
        follow.
        """
        fresh = [page.number for page in self._pages if page.ts is None and page.shows(report.user_id)]
        were_refused = any(self._pages[number].claimed_at for number in fresh)
        for number in fresh:
            self._post_surely(number)
        if were_refused:
            here = self._occurrence.report_id
            self._services.jobs.keep(Job(here.team_id, JobKind.MENUS, str(here), self._services.clock.now()))
        for page in list(self._pages):
            if (fresh or page.shows(report.user_id)) and page.number not in fresh:
                self._change(page.number)

    def _grow(self, report: Report) -> bool:
        """Add a page with somebody's answers, or find that somebody else has added one; False if there are enough."""
        number = len(self._pages)
        if number == MOST_IN_CHANNEL:  # from here on they would be in the thread, where posts are
            return False
        page = replace(split(self._occurrence, [report])[0], number=number, revision=1)
        self._services.day.digests.add(self._occurrence, page)
        self._occurrence = self._services.day.digests.count(self._occurrence, number + 1)
        return True

    def take_out(self, user_id: str) -> list[str]:
        """Take somebody off the messages first and out of the rows then: what stops in between begins anew."""
        self._read()
        self._reports.pop(user_id, None)
        left = []
        for page in self._pages:
            if not page.shows(user_id):
                continue
            ts, words = page.ts, self._message(page)
            if ts and not updating.reword(self._services, self._carry_out, (self._occurrence.channel, ts), words):
                left.append(ts)
            others = [piece for piece in page.pieces if piece.user_id != user_id]
            if self._services.day.digests.change(self._occurrence.report_id, page, others) is None:
                raise StorageUnavailable("the digest was changed meanwhile")
        return left

    def _post_surely(self, number: int) -> None:
        """Post a page, and see once more to it if there was no answer."""
        try:
            self._post(self._pages[number])
        except SlackUnavailable:
            self._read()
            if self._pages[number].ts is None:
                self._post(self._pages[number])

    def _post(self, page: Page) -> None:
        """Post a page, unless somebody has or is at it."""
        is_long = len(self._pages) > MOST_IN_CHANNEL
        address = Address(
            self._occurrence.channel,
            Mark(ids.DIGEST, str(self._occurrence.report_id), part=page.number),
            since=self._occurrence.progress.closed_at or self._services.clock.now(),
            thread_ts=self._occurrence.header.ts if is_long else None,
            interval=sender.CHANNEL,
        )
        slot = _Slot(self._services, self._occurrence, page)
        send = outbox(self._services, self._carry_out).send_once
        lives, dead = claim_lifetime(self._occurrence, page.claimed_at)
        sent = send(address, slot, lambda: self._message(page), lives=lives, dead=dead)
        self._pages[page.number] = slot.page
        if sent is None:
            if slot.page.ts is None and not self._occurrence.progress.reported_at:
                raise LeaseLost(str(self._occurrence.report_id))
            return
        if page.claimed_at:  # it may show older words
            self._change(page.number)

    def _message(self, page: Page) -> Message:
        return digest.message(
            channel_locale(self._occurrence), self._occurrence, self._pages, page.number, self._reports
        )

    def _change(self, number: int) -> None:
        """Let the message of a page show what is stored, whoever stores something else meanwhile."""

        def render() -> Message:
            self._read()
            return self._message(self._pages[number])

        if ts := self._pages[number].ts:  # else it is posted with these words
            place = self._occurrence.channel, ts
            updating.show(self._services, self._carry_out, place, render, even_closed=False)

    def _read(self) -> None:
        how_many = self._occurrence.header.digest_pages or 0
        _, reports = self._services.reports.day(self._occurrence.report_id, self._services.clock.now())
        self._pages = self._services.day.digests.all(self._occurrence.report_id, how_many)
        self._reports = {report.user_id: report for report in reports}
