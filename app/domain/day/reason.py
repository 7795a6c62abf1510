"""Why somebody is not asked: codes, which views put into words."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Why(StrEnum):
    """Why somebody is not asked."""

    NOT_A_PERSON = "not_a_person"
    OBSERVER = "observer"
    NOT_CHOSEN = "not_chosen"
    LEFT = "left"
    AWAY = "away"
    HOLIDAY = "holiday"
    STATUS = "status"


class Reason(Struct, frozen=True):
    """Why somebody is not asked; `until` is the last day of it, if known, and `words` names the holiday or status."""

    why: Why
    until: date | None = None
    words: str = ""

    @property
    def is_absence(self) -> bool:
        """Whether the person belongs to the standup and is away, rather than having no part in it."""
        return self.why in {Why.AWAY, Why.HOLIDAY, Why.STATUS}
