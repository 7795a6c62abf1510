"""A standup's schedule and people in words."""

from app.domain.standup import LAST_WEEK, WEEKDAYS, Posting, Standup
from app.language import count, later, say
from app.views.dates import city, weekday
from app.views.text import escape, listed

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
NAMED = 5


def schedule_words(standup: Standup) -> str:
    """Say when it asks and reports, as in "weekdays at 09:00, each in their own time zone, report at 10:30"."""
    return f"{_asking(standup)}, {_report(standup)}"


def asking_words(standup: Standup) -> str:
    """Say when it asks within a sentence, as in "on weekdays at 09:00, each in their own time zone"."""
    words = _asking(standup)
    return words if words.startswith(("on ", "every ")) else say("on {days}", days=words)


def days_words(standup: Standup) -> str:
    """Say on which days it takes place, as in "every second Thursday"."""
    names = [weekday(day) for day in sorted(standup.schedule.days)]
    if standup.schedule.month_week is not None:
        nth = ORDINALS.get(standup.schedule.month_week, "")
        return say("on the {nth} {days} of the month", nth=say(nth) if nth else "", days=listed(names))
    if standup.schedule.every_weeks == 1:
        return _every_week(standup.schedule.days)
    if len(names) == 1:
        return say("every {nth} {day}", nth=_nth(standup.schedule.every_weeks), day=names[0])
    return say(
        "{days} of every {nth} week", days=_every_week(standup.schedule.days), nth=_nth(standup.schedule.every_weeks)
    )


def zone_words(zone: str) -> str:
    """Name a zone as people do: "Prague time" for Europe/Prague."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    return say("{place} time", place=city(zone))


def people_words(standup: Standup) -> str:
    """Say whom it asks, as in "everyone in the channel"."""
    if standup.roles.people is None:
        return say("everyone in the channel")
    asked = standup.asks(())
    if len(asked) > NAMED:
        return count("{number} person", "{number} people", len(asked))
    return listed([f"<@{escape(user_id)}>" for user_id in asked])


def _asking(standup: Standup) -> str:
    days, time = days_words(standup), f"{standup.schedule.ask_at:%H:%M}"
    if standup.schedule.own_zones:
        return say("{days} at {time}, each in their own time zone", days=days, time=time)
    return say("{days} at {time} {zone}", days=days, time=time, zone=zone_words(standup.schedule.zone))


def _every_week(days: frozenset[int]) -> str:
    known = {frozenset(range(7)): say("every day"), WEEKDAYS: say("weekdays"), WEEKEND: say("weekends")}
    return known.get(days) or listed([say(EACH_DAY[day]) for day in sorted(days)])


def _nth(weeks: int) -> str:
    return say(ORDINALS[weeks]) if weeks in ORDINALS else say("{number}th", number=weeks)


def report_words(standup: Standup) -> str:
    """Say when the report comes, as in "10:30", or "01:30 the next day"."""
    time = f"{standup.schedule.report_at:%H:%M}"
    return say("{time} the next day", time=time) if standup.schedule.reports_next_day else time


def _report(standup: Standup) -> str:
    latest = report_words(standup)
    return {
        Posting.AT_TIME: say("report at {time}", time=latest),
        Posting.WHEN_COMPLETE: say("report once all have answered, {time} at the latest", time=latest),
        Posting.AS_IT_COMES: say("answers posted as they come until {time}", time=latest),
    }[standup.look.posting]
