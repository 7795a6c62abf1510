"""The schedule and the people of a standup in words."""

from app.domain.standup import LAST_WEEK, WEEKDAYS, Posting, Standup
from app.language import Locale, later
from app.views.kit.dates import city, weekday
from app.views.kit.text import escape, listed

EACH_DAY = (
    later("Mondays"),
    later("Tuesdays"),
    later("Wednesdays"),
    later("Thursdays"),
    later("Fridays"),
    later("Saturdays"),
    later("Sundays"),
)
ORDINALS = {1: later("first"), 2: later("second"), 3: later("third"), 4: later("fourth"), LAST_WEEK: later("last")}
WEEKEND = frozenset({5, 6})
MOST_NAMED = 5


def schedule_words(locale: Locale, standup: Standup) -> str:
    """Return when it asks and reports, as in "weekdays at 09:00, each in their own time zone, report at 10:30"."""
    return f"{_asking(locale, standup)}, {_report(locale, standup)}"


def asking_words(locale: Locale, standup: Standup) -> str:
    """Return when it asks, for use within a sentence: "on weekdays at 09:00, each in their own time zone"."""
    words = _asking(locale, standup)
    return words if words.startswith(("on ", "every ")) else locale.gettext("on {days}", days=words)


def days_words(locale: Locale, standup: Standup) -> str:
    """Return on which days it takes place, as in "every second Thursday"."""
    names = [weekday(locale, day) for day in sorted(standup.schedule.days)]
    if standup.schedule.month_week is not None:
        nth = ORDINALS.get(standup.schedule.month_week, "")
        return locale.gettext(
            "on the {nth} {days} of the month", nth=locale.gettext(nth) if nth else "", days=listed(locale, names)
        )
    if standup.schedule.every_weeks == 1:
        return _every_week(locale, standup.schedule.days)
    if len(names) == 1:
        return locale.gettext("every {nth} {day}", nth=_nth(locale, standup.schedule.every_weeks), day=names[0])
    return locale.gettext(
        "{days} of every {nth} week",
        days=_every_week(locale, standup.schedule.days),
        nth=_nth(locale, standup.schedule.every_weeks),
    )


def zone_words(locale: Locale, zone: str) -> str:
    """Return a zone as people call it: "Prague time" for Europe/Prague."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    return locale.gettext("{place} time", place=city(locale, zone))


def people_words(locale: Locale, standup: Standup) -> str:
    """Return the people that it asks, as in "everyone in the channel"."""
    if standup.roles.people is None:
        return locale.gettext("everyone in the channel")
    asked = standup.asks(())
    if len(asked) > MOST_NAMED:
        return locale.ngettext("{number} person", "{number} people", len(asked))
    return listed(locale, [f"<@{escape(user_id)}>" for user_id in asked])


def _asking(locale: Locale, standup: Standup) -> str:
    days, time = days_words(locale, standup), f"{standup.schedule.ask_at:%H:%M}"
    if standup.schedule.own_zones:
        return locale.gettext("{days} at {time}, each in their own time zone", days=days, time=time)
    return locale.gettext(
        "{days} at {time} {zone}", days=days, time=time, zone=zone_words(locale, standup.schedule.zone)
    )


def _every_week(locale: Locale, days: frozenset[int]) -> str:
    known = {
        frozenset(range(7)): locale.gettext("every day"),
        WEEKDAYS: locale.gettext("weekdays"),
        WEEKEND: locale.gettext("weekends"),
    }
    return known.get(days) or listed(locale, [locale.gettext(EACH_DAY[day]) for day in sorted(days)])


def _nth(locale: Locale, weeks: int) -> str:
    return locale.gettext(ORDINALS[weeks]) if weeks in ORDINALS else locale.gettext("{number}th", number=weeks)


def report_words(locale: Locale, standup: Standup) -> str:
    """Return the time of the report, as in "10:30" or "01:30 the next day"."""
    time = f"{standup.schedule.report_at:%H:%M}"
    return locale.gettext("{time} the next day", time=time) if standup.schedule.reports_next_day else time


def _report(locale: Locale, standup: Standup) -> str:
    latest = report_words(locale, standup)
    return {
        Posting.AT_TIME: locale.gettext("report at {time}", time=latest),
        Posting.WHEN_COMPLETE: locale.gettext("report once all have answered, {time} at the latest", time=latest),
        Posting.AS_IT_COMES: locale.gettext("answers posted as they come until {time}", time=latest),
    }[standup.look.posting]
