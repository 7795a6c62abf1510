"""Dates and times in the words of the language that is spoken, whose names of days and months Babel knows."""

from datetime import date, datetime

from app.domain.day.occurrence import Occurrence
from app.language import Locale, babel

MONDAY = date(2026, 11, 23)


class WrittenDate(str):
    """A date in words. For a language that would have to decline the weekday, `{date.short}` is without it."""

    __slots__ = ("short",)
    short: str


def written_date(locale: Locale, day: date, today: date | None = None) -> WrittenDate:
    """Write a date as in "Tuesday, 24 November", with the year if it is not that of `today`."""
    is_near = today is None or day.year == today.year
    words = WrittenDate(
        _date_text(locale, day, locale.gettext("EEEE, d MMMM") if is_near else locale.gettext("EEEE, d MMMM y"))
    )
    words.short = short_date(locale, day, today)
    return words


def full_date(locale: Locale, day: date) -> WrittenDate:
    """Write a date with its year, whichever that is, as in "Tuesday, 24 November 2026"."""
    return written_date(locale, day, day.replace(year=day.year - 1, day=1))


def short_date(locale: Locale, day: date, today: date | None = None) -> str:
    """Write a date as in "24 November", with the year as above."""
    return _date_text(
        locale, day, locale.gettext("d MMMM") if today is None or day.year == today.year else locale.gettext("d MMMM y")
    )


def written_month(locale: Locale, day: date) -> str:
    """Write the month of a day as it stands by itself, as in "November"."""
    return _date_text(locale, day, "LLLL")


def month_and_year(locale: Locale, day: date) -> str:
    """Write the month of a day as in "November 2026"."""
    return _date_text(locale, day, "LLLL y")


def weekday(locale: Locale, number: int) -> str:
    """Write a day of the week, of which Monday is 0, as it stands by itself."""
    return _date_text(locale, date.fromordinal(MONDAY.toordinal() + number), "cccc")


def clock_time(locale: Locale, moment: datetime, *, with_day: bool = False) -> str:
    """Write a time of day in the reader's zone, `with_day` as in "01:30, tomorrow"; who cannot see that reads UTC."""
    if with_day:
        fallback = locale.gettext(
            "{time} UTC on {date}", time=f"{moment:%H:%M}", date=written_date(locale, moment.date())
        )
        return f"<!date^{int(moment.timestamp())}^{{time}}, {{date_short_pretty}}|{fallback}>"
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} UTC>"


def report_time(locale: Locale, occurrence: Occurrence, moment: datetime | None = None) -> str:
    """Write when a report goes to the channel, or closes for somebody; with the day where that is the next one."""
    return clock_time(locale, moment or occurrence.plan.report_at, with_day=occurrence.ends_next_day)


def date_and_time(locale: Locale, moment: datetime) -> str:
    """Write a moment in the reader's own zone, as in "tomorrow at 09:00"; who cannot see that reads UTC."""
    fallback = locale.gettext(
        "on {date} at {time} UTC", date=written_date(locale, moment.date()), time=f"{moment:%H:%M}"
    )
    tokens = locale.gettext("{date} at {time}", date="{date_long_pretty}", time="{time}")
    return f"<!date^{int(moment.timestamp())}^{tokens}|{fallback}>"


def moment_date(locale: Locale, moment: datetime) -> str:
    """Write the day of a moment in the reader's own zone; who cannot see that reads UTC's."""
    return f"<!date^{int(moment.timestamp())}^{{date_long}}|{full_date(locale, moment.date())}>"


def city(locale: Locale, zone: str) -> str:
    """Name the place that a time zone of the IANA is called by, as in "New York"."""
    known = babel("core").Locale.parse(locale.code).time_zones
    name = babel("core").get_global("zone_aliases").get(zone, zone)
    return str(known[name].get("city", "") if name in known else "") or name.rpartition("/")[2].replace("_", " ")


def _date_text(locale: Locale, day: date, pattern: str) -> str:
    """Write a day by a pattern of Unicode's CLDR."""
    return str(babel("dates").format_date(day, pattern, locale=locale.code))
