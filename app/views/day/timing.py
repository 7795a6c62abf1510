"""Until when somebody can answer and when the report begins, in the same words for menu and form."""

from datetime import datetime

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.standup import Posting
from app.language import Locale
from app.views.day import outlook
from app.views.kit.dates import report_time, written_date


def deadline(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    """Return the time until which somebody can answer: their own, if people have times of their own."""
    return report_time(locale, occurrence, report.terms.closes_at)


def goes_at_once(occurrence: Occurrence) -> bool:
    """Whether an answer is posted as soon as it is given."""
    return occurrence.look.posting is Posting.AS_IT_COMES or occurrence.is_out


def begins_before(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    """Return until when somebody can answer and when the report begins; empty if these are the same time."""
    if (
        report.terms.closes_at is None
        or report.terms.closes_at == occurrence.plan.report_at
        or goes_at_once(occurrence)
    ):
        return ""
    fields = {
        "channel": f"<#{occurrence.channel}>",
        "deadline": deadline(locale, occurrence, report),
        "begins": report_time(locale, occurrence),
    }
    if occurrence.look.posting is Posting.WHEN_COMPLETE:
        return locale.gettext(
            "Answer by {deadline}; the report in {channel} begins when everyone has answered, "
            "at {begins} at the latest.",
            **fields,
        )
    return locale.gettext("Answer by {deadline}; the report in {channel} begins at {begins}.", **fields)


def form_goes(
    locale: Locale, occurrence: Occurrence, report: Report, now: datetime, becomes: Outlook = AS_PLANNED
) -> str:
    """Return where, when and under whose name the answers of the form are shown."""
    if not becomes.goes:
        return outlook.for_answered(locale, occurrence, becomes)
    fields = {"channel": f"<#{occurrence.channel}>", "time": deadline(locale, occurrence, report)}
    if report.post.parts or report.post.version:
        return locale.gettext("Already posted to {channel}; it is updated there.", **fields)
    if report.is_closed(occurrence, now):
        date = written_date(locale, occurrence.day)
        words = locale.gettext(
            "Goes to {channel} under your name, in the thread of the report of {date}.", date=date, **fields
        )
    elif begins := begins_before(locale, occurrence, report):
        words = f"{begins} {locale.gettext('Your answers join it under your name.')}"
    elif goes_at_once(occurrence):
        words = locale.gettext("Goes to {channel} under your name as soon as you send it; open until {time}.", **fields)
    elif occurrence.look.posting is Posting.WHEN_COMPLETE:
        words = locale.gettext(
            "Goes to {channel} under your name when everyone has answered, at {time} at the latest.", **fields
        )
    else:
        words = locale.gettext("Goes to {channel} at {time} under your name.", **fields)
    return words
