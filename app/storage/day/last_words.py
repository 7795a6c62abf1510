"""The last answers of each person in a standup, in rows of their own that expire with the day of the answers."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from app.domain.day.kinds import words_of
from app.domain.day.member import LastAnswers
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


class LastWords(Struct, frozen=True):
    """Rows of the `members` table under reserved ids; `most_days` is the longest retention, 0 is no limit.

    Every method may raise StorageUnavailable.
    """

    most_days: int = 0

    def remember(self, report: Report, retention_days: int = DEFAULT_RETENTION) -> None:
        """Store a report's answers as the start of the next ones; an older day never replaces a newer one."""
        report_id = report.report_id
        self.keep(report_id.team_id, report_id.standup_id, report.user_id, _of(report), retention_days)

    def keep(self, team_id: str, standup_id: str, user_id: str, last: LastAnswers, retention_days: int) -> None:
        """Store these answers; an older day never replaces a newer one."""
        day = last.day.isoformat()
        is_latest = LastWordsRow.last_day.does_not_exist() | (LastWordsRow.last_day <= day)
        actions = [
            LastWordsRow.last.set({"day": day, "answers": words_of(last.answers), "codes": codes_of(last.answers)}),
            LastWordsRow.last_day.set(day),
            _end(last.day, retention_days, self.most_days),
        ]
        updated(LastWordsRow(team_id, range_key(standup_id, user_id)), actions, is_latest)

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


def _of(report: Report) -> LastAnswers:
    return LastAnswers(report.report_id.day, report.answers)


def _end(day: date, retention_days: int, most_days: int) -> Any:
    until = kept_until(day, retention_days, most_days)
    return LastWordsRow.expires_at.set(until) if until else LastWordsRow.expires_at.remove()
