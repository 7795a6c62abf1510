"""Calendars: public holidays, company calendars, and whether a standup has a day off."""

from datetime import date

from msgspec import Struct, field

from app.calendars import company, public
from app.calendars.company import Reading
from app.domain.schedule import DayOff
from app.domain.standup import Standup
from app.errors import AddressUnreachable, CalendarUnreadable
from app.public_http import PublicHttp


class Calendars(Struct, frozen=True):
    """Access to days on which nobody works: public holidays and company calendars."""

    public_http: PublicHttp = field(default_factory=PublicHttp)

    def holiday(self, country: str, day: date) -> str | None:
        """Return the name of the public holiday of `country` (ISO 3166, such as "DE" or "DE-BY") on a day, or None."""
        return public.holidays_of(country, day.year).get(day)

    def knows(self, country: str) -> bool:
        """Whether the holidays of this country, or of this part of it, are known; true for an empty code."""
        return not country or public.knows(country)

    def day_off(self, standup: Standup) -> DayOff:
        """Return a function that says whether the standup has a day off: a holiday, a day off, or its calendar."""
        days = {*standup.time_off.days_off, *standup.time_off.calendar_days}

        def is_off(day: date) -> bool:
            return day in days or bool(standup.time_off.country and self.holiday(standup.time_off.country, day))

        return is_off

    def company_days(self, url: str, today: date) -> Reading:
        """Fetch a calendar and return its days from about `today` on; raises CalendarUnreadable.

        It may take half a minute, so do not call it while a person waits or while holding a lease.
        """
        try:
            text = self.public_http.text(url)
        except AddressUnreachable as error:
            raise CalendarUnreadable("unreachable", outside=error) from error
        return company.read(text, today)
