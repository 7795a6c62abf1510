"""A standup's schedule and people in words."""

from app.domain.standup import LAST_WEEK, WEEKDAYS, Posting, Standup
from app.views.text import escape, listed

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST_WEEK: "last"}
WEEKEND = frozenset({5, 6})
NAMED = 5


def schedule_words(standup: Standup) -> str:
    """Say when it asks and reports, as in "weekdays at 09:00, each in their own time zone, report at 10:30"."""
    return f"{_asking(standup)}, {_report(standup)}"


def asking_words(standup: Standup) -> str:
    """Say when it asks within a sentence, as in "on weekdays at 09:00, each in their own time zone"."""
    words = _asking(standup)
    return words if words.startswith(("on ", "every ")) else f"on {words}"


def days_words(standup: Standup) -> str:
    """Say on which days it takes place, as in "every second Thursday"."""
    names = [DAYS[day] for day in sorted(standup.days)]
    if standup.month_week is not None:
        return f"on the {ORDINALS.get(standup.month_week, '')} {listed(names)} of the month"
    if standup.every_weeks == 1:
        return _every_week(standup.days, names)
    if len(names) == 1:
        return f"every {_nth(standup.every_weeks)} {names[0]}"
    return f"{_every_week(standup.days, names)} of every {_nth(standup.every_weeks)} week"


def zone_words(zone: str) -> str:
    """Name a zone as people do: "Prague time" for Europe/Prague."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    return f"{zone.rsplit('/', 1)[1].replace('_', ' ')} time"


def people_words(standup: Standup) -> str:
    """Say whom it asks, as in "everyone in the channel"."""
    if standup.people is None:
        return "everyone in the channel"
    asked = standup.asks(())
    if len(asked) > NAMED:
        return f"{len(asked)} people"
    return listed([f"<@{escape(user_id)}>" for user_id in asked])


def _asking(standup: Standup) -> str:
    return f"{days_words(standup)} at {standup.ask_at:%H:%M}{_zone(standup)}"


def _every_week(days: frozenset[int], names: list[str]) -> str:
    known = {frozenset(range(7)): "every day", WEEKDAYS: "weekdays", WEEKEND: "weekends"}
    return known.get(days) or listed([f"{name}s" for name in names])


def _nth(weeks: int) -> str:
    return ORDINALS.get(weeks) or f"{weeks}th"


def _zone(standup: Standup) -> str:
    return ", each in their own time zone" if standup.own_zones else f" {zone_words(standup.zone)}"


def _report(standup: Standup) -> str:
    latest = f"{standup.report_at:%H:%M}"
    return {
        Posting.AT_TIME: f"report at {latest}",
        Posting.WHEN_COMPLETE: f"report once all have answered, {latest} at the latest",
        Posting.AS_IT_COMES: f"answers posted as they come until {latest}",
    }[standup.posting]
