"""Introductions: the one message in which the bot says what it will do in a channel, claimed and marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.domain.standup import Standup
from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where the message of the last invitation is: claimed for `event_id`, and posted as `ts` if that is known."""

    event_id: str
    channel: str
    claimed_at: datetime
    ts: str | None


class Introductions:
    """What standups' rows say of their first message. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, standup_id: str) -> Introduction | None:
        """Give the last introduction, of deleted standups, too."""
        with dynamodb_errors():
            row = next(iter(StandupRow.batch_get([(team_id, standup_id)], consistent_read=True)), None)
        if row is None or row.introduced_by is None or row.introduction_claimed_at is None:
            return None
        channel = row.introduction_channel or ""
        return Introduction(row.introduced_by, channel, row.introduction_claimed_at, row.introduction_ts)

    def claim(self, standup: Standup, event_id: str, now: datetime) -> bool:
        """Claim the message for an invitation: True for the one caller that may post it."""
        is_new = StandupRow.introduced_by.does_not_exist() | (StandupRow.introduced_by != event_id)
        actions = [
            StandupRow.introduced_by.set(event_id),
            StandupRow.introduction_claimed_at.set(now),
            StandupRow.introduction_channel.set(standup.channel),
            StandupRow.introduction_ts.remove(),
        ]
        return self._update(standup, actions, StandupRow.config.exists() & is_new)

    def reclaim(self, standup: Standup, before: Introduction, now: datetime) -> bool:
        """Take over a claim whose owner died: True for the one caller that may go on."""
        same = (StandupRow.introduction_claimed_at == before.claimed_at) & StandupRow.introduction_ts.does_not_exist()
        return self._update(standup, [StandupRow.introduction_claimed_at.set(now)], same)

    def mark(self, standup: Standup, event_id: str, ts: str) -> None:
        """Note where the message is, unless a later invitation has claimed the next one."""
        self._update(standup, [StandupRow.introduction_ts.set(ts)], StandupRow.introduced_by == event_id)

    def _update(self, standup: Standup, actions: Sequence[Action], condition: Condition) -> bool:
        try:
            with dynamodb_errors():
                StandupRow(standup.team_id, standup.standup_id).update(actions=list(actions), condition=condition)
        except ConditionFailed:
            return False
        return True
