"""Answering: what a click does to a person's report, decided before anything is stored."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from app.domain.day.blocker import Blocker, blocker_of, with_its_blocker
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report


class Change(Struct, frozen=True):
    """A decided change of a report: `after` is to be stored; it is `before` itself if nothing changes.

    The flags say what follows once it is stored: it `is_counted` in the metrics, its answers `begin_the_next` form, and
    it `may_be_the_last` answer that the day's report waits for.
    """

    occurrence: Occurrence
    before: Report
    after: Report
    is_counted: bool = False
    begin_the_next: bool = False
    may_be_the_last: bool = False

    @property
    def is_news(self) -> bool:
        return self.after is not self.before

    @property
    def blocker(self) -> Blocker | None:
        """The blocker that the report names, or has named before."""
        return blocker_of(self.occurrence, self.after) or blocker_of(self.occurrence, self.before)


def submitted(
    occurrence: Occurrence,
    report: Report,
    answers: Mapping[str, str],
    received_at: datetime,
    *,
    helper: str = "",
    resolved: Iterable[date] = (),
) -> Change:
    """Decide what a submission does.

    `helper` is who could help with the blocker; `resolved` are earlier days whose blocker the person says is resolved.
    """
    after = report.submit(answers, received_at, helper, resolved)
    if after is report:
        return Change(occurrence, report, report)
    is_real = not occurrence.is_rehearsal
    return Change(
        occurrence,
        report,
        with_its_blocker(occurrence, report, after),
        is_counted=is_real and not report.is_submitted,
        begin_the_next=is_real,
        may_be_the_last=is_real,
    )


def skipped(occurrence: Occurrence, report: Report, received_at: datetime) -> Change:
    """Decide what *Skip today* does."""
    is_real = not occurrence.is_rehearsal
    after = report.skip(occurrence, received_at)
    return Change(occurrence, report, after, is_counted=is_real, may_be_the_last=is_real)


def skip_undone(occurrence: Occurrence, report: Report, received_at: datetime) -> Change:
    """Decide what *Undo* does."""
    return Change(occurrence, report, report.undo_skip(occurrence, received_at))


def withdrawn(occurrence: Occurrence, report: Report, received_at: datetime) -> Change:
    """Decide what *Withdraw* does."""
    return Change(occurrence, report, report.withdraw(occurrence, received_at))


def can_be_replaced(occurrence: Occurrence, report: Report, now: datetime) -> bool:
    """Whether a later occurrence would close this one.

    A report that is out can be edited for as long as it is kept, whatever has come since.
    """
    is_closed = occurrence.is_out or occurrence.is_missed or report.terms.closes_at is not None
    return not is_closed and not occurrence.is_today(now)
