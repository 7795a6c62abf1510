"""Invitations: which standup each of them led to, and which id a channel's next new standup has."""

from datetime import datetime, timedelta

from msgspec import Struct

from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow, live

# Slack repeats an event for an hour, and the failure queue keeps it for fourteen days. Less than a deleted standup
# keeps its row: what is noted here and stored nowhere has never been.
LIVES = timedelta(days=20)


class Invitation(Struct, frozen=True):
    """The standup that an invitation leads to, or a channel's next one, as was decided at `at`."""

    standup_id: str
    at: datetime


class Invitations:
    """Invitations in the `standups` table, under reserved ids. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, event_id: str, now: datetime) -> Invitation | None:
        """Give what an event has led to; None if this is its first run."""
        return _invitation(live(_row(team_id, _range(event_id)), now))

    def keep(self, team_id: str, event_id: str, standup_id: str, now: datetime) -> Invitation:
        """Note what an event leads to, and give what it leads to: of two runs at once the first one decides."""
        row = StandupRow(team_id, _range(event_id))
        row.reserved_id, row.reserved_at, row.expires_at = standup_id, now, now + LIVES
        try:
            with dynamodb_errors():
                row.save(condition=StandupRow.reserved_id.does_not_exist())
        except ConditionFailed:
            pass
        return self.get(team_id, event_id, now) or Invitation(standup_id, now)

    def reserved(self, team_id: str, channel: str) -> Invitation | None:
        """Give the id that a channel's last new standup has, or was to have."""
        return _invitation(_row(team_id, _place(channel)))

    def reserve(
        self, team_id: str, channel: str, standup_id: str, now: datetime, before: Invitation | None
    ) -> Invitation:
        """Reserve an id for a channel's new standup in place of the one `before`, and give the one that is reserved.

        Of two invitations at once both get the same, so that one standup comes of them.
        """
        known = StandupRow.reserved_id
        same = known == before.standup_id if before else known.does_not_exist()
        try:
            with dynamodb_errors():
                StandupRow(team_id, _place(channel)).update(
                    [known.set(standup_id), StandupRow.reserved_at.set(now)], same
                )
        except ConditionFailed:
            return self.reserved(team_id, channel) or Invitation(standup_id, now)
        return Invitation(standup_id, now)

    def move(self, team_id: str, old: str, new: str) -> None:
        """Let a channel's reserved id be found by its new id, unless another one is."""
        if before := self.reserved(team_id, old):
            self.reserve(team_id, new, before.standup_id, before.at, None)
            with dynamodb_errors():
                StandupRow(team_id, _place(old)).delete()


def _invitation(row: StandupRow | None) -> Invitation | None:
    if row is None or row.reserved_id is None or row.reserved_at is None:
        return None
    return Invitation(row.reserved_id, row.reserved_at)


def _row(team_id: str, standup_id: str) -> StandupRow | None:
    with dynamodb_errors():
        return next(iter(StandupRow.batch_get([(team_id, standup_id)], consistent_read=True)), None)


def _range(event_id: str) -> str:
    return f".invited.{event_id}"


def _place(channel: str) -> str:
    return f".new.{channel}"
