"""Which rows an export is about: everything, one workspace, standup, person, or a range of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.errors import UnknownReport
from app.storage.privacy.raw_rows import RawRows
from app.storage.rows.days import day_of
from app.storage.setup.changes import CHANGE
from app.storage.setup.concerns import is_noted_anew

Item = dict[str, Any]
TABLES = ("standups", "members", "reports")


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted; empty fields want everything. With days, only what belongs to a day is."""

    team: str = ""
    standup: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None

    def wants(self, table: str, item: Item, now: datetime) -> bool:
        """Whether a row belongs to it; what has come to its end does not, though it may still be stored."""
        if item.get("expires_at") is not None and item["expires_at"] <= now.timestamp():
            return False
        return {"reports": self._wants_day, "standups": self._wants_standup, "members": self._wants_member}[table](item)

    def _wants_day(self, item: Item) -> bool:
        try:
            of = day_of(str(item["report_id"]))
        except UnknownReport:
            return not (self.team or self.standup or self.person or self.first or self.last)
        in_range = (self.first is None or self.first <= of.day) and (self.last is None or of.day <= self.last)
        is_theirs = self.person in ("", item.get("user_id"))
        return in_range and is_theirs and self.team in ("", of.team_id) and self.standup in ("", of.standup_id)

    def _wants_standup(self, item: Item) -> bool:
        if is_noted_anew(item) or self.first or self.last or self.team not in ("", item["team_id"]):
            return False
        if self.person:
            return not self.standup and str(item["standup_id"]).startswith(f".draft.{self.person}.")
        is_a_change = str(item["standup_id"]).startswith(f"{CHANGE}{self.standup}.")
        return is_a_change or self.standup in ("", item["standup_id"])

    def _wants_member(self, item: Item) -> bool:
        if self.first or self.last or self.standup or self.team not in ("", item["team_id"]):
            return False
        own = str(item["user_id"])
        return self.person in ("", own.rpartition(".")[2] if own.startswith(".") else own)


def every_row(rows: RawRows, table: str) -> Iterator[Item]:
    """Give all rows of a table, page by page, as last written."""
    start: Item | None = None
    while True:
        page, start = rows.page(table, start)
        yield from page
        if start is None:
            return
