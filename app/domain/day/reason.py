"""Why a person is not asked: codes; the views have the words."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Why(StrEnum):
    """Why a person is not asked."""

    NOT_A_PERSON = "not_a_person"
    OBSERVER = "observer"
    NOT_CHOSEN = "not_chosen"
    LEFT = "left"
    AWAY = "away"
    HOLIDAY = "holiday"
    STATUS = "status"


class Reason(Struct, frozen=True):
    """Why a person is not asked; `until` is the last such day, if known, and `words` names the holiday or status."""

    why: Why
    until: date | None = None
    words: str = ""

    @property
    def is_absence(self) -> bool:
        """Whether the person belongs to the standup and is away, rather than not taking part in it."""
        return self.why in {Why.AWAY, Why.HOLIDAY, Why.STATUS}
