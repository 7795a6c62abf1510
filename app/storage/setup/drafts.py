"""Drafts: standups that people are editing in modals, because a modal cannot carry a whole standup.

A modal holds 3,000 characters of data (Slack's limit), so the state is stored whenever another modal opens or closes.
"""

from datetime import datetime, timedelta

from app.domain.limits import read_text
from app.domain.setup.config import config_values, from_draft
from app.domain.standup import Standup
from app.storage.rows.connection import dynamodb_errors, read_one
from app.storage.rows.row import live
from app.storage.rows.tables import DraftRow
from app.storage.rows.unreadable import readable_one, require

# A modal can stay open over night. It counts from the first time that the draft is stored, so that no draft outlives
# the row of a deleted standup and brings its id back, with the days stored under it.
DRAFT_LIVES = timedelta(days=2)


class Drafts:
    """Drafts in the `standups` table, under reserved ids. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, user_id: str, draft_id: str, now: datetime) -> Standup | None:
        """Return a person's own draft; None if there is none."""
        row = live(read_one(DraftRow, team_id, _range(user_id, draft_id)), now)
        if row is None or row.config is None:
            return None
        return readable_one(row, _draft)

    def keep(self, user_id: str, draft_id: str, drafted: Standup, now: datetime) -> None:
        """Store a draft in place of the one before; it expires when that one would have."""
        config = {**config_values(drafted), "standup_id": drafted.standup_id, "version": drafted.version}
        ends = DraftRow.expires_at.set(DraftRow.expires_at | (now + DRAFT_LIVES))
        with dynamodb_errors():
            DraftRow(drafted.team_id, _range(user_id, draft_id)).update([DraftRow.config.set(config), ends])


def _draft(row: DraftRow) -> Standup:
    return require(row, _read_draft)


def _read_draft(row: DraftRow) -> Standup:
    standup_id, version = read_text(row.config["standup_id"]), int(row.config["version"])
    return from_draft(row.team_id, standup_id, row.config, version)[0]


def _range(user_id: str, draft_id: str) -> str:
    return f".draft.{user_id}.{draft_id}"
