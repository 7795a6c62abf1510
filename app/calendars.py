"""Calendars: public holidays, and the days on which a standup rests."""

from dataclasses import dataclass
from datetime import date

from app.domain.schedule import DayOff
from app.domain.standup import Standup


@dataclass(frozen=True, slots=True)
class Calendars:
    """What is known of days on which nobody works."""

    def holiday(self, country: str, day: date) -> str | None:  # noqa: ARG002 issue: filled by the library
        """Give the name of the public holiday that `country` (ISO 3166, as in "DE" or "DE-BY") keeps on a day."""
        return None

    def day_off(self, standup: Standup) -> DayOff:
        """Give the function that tells whether the standup rests on a day: a holiday, a day off, its calendar."""

        def is_off(day: date) -> bool:
            return day in standup.days_off or bool(standup.country and self.holiday(standup.country, day))

        return is_off
