"""Find the message of a digest that shows a person's answers, so that menus can link to it."""

from collections.abc import Sequence

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import Page, is_covered
from app.records import replace
from app.storage.day.digests import Digests


def placed(digests: Digests, occurrence: Occurrence, reports: Sequence[Report]) -> list[Report]:
    """Return the reports, those in a digest with the messages that show them; at most one query."""
    if not (occurrence.is_digest and occurrence.is_out and any(report.is_submitted for report in reports)):
        return list(reports)
    pages = digests.all(occurrence.report_id, occurrence.header.digest_pages or 0)
    posted = [page for page in reversed(pages) if page.ts]
    first = {piece.user_id: str(page.ts) for page in posted for piece in page.pieces}
    return [
        replace(
            report,
            post=replace(report.post, page_ts=first.get(report.user_id, ""), rest_ts=_rest(occurrence, pages, report)),
        )
        for report in reports
    ]


def _rest(occurrence: Occurrence, pages: Sequence[Page], report: Report) -> str:
    """Return the first message in the thread with what the pages do not show of a person's answers, if there is any."""
    return report.post.parts[0] if report.post.parts and not is_covered(occurrence, pages, report) else ""
