"""Claims of several messages on one row: who was told, and whose message is claimed and unconfirmed."""

from datetime import datetime

from pynamodb.attributes import UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.storage.rows.row import Row


class Claims:
    """The three attributes for that: `told` for good, `claimed` until then, `at` the moment of the latest claim.

    In releases from before there were claims, an entry is in `told` even before the message was sent.
    """

    def __init__(self, told: UnicodeSetAttribute, claimed: UnicodeSetAttribute, at: UTCDateTimeAttribute) -> None:
        self._told, self._claimed, self._at = told, claimed, at

    def free(self, entry: str, unconfirmed: datetime | None = None) -> Condition:
        """Return the condition that the message may be claimed, or that its claim is still that of `unconfirmed`."""
        is_claimed: Condition = self._claimed.contains(entry)
        is_that_one: Condition = is_claimed & (self._at == unconfirmed)
        return is_that_one if unconfirmed else ~self._told.contains(entry) & ~is_claimed

    def claim(self, entry: str, now: datetime) -> list[Action]:
        """Return the actions that claim the message, or take it over."""
        return [self._claimed.add({entry}), self._at.set(now)]

    def mark(self, entry: str) -> list[Action]:
        """Return the actions that mark the message as sent."""
        return [self._claimed.delete({entry}), self._told.add({entry})]

    def give_back(self, entry: str) -> list[Action]:
        """Return the actions that give the claim back, because the message was not sent."""
        return [self._claimed.delete({entry})]

    def claimed_at(self, row: Row | None, entry: str) -> datetime | None:
        """Return when the message was claimed, if it is unconfirmed; otherwise None."""
        claimed = getattr(row, str(self._claimed.attr_name), None) or ()
        return getattr(row, str(self._at.attr_name)) if entry in claimed else None
