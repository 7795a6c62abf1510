"""Post a digest: planned once, each of its pages claimed, posted and marked, and updated when answers are.

Before the first page is posted, each person's place is claimed by a conditional write, and rows of their own say which
page shows which characters of whose answers. An edit replaces a person's answers in place
(`views/report/digest_split.py: put`), on condition of the row's `revision`, and makes the message show what is stored;
other places do not move, and what does not fit goes to the thread. Whoever is on a page that Slack refuses has all of
it posted by an edit.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, in_order
from app.domain.report.digest import MOST_IN_CHANNEL, Page, answered
from app.domain.scheduling.job import Job, JobKind
from app.errors import LeaseLost, SlackRefused, SlackUnavailable, StorageUnavailable
from app.flows import updating
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
from app.views.report.posts import AnsweredQuestions

ATTEMPTS = 5

_log = logging.getLogger(__name__)


def post_digest(services: Services, occurrence: Occurrence, carry_out: CarryOut) -> Occurrence:
    """Post the pages of a digest that are not posted yet; returns the occurrence, which then has the plan.

    Raises SlackUnavailable if a page stays unconfirmed; another call reconciles it and goes on.
    """
    if occurrence.header.digest_pages is None:
        occurrence = _plan(services, occurrence, carry_out)
    _Digest(services, occurrence, carry_out).post()
    return occurrence


def show(
    services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut, *, joins: bool
) -> tuple[AnsweredQuestions | None, str | None]:
    """Make a posted digest show a person's answers as they are now; returns what does not fit, and Slack's code.

    What does not fit is None if they are not in the digest; a person who `joins` is added. The code says why Slack does
    not let a message be changed any more, if so. Another call continues where this one stopped.
    """
    if not (joins or occurrence.header.digest_pages):
        return None, None
    shown = _Digest(services, occurrence, carry_out)
    return shown.show(report, joins=joins), shown.keeps_old


def take_out(services: Services, occurrence: Occurrence, user_id: str, carry_out: CarryOut) -> list[str]:
    """Remove a person from a digest's messages and rows; returns the messages that Slack does not let us change.

    May run twice.
    """
    return _Digest(services, occurrence, carry_out).take_out(user_id) if occurrence.header.digest_pages else []


def _plan(services: Services, occurrence: Occurrence, carry_out: CarryOut) -> Occurrence:
    """Freeze whose answers are in the digest and which message shows which; nothing is posted before that."""
    now = services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    submitted = sorted((report for report in reports if report.is_submitted), key=in_order)
    entered = [carry_out(partial(services.day.digests.enter, report, now)) for report in submitted]
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

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 the page holds the claim
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
        self.keeps_old: str | None = None  # why Slack does not let a page be changed

    def post(self) -> None:
        """Post the pages that are not posted yet, as they read now; later edits update them."""
        self._read()
        for number in range(len(self._pages)):
            if self._pages[number].ts is None:
                try:
                    self._post_or_reconcile(number)
                except SlackRefused as refusal:
                    if refusal.meaning is not Meaning.WORDS:  # the channel itself is refused
                        raise
                    self._note_refused(self._pages[number], refusal)

    def _note_refused(self, page: Page, refusal: SlackRefused) -> None:
        """Store whose answers are missing because Slack refuses a page; no other page waits for it."""
        _log.error("a page of a digest was refused", exc_info=refusal, extra={"page": page.number})
        for user_id in {piece.user_id for piece in page.pieces} & self._reports.keys():
            self._services.reports.note_refused(self._reports[user_id], refusal.code)

    def show(self, report: Report, *, joins: bool) -> AnsweredQuestions | None:
        """Put a person's answers where theirs are, or behind the others'; on a new page if the pages are full."""
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
        """Store what the pages should show of a report; False if another run has changed one since it was read."""
        touched = [page for page in wanted if page.shows(report.user_id)]
        stored = [self._services.day.digests.change(self._occurrence.report_id, page, page.pieces) for page in touched]
        for page in filter(None, stored):
            self._pages[page.number] = page
        return all(stored)

    def _show(self, report: Report) -> None:
        """Post new pages, and update the others: what they show, and how many pages there are.

        A page that Slack refused before counts as new: it may be accepted now, and then the menus of everybody on it
        change.
        """
        fresh = [page.number for page in self._pages if page.ts is None and page.shows(report.user_id)]
        were_refused = any(self._pages[number].claimed_at for number in fresh)
        for number in fresh:
            self._post_or_reconcile(number)
        if were_refused:
            here = self._occurrence.report_id
            self._services.jobs.keep(Job(here.team_id, JobKind.MENUS, str(here), self._services.clock.now()))
        for page in list(self._pages):
            if (fresh or page.shows(report.user_id)) and page.number not in fresh:
                self._change(page.number)

    def _grow(self, report: Report) -> bool:
        """Add a page for a person's answers, or notice that another run has; False if there are enough pages."""
        number = len(self._pages)
        if number == MOST_IN_CHANNEL:  # any more would be in the thread, where the posts are
            return False
        page = replace(split(self._occurrence, [report])[0], number=number, revision=1)
        self._services.day.digests.add(self._occurrence, page)
        self._occurrence = self._services.day.digests.count(self._occurrence, number + 1)
        return True

    def take_out(self, user_id: str) -> list[str]:
        """Take a person off the messages first and out of the rows then; a run that stops in between starts again."""
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

    def _post_or_reconcile(self, number: int) -> None:
        """Post a page, and reconcile it once if there was no reply."""
        try:
            self._post(self._pages[number])
        except SlackUnavailable:
            self._read()
            if self._pages[number].ts is None:
                self._post(self._pages[number])

    def _post(self, page: Page) -> None:
        """Post a page unless another run has posted it or is posting it."""
        is_long = len(self._pages) > MOST_IN_CHANNEL
        address = Address(
            self._occurrence.channel,
            Mark(ids.DIGEST, str(self._occurrence.report_id), part=page.number),
            since=self._occurrence.progress.closed_at or self._services.clock.now(),
            thread_ts=self._occurrence.header.ts if is_long else None,
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
        if page.claimed_at:  # it may show an older state
            self._change(page.number)

    def _message(self, page: Page) -> Message:
        return digest.message(
            channel_locale(self._occurrence), self._occurrence, self._pages, page.number, self._reports
        )

    def _change(self, number: int) -> None:
        """Make a page's message show what is stored, whoever stores something else meanwhile."""

        def render() -> Message:
            self._read()
            return self._message(self._pages[number])

        if ts := self._pages[number].ts:  # without a place it will be posted in this state
            place = self._occurrence.channel, ts
            if code := updating.show_or_say_why(self._services, self._carry_out, place, render):
                _log.warning("a page keeps its old words", extra={"page": number, "reason": code})
                self.keeps_old = code

    def _read(self) -> None:
        how_many = self._occurrence.header.digest_pages or 0
        _, reports = self._services.reports.day(self._occurrence.report_id, self._services.clock.now())
        self._pages = self._services.day.digests.all(self._occurrence.report_id, how_many)
        self._reports = {report.user_id: report for report in reports}
