"""The answers to `skip`, for today or for a later day."""

from datetime import date

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.standup import Standup
from app.errors import NotWaiting
from app.language import Locale
from app.slack.message import Message
from app.views.day import outlook
from app.views.home.commands import reply, standup_name
from app.views.kit.dates import written_date
from app.views.kit.notices import sentence_for, typed_name
from app.views.kit.text import escape


def after_skipping(locale: Locale, occurrence: Occurrence, report: Report, becomes: Outlook = AS_PLANNED) -> Message:
    """Return what a skip did, and what becomes of the day."""
    message = _after_skipping(locale, occurrence, report)
    return message if becomes.goes else reply(f"{message.text} {outlook.why_not(locale, occurrence, becomes)}")


def _after_skipping(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    name, channel = f"*{escape(occurrence.name)}*", f"<#{occurrence.channel}>"
    if report.state is State.SKIPPED:
        if occurrence.is_out:
            return reply(locale.gettext("You skipped {name}.", name=name))
        return reply(locale.gettext("You are skipping {name} today. *Undo* is in its message.", name=name))
    if report.is_submitted:
        return reply(locale.gettext("You have answered {name} already, so there is nothing to skip.", name=name))
    if occurrence.is_out:
        out = locale.gettext("{name} is in {channel} already, without you.", name=name, channel=channel)
        return reply(f"{out} {locale.gettext('You can still add your report to the thread.')}")
    if report.is_away:
        return reply(locale.gettext("You are marked away, so {name} is not waiting for you.", name=name))
    return reply(locale.gettext("{name} does not wait for you today.", name=name))


def not_waiting(locale: Locale, error: NotWaiting) -> Message:
    """Return why there is nothing to skip now, and how to skip the next day."""
    sentence = sentence_for(locale, error)
    if error.day is None:
        return reply(sentence)
    command = f"`skip {typed_name(error.name)} {error.day.isoformat()}`"
    return reply(f"{sentence} {locale.gettext('To leave that day out, type {command}.', command=command)}")


def nothing_to_skip(locale: Locale, standup: Standup, day: date, today: date) -> Message:
    """Return that the standup does not ask the person on that day anyway."""
    name, date_ = standup_name(standup), written_date(locale, day, today)
    return reply(
        locale.gettext("{name} does not ask you on {date}, so there is nothing to skip.", name=name, date=date_)
    )


def day_is_over(locale: Locale) -> Message:
    return reply(locale.gettext("That day is over, so there is nothing to skip."))


def skips_no_more(locale: Locale, standup: Standup | None, day: date, today: date) -> Message:
    """Return that a planned skip is taken back."""
    name = standup_name(standup) if standup else locale.gettext("The standup")
    return reply(
        locale.gettext("{name} asks you as usual on {date}.", name=name, date=written_date(locale, day, today))
    )
