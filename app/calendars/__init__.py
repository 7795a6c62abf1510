"""Calendars: public holidays, company calendars, and whether a standup has a day off."""

from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.calendars import company, public
from app.calendars.company import Reading
from app.domain.schedule import DayOff, first_today
from app.domain.standup import Standup
from app.errors import AddressUnreachable, CalendarUnreadable
from app.public_http import PublicHttp

# What was read at an address serves all standups that name it, so that a company's server is asked once by 300 of them.
# A failure serves for less than it takes to try again.
SHARED, SHARED_FAILURE = timedelta(hours=1), timedelta(minutes=10)
MOST_SHARED = 50


class _Lately(Struct, frozen=True):
    """What came of reading a calendar, and when it was read."""

    at: datetime
    found: Reading | CalendarUnreadable

    def is_shared(self, now: datetime) -> bool:
        return self.at <= now < self.at + (SHARED if isinstance(self.found, Reading) else SHARED_FAILURE)


class Calendars(Struct, frozen=True):
    """Access to days on which nobody works: public holidays and company calendars."""

    public_http: PublicHttp = field(default_factory=PublicHttp)
    # What this process has read, by address.
    lately: dict[str, _Lately] = field(default_factory=dict)

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

    def company_days(self, url: str, now: datetime) -> Reading:
        """Return a calendar's days from about today on, as they were within the hour; raises CalendarUnreadable.

        It may take half a minute, so do not call it while a person waits or while holding a lease.
        """
        known = self.lately.get(url)
        if known is None or not known.is_shared(now):
            known = self.lately[url] = _Lately(now, self._read(url, first_today(now)))
            while len(self.lately) > MOST_SHARED:
                del self.lately[min(self.lately, key=lambda each: self.lately[each].at)]
        if isinstance(known.found, CalendarUnreadable):
            raise known.found.with_traceback(None)
        return known.found

    def _read(self, url: str, today: date) -> Reading | CalendarUnreadable:
        try:
            return company.read(self.public_http.text(url), today)
        except AddressUnreachable as error:
            return CalendarUnreadable("unreachable", outside=error)
        except CalendarUnreadable as error:
            return error
