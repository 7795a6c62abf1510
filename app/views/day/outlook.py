"""Sentences about a day that is not posted as planned: why, and what would help; for menu, Home, form and commands."""

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.schedule import local_date
from app.domain.scheduling.outlook import Fate, Outlook, why_missed
from app.language import Locale, later
from app.views.kit.dates import clock_time, written_date
from app.views.kit.text import escape

_WHY = {
    Fate.PAUSED: later("This standup is paused, so nothing is posted to {channel} for now."),
    Fate.DELETED: later("This standup was deleted, so nothing is posted to {channel}."),
    Fate.ARCHIVED: later("{channel} is archived, so I can't post there."),
    Fate.REMOVED: later("I'm not in {channel} any more, so I can't post there."),
    Fate.GONE: later("I can't find {channel} any more: it was deleted, or I was taken out of it."),
    Fate.HELD: later("I could not post to {channel} yet."),
}
_GOES = {
    Fate.PAUSED: later("Your answers go there if the standup is resumed before {time}."),
    Fate.DELETED: later("Your answers go there only if the standup is restored before {time}."),
    Fate.ARCHIVED: later("Your answers go there if the channel is unarchived, with me in it, before {time}."),
    Fate.REMOVED: later("Your answers go there if somebody writes `/invite @standup` there before {time}."),
    Fate.GONE: later("Your answers go there if I'm in it again before {time}."),
    Fate.HELD: later("Your answers go there if that works before {time}; I keep trying."),
}
_MISSED = {
    Fate.PAUSED: later("The standup was paused."),
    Fate.DELETED: later("The standup was deleted."),
    Fate.ARCHIVED: later("The channel was archived."),
    Fate.REMOVED: later("I wasn't in the channel."),
    Fate.GONE: later("I could not find the channel."),
    Fate.HELD: later("I could not post it in time."),
}


def why_not(locale: Locale, occurrence: Occurrence, outlook: Outlook) -> str:
    """Return why the report is not posted as planned."""
    return locale.gettext(_WHY[outlook.fate], channel=f"<#{occurrence.channel}>")


def posted_if(locale: Locale, occurrence: Occurrence, outlook: Outlook) -> str:
    """Return what has to happen, and until when, so that the report is posted after all; empty if it is too late."""
    if outlook.until is None:
        return ""
    is_later = local_date(outlook.until, occurrence.plan.zone) != occurrence.day
    return locale.gettext(_GOES[outlook.fate], time=clock_time(locale, outlook.until, with_day=is_later))


def for_menu(locale: Locale, occurrence: Occurrence, report: Report, outlook: Outlook) -> str:
    """Return the text of a person's menu."""
    if report.is_submitted:
        words = join_sentences(
            locale.gettext("*Thank you.* Your report is in."), for_answered(locale, occurrence, outlook)
        )
    elif outlook.is_deleted:
        words = join_sentences(why_not(locale, occurrence, outlook), locale.gettext("You don't need to answer."))
    elif report.is_skipped:
        words = join_sentences(locale.gettext("You are skipping this day."), why_not(locale, occurrence, outlook))
    else:
        words = for_unanswered(locale, occurrence, outlook)
    return f"*{escape(occurrence.name)}* · {written_date(locale, occurrence.day)}\n{words}"


def for_answered(locale: Locale, occurrence: Occurrence, outlook: Outlook) -> str:
    """Return the text for somebody whose answers are stored."""
    return join_sentences(
        why_not(locale, occurrence, outlook), posted_if(locale, occurrence, outlook), answers_kept(locale)
    )


def for_unanswered(locale: Locale, occurrence: Occurrence, outlook: Outlook) -> str:
    """Return the text for somebody who has not answered."""
    why, goes = why_not(locale, occurrence, outlook), posted_if(locale, occurrence, outlook)
    return join_sentences(why, locale.gettext("You can still answer."), goes)


def for_reader(locale: Locale, occurrence: Occurrence, outlook: Outlook) -> str:
    """Return the text for somebody who reads the whole report."""
    return f"*{escape(occurrence.name)}*: {why_not(locale, occurrence, outlook)}"


def answers_kept(locale: Locale) -> str:
    return locale.gettext("Either way they stay with you, under *My reports* on my Home tab.")


def reason_missed(locale: Locale, occurrence: Occurrence) -> str:
    """Return why a day was missed."""
    return locale.gettext(_MISSED[why_missed(occurrence)])


def join_sentences(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
