"""Calendars: public holidays, and the days on which a standup rests."""

from datetime import date

from msgspec import Struct, field

from app.calendars import company, public
from app.calendars.company import Reading
from app.domain.schedule import DayOff
from app.domain.standup import Standup
from app.errors import AddressUnreachable, CalendarUnreadable
from app.public_http import PublicHttp


class Calendars(Struct, frozen=True):
    """What is known of days on which nobody works."""

    public_http: PublicHttp = field(default_factory=PublicHttp)

    def holiday(self, country: str, day: date) -> str | None:
        """Return the name of the public holiday that `country` (ISO 3166, as in "DE" or "DE-BY") keeps on a day."""
        return public.holidays_of(country, day.year).get(day)

    def knows(self, country: str) -> bool:
        """Whether there are holidays of this country, and of this part of it; none is as good as a known one."""
        return not country or public.knows(country)

    def day_off(self, standup: Standup) -> DayOff:
        """Return the function that tells whether the standup rests on a day: a holiday, a day off, its calendar."""
        days = {*standup.time_off.days_off, *standup.time_off.calendar_days}

        def is_off(day: date) -> bool:
            return day in days or bool(standup.time_off.country and self.holiday(standup.time_off.country, day))

        return is_off

    def company_days(self, url: str, today: date) -> Reading:
        """Fetch a calendar and give its days, as far as they matter from `today` on; raises CalendarUnreadable.

        It may take half a minute: only for what nobody waits for, and whoever holds no lease.
        """
        try:
            text = self.public_http.text(url)
        except AddressUnreachable as error:
            raise CalendarUnreadable("unreachable", outside=error) from error
        return company.read(text, today)
