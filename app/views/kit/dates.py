"""Dates and times in the words of a language; Babel knows its names of days and months.

Times for people are `<!date^…>` tokens of Slack's, which every reader sees in their own zone. A client that cannot
show them shows the fallback, in UTC.
"""

from datetime import date, datetime

from app.domain.day.occurrence import Occurrence
from app.language import Locale, babel

MONDAY = date(2026, 11, 23)


class WrittenDate(str):
    """A date in words; `short` is the same without the weekday.

    A translation can say `{date.short}` if its language would have to decline the weekday in that sentence.
    """

    __slots__ = ("short",)
    short: str


def written_date(locale: Locale, day: date, today: date | None = None) -> WrittenDate:
    """Return a date as in "Tuesday, 24 November", with the year if it is not that of `today`."""
    is_near = today is None or day.year == today.year
    words = WrittenDate(
        _date_text(locale, day, locale.gettext("EEEE, d MMMM") if is_near else locale.gettext("EEEE, d MMMM y"))
    )
    words.short = short_date(locale, day, today)
    return words


def full_date(locale: Locale, day: date) -> WrittenDate:
    """Return a date that always has its year, as in "Tuesday, 24 November 2026"."""
    return written_date(locale, day, day.replace(year=day.year - 1, day=1))


def short_date(locale: Locale, day: date, today: date | None = None) -> str:
    """Return a date as in "24 November", with the year if it is not that of `today`."""
    return _date_text(
        locale, day, locale.gettext("d MMMM") if today is None or day.year == today.year else locale.gettext("d MMMM y")
    )


def written_month(locale: Locale, day: date) -> str:
    """Return the month of a day as in "November", in the form in which it stands alone."""
    return _date_text(locale, day, "LLLL")


def month_and_year(locale: Locale, day: date) -> str:
    """Return the month of a day as in "November 2026"."""
    return _date_text(locale, day, "LLLL y")


def weekday(locale: Locale, number: int) -> str:
    """Return the name of a weekday, counted from Monday as 0, in the form in which it stands alone."""
    return _date_text(locale, date.fromordinal(MONDAY.toordinal() + number), "cccc")


def clock_time(locale: Locale, moment: datetime, *, with_day: bool = False) -> str:
    """Return a time of day in the reader's zone; `with_day` as in "01:30, tomorrow"."""
    if with_day:
        fallback = locale.gettext(
            "{time} UTC on {date}", time=f"{moment:%H:%M}", date=written_date(locale, moment.date())
        )
        return f"<!date^{int(moment.timestamp())}^{{time}}, {{date_short_pretty}}|{fallback}>"
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} UTC>"


def report_time(locale: Locale, occurrence: Occurrence, moment: datetime | None = None) -> str:
    """Return the time at which a report is posted, or `moment`, with the day if the occurrence ends on the next one."""
    return clock_time(locale, moment or occurrence.plan.report_at, with_day=occurrence.ends_next_day)


def date_and_time(locale: Locale, moment: datetime) -> str:
    """Return a moment in the reader's zone, as in "tomorrow at 09:00"."""
    fallback = locale.gettext(
        "on {date} at {time} UTC", date=written_date(locale, moment.date()), time=f"{moment:%H:%M}"
    )
    tokens = locale.gettext("{date} at {time}", date="{date_long_pretty}", time="{time}")
    return f"<!date^{int(moment.timestamp())}^{tokens}|{fallback}>"


def moment_date(locale: Locale, moment: datetime) -> str:
    """Return the date of a moment in the reader's zone."""
    return f"<!date^{int(moment.timestamp())}^{{date_long}}|{full_date(locale, moment.date())}>"


def city(locale: Locale, zone: str) -> str:
    """Return the place that an IANA time zone is named after, as in "New York"."""
    known = babel("core").Locale.parse(locale.code).time_zones
    name = babel("core").get_global("zone_aliases").get(zone, zone)
    return str(known[name].get("city", "") if name in known else "") or name.rpartition("/")[2].replace("_", " ")


def _date_text(locale: Locale, day: date, pattern: str) -> str:
    """Return a date in a pattern of Unicode's CLDR."""
    return str(babel("dates").format_date(day, pattern, locale=locale.code))
