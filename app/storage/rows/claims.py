"""Messages of which several are noted on one row: who was told, and of whom it is claimed and not yet confirmed."""

from datetime import datetime

from pynamodb.attributes import UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.storage.rows.row import Row


class Claims:
    """The attributes of a row that say so: `told` for good, `claimed` until that, `at` the moment of the latest claim.

    Before there were claims an entry was `told` as soon as it was claimed.
    """

    def __init__(self, told: UnicodeSetAttribute, claimed: UnicodeSetAttribute, at: UTCDateTimeAttribute) -> None:
        self._told, self._claimed, self._at = told, claimed, at

    def free(self, entry: str, unconfirmed: datetime | None = None) -> Condition:
        """Whether the message may be claimed; or be taken over, if its claim is that of the moment `unconfirmed`."""
        is_claimed: Condition = self._claimed.contains(entry)
        is_that_one: Condition = is_claimed & (self._at == unconfirmed)
        return is_that_one if unconfirmed else ~self._told.contains(entry) & ~is_claimed

    def claim(self, entry: str, now: datetime) -> list[Action]:
        """Claim the message, or take it over."""
        return [self._claimed.add({entry}), self._at.set(now)]

    def mark(self, entry: str) -> list[Action]:
        """Note that it is sent."""
        return [self._claimed.delete({entry}), self._told.add({entry})]

    def give_back(self, entry: str) -> list[Action]:
        """Take the claim back: it was not sent."""
        return [self._claimed.delete({entry})]

    def claimed_at(self, row: Row | None, entry: str) -> datetime | None:
        """Return when a message was claimed of which nobody knows whether it is sent; None if there is none such."""
        claimed = getattr(row, str(self._claimed.attr_name), None) or ()
        return getattr(row, str(self._at.attr_name)) if entry in claimed else None
