"""What each person wrote last in a standup, and their own blockers there, in rows that expire with the last answers.

A submission stores both in one write. Blockers of others, which a person helps with, are in the person's row, and so
are one's own that earlier releases have stored (`members.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from pynamodb.expressions.update import Action

from app.domain.day.blocker import Blocker, BlockerId, newest
from app.domain.day.kinds import words_of
from app.domain.day.member import LastAnswers
from app.domain.day.occurrence import ReportId
from app.domain.day.report import Report
from app.domain.limits import read_day
from app.domain.privacy.retention import kept_until
from app.domain.standup import DEFAULT_RETENTION
from app.storage.rows.codes import answers_from, codes_of
from app.storage.rows.connection import dynamodb_errors, updated
from app.storage.rows.row import live
from app.storage.rows.tables import LastWordsRow
from app.storage.rows.unreadable import sensible

PREFIX = ".last."
# Keys per request of DynamoDB.
AT_ONCE = 100
# The most blockers stored together, and how many of the newest stay when there are more.
MOST_CONCERNING, KEPT_CONCERNING = 200, 100


class LastWords(Struct, frozen=True):
    """Rows of the `members` table under reserved ids; `most_days` is the longest retention, 0 is no limit.

    Every method may raise StorageUnavailable.
    """

    most_days: int = 0

    def remember(
        self,
        report: Report,
        retention_days: int = DEFAULT_RETENTION,
        blocker: Blocker | None = None,
    ) -> None:
        """Store a report's answers as the start of the next ones, and its blocker, or that it has none, with them.

        An older day's answers never replace a newer one's; its blocker is stored all the same.
        """
        row, noted = _row(report.report_id, report.user_id), [_noted(report.report_id, report.user_id, blocker)]
        if not self._keep(row, _of(report), retention_days, noted):
            updated(row, noted, LastWordsRow.last_day.exists())
        _trim(row)

    def keep(self, team_id: str, standup_id: str, user_id: str, last: LastAnswers, retention_days: int) -> None:
        """Store these answers; an older day never replaces a newer one."""
        self._keep(LastWordsRow(team_id, range_key(standup_id, user_id)), last, retention_days)

    def _keep(self, row: LastWordsRow, last: LastAnswers, retention_days: int, actions: Sequence[Action] = ()) -> bool:
        day = last.day.isoformat()
        is_latest = LastWordsRow.last_day.does_not_exist() | (LastWordsRow.last_day <= day)
        kept = [
            LastWordsRow.last.set({"day": day, "answers": words_of(last.answers), "codes": codes_of(last.answers)}),
            LastWordsRow.last_day.set(day),
            _end(last.day, retention_days, self.most_days),
        ]
        return updated(row, [*kept, *actions], is_latest)

    def note_blocker(self, blocker: Blocker) -> bool:
        """Store that a person's own blocker is open; False if no last answers are stored any more."""
        row = _row(blocker.id.report_id, blocker.id.author)
        noted = _noted(blocker.id.report_id, blocker.id.author, blocker)
        is_stored = updated(row, [noted], LastWordsRow.last_day.exists())
        _trim(row)
        return is_stored

    def drop_blocker(self, report_id: ReportId, user_id: str) -> bool:
        """Store that a person's own blocker is gone or resolved; False if it is not stored here."""
        gone = [_noted(report_id, user_id, None)]
        return updated(
            _row(report_id, user_id), gone, LastWordsRow.blockers.contains(str(BlockerId(report_id, user_id)))
        )

    def of(self, team_id: str, user_id: str, standup_ids: Iterable[str], now: datetime) -> dict[str, LastAnswers]:
        """Return a person's last answers in each of these standups, unless they have expired."""
        keys = [range_key(standup_id, user_id) for standup_id in dict.fromkeys(standup_ids)]
        found: dict[str, LastAnswers] = {}
        for start in range(0, len(keys), AT_ONCE):
            with dynamodb_errors():
                wanted = [(team_id, key) for key in keys[start : start + AT_ONCE]]
                for row in LastWordsRow.batch_get(wanted, consistent_read=True):
                    if last := last_of(live(row, now)):
                        found[row.user_id.split(".")[2]] = last
        return found

    def apply_retention(self, team_id: str, standup_id: str, retention_days: int, now: datetime) -> None:
        """Set a standup's new retention on all last answers in it; expired ones are not brought back."""
        with dynamodb_errors():
            for row in LastWordsRow.query(team_id, LastWordsRow.user_id.startswith(f"{PREFIX}{standup_id}.")):
                if row.is_live(now) and (last := last_of(row)):
                    end = _end(last.day, retention_days, self.most_days)
                    # Answers of a newer day, stored meanwhile, have the new retention already.
                    updated(row, [end], LastWordsRow.last_day == row.last_day)


def range_key(standup_id: str, user_id: str) -> str:
    """Return the reserved id. The standup comes first, so that all rows of a standup can be queried."""
    return f"{PREFIX}{standup_id}.{user_id}"


def last_of(row: LastWordsRow | None) -> LastAnswers | None:
    """Return a row's answers; None if there are none or they make no sense."""
    return sensible(lambda: last_from(row.last), None) if row is not None and row.last else None


def last_from(values: Mapping[str, Any]) -> LastAnswers:
    """Return stored answers, from a row of their own or, in earlier releases, from the profile."""
    return LastAnswers(read_day(values["day"]), answers_from(values["answers"], values.get("codes")))


def _row(report_id: ReportId, user_id: str) -> LastWordsRow:
    return LastWordsRow(report_id.team_id, range_key(report_id.standup_id, user_id))


def _noted(report_id: ReportId, user_id: str, blocker: Blocker | None) -> Action:
    """Return the action that stores a report's open blocker, or takes it out if there is none any more."""
    one = {str(BlockerId(report_id, user_id))}
    is_open = blocker is not None and not blocker.is_resolved
    return LastWordsRow.blockers.add(one) if is_open else LastWordsRow.blockers.delete(one)


def _trim(row: LastWordsRow) -> None:
    """Take out the oldest of many blockers, because no more are shown."""
    if len(row.blockers or ()) > MOST_CONCERNING:
        oldest = set(row.blockers) - {str(one) for one in newest(row.blockers, KEPT_CONCERNING)}
        row.update(actions=[LastWordsRow.blockers.delete(oldest)])


def _of(report: Report) -> LastAnswers:
    return LastAnswers(report.report_id.day, report.answers)


def _end(day: date, retention_days: int, most_days: int) -> Any:
    until = kept_until(day, retention_days, most_days)
    return LastWordsRow.expires_at.set(until) if until else LastWordsRow.expires_at.remove()
