"""What is wrong with a standup's configuration, field by field, in sentences for whoever wrote it."""

import re
from urllib.parse import urlsplit

from app.domain.limits import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_ADDRESS,
    LONGEST_AWAY_WORD,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_RETENTION,
    MOST_AWAY_WORDS,
    MOST_DAYS_OFF,
    MOST_NAMED,
    MOST_NAMED_IN_ALL,
    MOST_OWNERS,
    MOST_REMINDERS,
    MOST_WEEKS,
    is_day,
)
from app.domain.questions import questions_problem
from app.domain.standup import LAST_WEEK, Question, Standup
from app.domain.typed import seen
from app.domain.zones import can_be_told, is_listed
from app.language import LANGUAGES, say

A_DAY = 24 * 60  # in minutes
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}", re.ASCII)
_USER = re.compile(r"[UW][A-Z0-9]{2,}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


def problems_of(standup: Standup) -> dict[str, str]:
    """Say for each field of a configuration what is wrong with it; empty if it is in order."""
    return {**_too_much(standup), **senseless(standup)}


def senseless(standup: Standup) -> dict[str, str]:
    """Say what could not be worked with, whoever has stored it."""
    checks = {
        "name": "" if standup.name.strip() else say("Give it a name."),
        "channel": _channel_problem(standup.channel),
        "questions": questions_problem(standup.questions),
        "days": "" if standup.days else say("Choose at least one day."),
        "report_at": _report_problem(standup),
        "zone": "" if can_be_told(standup.zone) else say("Give a time zone's name, as in Europe/Prague."),
        "every_weeks": ""
        if 1 <= standup.every_weeks <= MOST_WEEKS
        else say("Every 1 to {most} weeks.", most=MOST_WEEKS),
        "starts_on": _start_problem(standup),
        "days_off": "" if all(map(is_day, standup.days_off)) else day_problem(),
        "month_week": ""
        if standup.month_week in {None, 1, 2, 3, 4, LAST_WEEK}
        else say("The first to fourth week of the month, or the last."),
        "reminders": _reminders_problem(standup),
        "people": _people_problem(standup),
        "country": country_problem(standup.country),
        "calendar_url": _address_problem(standup.calendar_url, say("The calendar's address begins with https://.")),
        "webhook_url": _address_problem(standup.webhook_url, say("The webhook's address begins with https://.")),
        "report_channel": _channel_problem(standup.report_channel) if standup.report_channel else "",
        "language": ""
        if standup.language in {"", *LANGUAGES}
        else say("One of {values}.", values=", ".join(LANGUAGES)),
        "retention_days": ""
        if 0 <= standup.retention_days <= LONGEST_RETENTION
        else say("0 to {most} days; 0 keeps them for good.", most=LONGEST_RETENTION),
    }
    return {field: problem for field, problem in checks.items() if problem}


def _too_much(standup: Standup) -> dict[str, str]:
    """Say of what there is more than anybody needs, or what nobody means or sees."""
    longest = {"name": LONGEST_NAME, "calendar_url": LONGEST_ADDRESS, "webhook_url": LONGEST_ADDRESS}
    most = {
        "people": (MOST_NAMED, standup.people or ()),
        "optional": (MOST_NAMED, standup.optional),
        "observers": (MOST_NAMED, standup.observers),
        "owners": (MOST_OWNERS, standup.owners),
    }
    checks = {
        **{name: _length_problem(getattr(standup, name), length) for name, length in longest.items()},
        **{
            name: "" if len(people) <= number else say("At most {most} people.", most=number)
            for name, (number, people) in most.items()
        },
        "zone": "" if is_listed(standup.zone) else say("Give a time zone's name, as in Europe/Prague."),
        "days_off": ""
        if len(standup.days_off) <= MOST_DAYS_OFF
        else say("At most {most} days off.", most=MOST_DAYS_OFF),
        "away_words": _away_words_problem(standup.away_words),
    }
    if len(standup.people or ()) + len(standup.optional) + len(standup.observers) > MOST_NAMED_IN_ALL:
        checks["people"] = say("At most {most} people.", most=MOST_NAMED_IN_ALL)
    too_long = [name for name, (_, people) in most.items() if any(len(user_id) > LONGEST_ID for user_id in people)]
    checks |= dict.fromkeys(too_long, say("People are named by their ids, as in U0123456789."))
    unseen = {"name": not seen(standup.name), "questions": not all(map(_is_seen, standup.questions))}
    words = {"name": say("Give it a name."), "questions": say("Write something that can be seen in each question.")}
    checks |= {field: words[field] for field, is_so in unseen.items() if is_so}
    return {field: problem for field, problem in checks.items() if problem}


def _is_seen(question: Question) -> bool:
    return all(map(seen, (question.text, question.label, *question.choices)))


def _length_problem(text: str, longest: int) -> str:
    return "" if len(text) <= longest else say("At most {most} characters.", most=longest)


def _away_words_problem(words: tuple[str, ...]) -> str:
    if len(words) > MOST_AWAY_WORDS:
        return say("At most {most} words.", most=MOST_AWAY_WORDS)
    return next(filter(None, (_length_problem(word, LONGEST_AWAY_WORD) for word in words)), "")


def _start_problem(standup: Standup) -> str:
    if standup.starts_on and not is_day(standup.starts_on):
        return day_problem()
    return "" if standup.every_weeks == 1 or standup.starts_on else say("Say from which week on to count.")


def day_problem() -> str:
    return say("A day from {first} to {last}.", first=FIRST_DAY.year, last=LAST_DAY.year)


def country_problem(country: str) -> str:
    """Say what is wrong with the code of a country or of a part of one; empty is none."""
    return "" if not country or _COUNTRY.fullmatch(country) else say("A country's code, as in DE.")


def _channel_problem(channel: str) -> str:
    return "" if _CHANNEL.fullmatch(channel) else say("Choose a channel.")


def _report_problem(standup: Standup) -> str:
    if standup.report_at != standup.ask_at:
        return ""
    return say("The report comes after the questions, and before the next ones. An earlier time is on the next day.")


def _reminders_problem(standup: Standup) -> str:
    minutes = (standup.report_at.hour - standup.ask_at.hour) * 60 + standup.report_at.minute - standup.ask_at.minute
    minutes %= A_DAY
    if len(standup.reminders) > MOST_REMINDERS:
        return say("At most {most} reminders.", most=MOST_REMINDERS)
    fit = all(0 < reminder < minutes for reminder in standup.reminders)
    return "" if fit or not minutes else say("Reminders come between the questions and the report.")


def is_person(user_id: str) -> bool:
    """Whether a text has the form of a person's id."""
    return _USER.fullmatch(user_id) is not None


def _people_problem(standup: Standup) -> str:
    named = (*(standup.people or ()), *standup.optional, *standup.observers, *standup.owners)
    if not all(map(is_person, named)):
        return say("People are named by their ids, as in U0123456789.")
    return "" if standup.people is None or standup.asks(()) else say("Choose at least one person.")


def _address_problem(url: str, problem: str) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half a bracket, or a port that is no number
        is_good = False
    return "" if is_good else problem
