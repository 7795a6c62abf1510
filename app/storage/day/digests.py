"""The messages of a digest, stored as rows beside its occurrence: claim, mark, change on condition.

A page's `revision` makes sure that of two edits at once neither is lost.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, structs
from pynamodb.expressions.condition import Condition

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report, State
from app.domain.privacy.retention import kept_until
from app.domain.report.digest import Page, Piece
from app.records import replace
from app.storage.rows.connection import ConditionFailed, dynamodb_errors, saved, updated
from app.storage.rows.days import pages_key, range_key, report_of
from app.storage.rows.tables import OccurrenceRow, PageRow, ReportRow
from app.storage.rows.unreadable import require


class Digests(Struct, frozen=True):
    """The pages of digests in the `reports` table. Every method may raise StorageUnavailable."""

    most_days: int = 0

    def enter(self, report: Report, now: datetime) -> Report | None:
        """Claim a report's place in a digest and return the stored report; None if it has been withdrawn.

        From then on it counts as shown: answers stored later differ from `posted_version` and are shown again.
        """
        row = ReportRow(str(report.report_id), range_key(report.report_id, report.user_id))
        try:
            with dynamodb_errors():
                row.update(
                    actions=[ReportRow.post_claimed_at.set(now), ReportRow.posted_version.set(ReportRow.changed_at)],
                    condition=ReportRow.state == State.SUBMITTED.value,
                )
        except ConditionFailed:
            return None
        return report_of(row)

    def plan(self, occurrence: Occurrence, pages: Sequence[Page]) -> None:
        """Store the pages before any of them is posted, in place of those of an unfinished plan."""
        with dynamodb_errors():
            for page in pages:
                self._planned(occurrence, page).save()

    def _planned(self, occurrence: Occurrence, page: Page) -> PageRow:
        row = _row(occurrence.report_id, page.number)
        row.pieces, row.revision = _piece_rows(page.pieces), page.revision
        row.expires_at = kept_until(occurrence.day, occurrence.plan.retention_days, self.most_days)
        return row

    def all(self, report_id: ReportId, how_many: int) -> list[Page]:
        """Return the pages of a digest in order, as last written, with those added since `how_many` were counted.

        Left-over pages of an unfinished plan are skipped: they have a higher number and were never changed.
        """
        with dynamodb_errors():
            pages = [_page(row) for row in PageRow.query(pages_key(report_id), consistent_read=True)]
        return [page for page in pages if page.number < how_many or page.revision]

    def add(self, occurrence: Occurrence, page: Page) -> bool:
        """Store a page after the others, in place of a plan's left-over; False if another run has added one there."""
        row = self._planned(occurrence, page)
        is_left = (PageRow.revision == 0) & PageRow.ts.does_not_exist()
        return saved(row, PageRow.report_user_id.does_not_exist() | is_left)

    def count(self, occurrence: Occurrence, pages: int) -> Occurrence:
        """Store how many pages a digest has, never fewer than before, and return the occurrence."""
        row, column = (
            OccurrenceRow(str(occurrence.report_id), range_key(occurrence.report_id)),
            OccurrenceRow.digest_pages,
        )
        fewer = column.does_not_exist() | (column < pages)
        updated(row, [column.set(pages)], OccurrenceRow.report_user_id.exists() & fewer)
        return replace(
            occurrence, header=replace(occurrence.header, digest_pages=max(pages, occurrence.header.digest_pages or 0))
        )

    def claim(self, report_id: ReportId, page: Page, now: datetime) -> Page | None:
        """Claim the posting of a page, or take over the claim that was read; None if another run was faster."""
        column = PageRow.post_claimed_at
        condition = column.does_not_exist() if page.claimed_at is None else column == page.claimed_at
        return self._update(report_id, page, {"post_claimed_at": now}, condition & PageRow.ts.does_not_exist())

    def mark(self, report_id: ReportId, page: Page, ts: str) -> Page:
        """Store which message shows a page."""
        return self._update(report_id, page, {"ts": ts}) or replace(page, ts=ts)

    def change(self, report_id: ReportId, page: Page, pieces: Sequence[Piece]) -> Page | None:
        """Store what a page shows from now on; None if it was changed since it was read."""
        fields = {"pieces": _piece_rows(pieces), "revision": page.revision + 1}
        return self._update(report_id, page, fields, PageRow.revision == page.revision)

    @staticmethod
    def _update(
        report_id: ReportId, page: Page, fields: dict[str, Any], condition: Condition | None = None
    ) -> Page | None:
        row = _row(report_id, page.number)
        try:
            with dynamodb_errors():
                row.update(PageRow.writes(fields), condition)
        except ConditionFailed:
            return None
        return _page(row)


def _row(report_id: ReportId, number: int) -> PageRow:
    return PageRow(pages_key(report_id), f"{number:05}")


def _piece_rows(pieces: Sequence[Piece]) -> list[list[str | int]]:
    return [list(structs.astuple(piece)) for piece in pieces]


def _page(row: PageRow) -> Page:
    return require(row, _read_page)


def _read_page(row: PageRow) -> Page:
    return Page(
        number=int(row.report_user_id),
        pieces=tuple(Piece(*values) for values in row.pieces),
        revision=int(row.revision),
        claimed_at=row.post_claimed_at,
        ts=row.ts,
    )
