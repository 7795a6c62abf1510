"""The modal with a standup's further settings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    Option,
    StaticMultiSelectElement,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from app.domain.limits import MOST_REMINDERS, MOST_WEEKS, read_day
from app.domain.standup import LAST_WEEK, Posting, Standup
from app.language import count, later, say
from app.problem import Problem, Wrong
from app.records import replace
from app.views import ids
from app.views.fields import (
    Values,
    field,
    lines,
    one_of,
    people_field,
    picked,
    picked_all,
    picked_date,
    said,
    text_field,
    values_of,
    written,
)
from app.views.standup_form import Editing
from app.views.zones import zone_groups, zone_option

POSTINGS = {
    Posting.AT_TIME.value: later("At the report's time"),
    Posting.WHEN_COMPLETE.value: later("As soon as everyone has answered"),
    Posting.AS_IT_COMES.value: later("Each answer as it comes"),
}
WHOSE_TIME = {"own": later("Each person's own time zone"), "one": later("One time zone for all")}
REMINDERS = (10, 15, 30, 60, 120)
_MONTHLY = {
    "first": later("Once a month, on the first such day"),
    "second": later("Once a month, on the second such day"),
    "third": later("Once a month, on the third such day"),
    "fourth": later("Once a month, on the fourth such day"),
    "last": later("Once a month, on the last such day"),
}
_WEEKLY = tuple(map(str, range(1, MOST_WEEKS + 1)))
_MONTH_WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST_WEEK}
_LONGEST_LIST = 3000


def settings_form(standup: Standup, editing: Editing) -> View:
    """Build the modal."""
    return View(
        type="modal",
        callback_id=ids.SETTINGS_FORM,
        title=say("More settings"),
        submit=say("Done"),
        close=say("Back"),
        private_metadata=editing.kept(),
        blocks=[*_times(standup), *_people(standup), *_rest(standup)],
    )


def _times(standup: Standup) -> list[Block]:
    whose = one_of(said(WHOSE_TIME), "own" if standup.own_zones else "one", side_by_side=True)
    posting = one_of(said(POSTINGS), standup.posting.value, side_by_side=True)
    often = one_of(_rhythms(), _rhythm(standup))
    zone = StaticSelectElement(option_groups=zone_groups(standup.zone), initial_option=zone_option(standup.zone))
    starts = DatePickerElement(initial_date=standup.starts_on.isoformat() if standup.starts_on else None)
    return [
        field("posting", say("Answers reach the channel"), posting),
        field("own_zones", say("Times are those of"), whose),
        field("zone", say("Time zone"), zone, hint=say("For all, or for whoever has none in their Slack profile.")),
        _reminders(standup.reminders),
        field("every_weeks", say("How often"), often, hint=say("On the days that you have chosen.")),
        field("starts_on", say("From"), starts, hint=say("Weeks are counted from the one of this day."), optional=True),
    ]


def _reminders(minutes: tuple[int, ...]) -> InputBlock:
    options = {each: _reminder(each) for each in sorted({*REMINDERS, *minutes})}
    chosen = [options[each] for each in sorted(minutes)]
    element = StaticMultiSelectElement(
        options=list(options.values()),
        initial_options=chosen or None,
        max_selected_items=MOST_REMINDERS,
        placeholder=say("None"),
    )
    hint = say("Only who has not answered is reminded, and never at night.")
    return field("reminders", say("Reminders before the report"), element, hint=hint, optional=True)


def _reminder(minutes: int) -> Option:
    hours, rest = divmod(minutes, 60)
    whole = hours and not rest
    words = (
        count("{number} hour", "{number} hours", hours)
        if whole
        else count("{number} minute", "{number} minutes", minutes)
    )
    return Option(text=words, value=str(minutes))


def _rhythms() -> dict[str, str]:
    few = {"1": say("Every week"), "2": say("Every second week"), "3": say("Every third week")}
    weekly = {weeks: count("Every {number} week", "Every {number} weeks", int(weeks)) for weeks in _WEEKLY}
    return {**weekly, **few, **said(_MONTHLY)}


def _rhythm(standup: Standup) -> str:
    if standup.month_week is None:
        return str(standup.every_weeks)
    return next(name for name, week in _MONTH_WEEKS.items() if week == standup.month_week)


def _people(standup: Standup) -> list[Block]:
    parts = {
        "optional": (
            say("May answer, need not"),
            say("They are asked, and never reminded or counted as missing."),
        ),
        "observers": (say("Only read"), say("They are in the channel and are not asked.")),
        "owners": (say("Owners"), say("They may change this standup, as may workspace admins.")),
    }
    return [
        field(name, label, people_field(getattr(standup, name), say("Nobody")), hint=hint, optional=name != "owners")
        for name, (label, hint) in parts.items()
    ]


def _rest(standup: Standup) -> list[Block]:
    days = "\n".join(day.isoformat() for day in standup.days_off)
    url = UrlInputElement(initial_value=standup.calendar_url or None)
    words = text_field(", ".join(standup.away_words), _LONGEST_LIST, placeholder=say("vacation, sick"))
    return [
        field(
            "country",
            say("Public holidays of"),
            text_field(standup.country, 6, placeholder=say("DE")),
            hint=say("A country's code, as in DE, or with its part, as in DE-BY. There is no standup on its holidays."),
            optional=True,
        ),
        field(
            "days_off",
            say("Days off"),
            text_field(days, _LONGEST_LIST, lines=True),
            hint=say("One date a line, as in 2026-12-24."),
            optional=True,
        ),
        field("calendar_url", say("Calendar of days off"), url, hint=say("Its iCal address, https://…"), optional=True),
        field(
            "away_words",
            say("Words in a Slack status that mean away"),
            words,
            hint=say("Separated by commas. Whoever has one of them in their status is not asked."),
            optional=True,
        ),
    ]


def parse_settings(view: Mapping[str, Any], standup: Standup) -> tuple[Standup, dict[str, Problem]]:
    """Take the fields over into the standup; returns what cannot be read, by field, too."""
    values = values_of(view)
    days, problems = _dates(lines(values, "days_off"))
    rhythm = picked(values, "every_weeks")
    posting = picked(values, "posting")
    changed = replace(
        standup,
        posting=Posting(posting) if posting in POSTINGS else standup.posting,
        own_zones=picked(values, "own_zones") == "own",
        zone=picked(values, "zone") or standup.zone,
        reminders=_minutes(values),
        month_week=_MONTH_WEEKS.get(rhythm),
        every_weeks=int(rhythm) if rhythm in _WEEKLY else 1,
        starts_on=picked_date(values, "starts_on"),
        optional=picked_all(values, "optional", "users"),
        observers=picked_all(values, "observers", "users"),
        owners=picked_all(values, "owners", "users"),
        country=written(values, "country").upper(),
        days_off=days,
        calendar_url=written(values, "calendar_url"),
        away_words=tuple(filter(None, (word.strip() for word in written(values, "away_words").split(",")))),
    )
    return changed, problems


def _minutes(values: Values) -> tuple[int, ...]:
    chosen = {int(minutes) for minutes in picked_all(values, "reminders") if minutes.isdecimal()}
    return tuple(sorted(chosen, reverse=True))


def _dates(texts: tuple[str, ...]) -> tuple[tuple[date, ...], dict[str, Problem]]:
    days, wrong = set(), []
    for text in texts:
        try:
            days.add(read_day(text))
        except ValueError:
            wrong.append(text)
    problems = {"days_off": Problem(Wrong.NO_DATE, {"words": wrong[0][:40]})} if wrong else {}
    return tuple(sorted(days)), problems
