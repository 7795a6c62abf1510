"""Invitations: which standup each of them led to, and the id of a channel's next new standup.

Ids of standups are never reused, because old days are stored under them. The id is reserved before the standup is
stored, so that an event that comes twice, two events at once, or a run that died lead to one standup.
"""

from datetime import datetime, timedelta

from app.domain.setup.introduction import Invitation
from app.storage.rows.connection import dynamodb_errors, read_one, saved, updated
from app.storage.rows.row import live
from app.storage.rows.tables import ReservationRow

# Slack repeats an event for an hour, and the failure queue keeps it for fourteen days. It is shorter than the life of a
# deleted standup's row, so an id that is found only here was never stored.
LIVES = timedelta(days=20)


class Invitations:
    """Invitations in the `standups` table, under reserved ids. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, event_id: str, now: datetime) -> Invitation | None:
        """Return the invitation that an event led to; None if this is its first run."""
        return _invitation(live(read_one(ReservationRow, team_id, _range(event_id)), now))

    def keep(self, team_id: str, event_id: str, standup_id: str, now: datetime) -> Invitation:
        """Store the standup that an event leads to, and return what is stored: of two runs at once the first wins."""
        row = ReservationRow(team_id, _range(event_id))
        row.reserved_id, row.reserved_at, row.expires_at = standup_id, now, now + LIVES
        saved(row, ReservationRow.reserved_id.does_not_exist())
        return self.get(team_id, event_id, now) or Invitation(standup_id, now)

    def reserved(self, team_id: str, channel: str) -> Invitation | None:
        """Return the reserved id of a channel's last new standup, whether or not it was stored."""
        return _invitation(read_one(ReservationRow, team_id, _place(channel)))

    def reserve(
        self, team_id: str, channel: str, standup_id: str, now: datetime, before: Invitation | None
    ) -> Invitation:
        """Reserve an id for a channel's new standup in place of the one `before`, and return the reserved one.

        Two invitations at once get the same id, so that they lead to one standup.
        """
        column = ReservationRow.reserved_id
        same = column == before.standup_id if before else column.does_not_exist()
        actions = [column.set(standup_id), ReservationRow.reserved_at.set(now)]
        if not updated(ReservationRow(team_id, _place(channel)), actions, same):
            return self.reserved(team_id, channel) or Invitation(standup_id, now)
        return Invitation(standup_id, now)

    def move(self, team_id: str, old: str, new: str) -> None:
        """Move a channel's reserved id to the channel's new id, unless that has one."""
        if before := self.reserved(team_id, old):
            self.reserve(team_id, new, before.standup_id, before.at, None)
            with dynamodb_errors():
                ReservationRow(team_id, _place(old)).delete()


def _invitation(row: ReservationRow | None) -> Invitation | None:
    if row is None or row.reserved_id is None or row.reserved_at is None:
        return None
    return Invitation(row.reserved_id, row.reserved_at)


def _range(event_id: str) -> str:
    return f".invited.{event_id}"


def _place(channel: str) -> str:
    return f".new.{channel}"
