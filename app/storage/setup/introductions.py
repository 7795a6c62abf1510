"""Introductions: claims and marks of the message in which the bot says what it will do in a channel.

The message is claimed for the id of the event, posted and marked on the standup's row, so an event that comes twice, or
whose first run died, posts once.
"""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.domain.setup.introduction import AT_ONCE, NOWHERE, Introduction
from app.domain.standup import Standup
from app.storage.rows.connection import dynamodb_errors, updated
from app.storage.rows.tables import StandupRow
from app.storage.rows.unreadable import sensible


def _places(stored: Sequence[Sequence[object]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(channel), str(ts)) for channel, ts in stored)


class Introductions:
    """The introductions in standups' rows. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, standup_id: str) -> Introduction | None:
        """Return the last introduction of a standup, even of a deleted one; None if there is none."""
        with dynamodb_errors():
            row = next(iter(StandupRow.batch_get([(team_id, standup_id)], consistent_read=True)), None)
        if row is None or row.introduced_by is None or row.introduction_claimed_at is None:
            return None
        channel = row.introduction_channel or ""
        earlier = sensible(lambda: _places(row.introduced_before or ()), NOWHERE)
        return Introduction(row.introduced_by, channel, row.introduction_claimed_at, row.introduction_ts, earlier)

    def claim(self, standup: Standup, event_id: str, at: datetime, now: datetime) -> bool:
        """Claim the message for an invitation that came at the moment `at`: True for the one caller that may post it.

        Invitations within a minute get one message, unless the standup has changed between them, for example because
        the bot was removed. That goes by its version: the clocks of two runs may differ by more than lies between them.
        """
        before = self.get(standup.team_id, standup.standup_id)
        has_moved = before is not None and before.channel != standup.channel
        earlier = before.places if before and has_moved else before.earlier if before else ()
        is_later = StandupRow.introduction_claimed_at < at - AT_ONCE
        is_changed = StandupRow.version > StandupRow.introduced_version
        is_another = is_later | is_changed | (StandupRow.introduction_channel != standup.channel)
        is_new = StandupRow.introduced_by.does_not_exist() | ((StandupRow.introduced_by != event_id) & is_another)
        actions = [
            StandupRow.introduced_by.set(event_id),
            StandupRow.introduction_claimed_at.set(now),
            StandupRow.introduction_channel.set(standup.channel),
            StandupRow.introduced_version.set(StandupRow.version),
            StandupRow.introduction_ts.remove(),
            *([StandupRow.introduced_before.set([list(place) for place in earlier])] if earlier else []),
        ]
        return self._update(standup, actions, StandupRow.config.exists() & is_new)

    def reclaim(self, standup: Standup, claimed_at: datetime, now: datetime) -> bool:
        """Take over the claim of a run that died: True for the one caller that may go on."""
        same = (StandupRow.introduction_claimed_at == claimed_at) & StandupRow.introduction_ts.does_not_exist()
        return self._update(standup, [StandupRow.introduction_claimed_at.set(now)], same)

    def mark(self, standup: Standup, event_id: str, ts: str) -> None:
        """Store the message's timestamp, unless a later invitation has claimed the next one."""
        self._update(standup, [StandupRow.introduction_ts.set(ts)], StandupRow.introduced_by == event_id)

    def _update(self, standup: Standup, actions: Sequence[Action], condition: Condition) -> bool:
        return updated(StandupRow(standup.team_id, standup.standup_id), actions, condition)
