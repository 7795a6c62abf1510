"""What is answered to somebody who skips a standup by typing: today, or a day that is still to come."""

from datetime import date

from app.domain.occurrence import Occurrence
from app.domain.outlook import AS_PLANNED, Outlook
from app.domain.report import Report, State
from app.domain.standup import Standup
from app.errors import NotWaiting
from app.language import say
from app.message import Message
from app.views import outlook
from app.views.commands import said, standup_name
from app.views.dates import written_date
from app.views.notices import sentence_for, typed_name
from app.views.text import escape


def after_skipping(occurrence: Occurrence, report: Report, becomes: Outlook = AS_PLANNED) -> Message:
    """Say what has become of a skip, and of the day."""
    message = _after_skipping(occurrence, report)
    return message if becomes.goes else said(f"{message.text} {outlook.why_not(occurrence, becomes)}")


def _after_skipping(occurrence: Occurrence, report: Report) -> Message:
    name, channel = f"*{escape(occurrence.name)}*", f"<#{occurrence.channel}>"
    if report.state is State.SKIPPED:
        if occurrence.is_out:
            return said(say("You skipped {name}.", name=name))
        return said(say("You are skipping {name} today. *Undo* is in its message.", name=name))
    if report.is_submitted:
        return said(say("You have answered {name} already, so there is nothing to skip.", name=name))
    if occurrence.is_out:
        out = say("{name} is in {channel} already, without you.", name=name, channel=channel)
        return said(f"{out} {say('You can still add your report to the thread.')}")
    if report.is_away:
        return said(say("You are marked away, so {name} is not waiting for you.", name=name))
    return said(say("{name} does not wait for you today.", name=name))


def not_waiting(error: NotWaiting) -> Message:
    """Say why there is nothing to skip now, and how to leave the next day out."""
    sentence = sentence_for(error)
    if error.day is None:
        return said(sentence)
    command = f"`skip {typed_name(error.name)} {error.day.isoformat()}`"
    return said(f"{sentence} {say('To leave that day out, type {command}.', command=command)}")


def nothing_to_skip(standup: Standup, day: date, today: date) -> Message:
    """Say that a standup does not ask somebody on a day anyway."""
    name, date_ = standup_name(standup), written_date(day, today)
    return said(say("{name} does not ask you on {date}, so there is nothing to skip.", name=name, date=date_))


def day_is_over() -> Message:
    return said(say("That day is over, so there is nothing to skip."))


def skips_no_more(standup: Standup | None, day: date, today: date) -> Message:
    """Say that a skip that was said ahead is taken back."""
    name = standup_name(standup) if standup else say("The standup")
    return said(say("{name} asks you as usual on {date}.", name=name, date=written_date(day, today)))
