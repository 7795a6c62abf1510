"""The latest days on which a person was asked, found through their own index entries, however many others there are."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from app.domain.day.occurrence import REHEARSAL, ReportId
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.tables import ReportsTable

# The most standups to look at; only people from before there were limits can be asked by more.
MOST_STANDUPS = 50


def lately_asked(team_id: str, user_id: str, days: int, until: date | None = None) -> Iterator[ReportId]:
    """Yield the newest days, `days` of each standup that has ever asked the person; keys alone.

    Days after `until` do not count, because a person may skip many future days. Older days of a standup are skipped, so
    it is one small request for each standup. May raise StorageUnavailable.
    """
    below = f"{team_id}/"  # "/" is the character right after the dot
    for _ in range(MOST_STANDUPS):
        ids = _newest(team_id, user_id, below, days)
        if not ids:
            return
        newest = ids[0].standup_id
        if newest.startswith(REHEARSAL):  # each rehearsal is a standup of its own; skip them all at once
            below = f"{team_id}.{REHEARSAL}"
            continue
        if until and ids[0].day > until:
            ids = _newest(team_id, user_id, f"{team_id}.{newest}.{until + timedelta(days=1):%Y%m%d}", days)
        yield from (one for one in ids if one.standup_id == newest)
        below = f"{team_id}.{newest}."


def _newest(team_id: str, user_id: str, below: str, days: int) -> list[ReportId]:
    with dynamodb_errors():
        found = ReportsTable.by_member.query(
            f"{team_id}.{user_id}", ReportsTable.report_id < below, scan_index_forward=False, limit=days
        )
        return [ReportId.parse(row.report_id) for row in islice(found, days)]
