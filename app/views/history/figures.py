"""Four weeks of a standup in figures, which are about the team and never about one person."""

from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, PlainTextObject
from slack_sdk.models.views import View

from app.domain.history.history import Look, Page, Span
from app.domain.history.insight import FEWEST_MOODS, Insight
from app.domain.standup import AnswerKind, Standup
from app.language import Locale
from app.views.history.history import modal, section, span_words
from app.views.history.pages import row_of, turn
from app.views.kit.dates import short_date
from app.views.kit.kinds import mood_counted
from app.views.kit.numbers import rounded, share, written_number
from app.views.kit.text import capitalized, listed

MOST_DAYS = 5
MINUTES_THAT_READ_WELL = 90


def figures_to_come(locale: Locale, standup: Standup) -> View:
    """Return the modal that says that the figures are being calculated."""
    return _modal(
        locale, standup, [section(locale.gettext("Four weeks of reports are being read. This takes a moment."))]
    )


def figures(locale: Locale, standup: Standup, summed: Insight, span: Span, today: date) -> View:
    """Return the modal with the figures of four weeks."""
    back = row_of("ways", turn(locale.gettext("All days"), Page(Look.DAYS, standup.standup_id), 0))
    which = capitalized(span_words(locale, span, today))
    if not summed.days:
        return _modal(locale, standup, [section(locale.gettext("{days}: no report was posted.", days=which)), *back])
    posted = locale.ngettext(
        "{days}. One report was posted.", "{days}. {number} reports were posted.", summed.days, days=which
    )
    about = locale.gettext("These figures are about the team. There are none about one person.")
    blocks: list[Block] = [
        HeaderBlock(text=PlainTextObject(text=locale.gettext("Four weeks in figures"), emoji=False)),
        section(posted),
        DividerBlock(),
        section(f"*{locale.gettext('Answered')}*\n{_share(locale, summed)}"),
        section(f"*{locale.gettext('Time to answer')}*\n{_wait(locale, summed.typical_wait)}"),
        section(f"*{locale.gettext('Days with open blockers')}*\n{_blocked(locale, summed)}"),
        *_mood(locale, standup, summed),
        ContextBlock(elements=[PlainTextObject(text=about, emoji=False)]),
        DividerBlock(),
        *back,
    ]
    return _modal(locale, standup, blocks)


def _modal(locale: Locale, standup: Standup, blocks: list[Block]) -> View:
    return modal(locale, standup.name, Page(Look.INSIGHT, standup.standup_id), blocks)


def _share(locale: Locale, summed: Insight) -> str:
    if not summed.expected:
        return locale.gettext("Nobody was expected to answer.")
    return locale.gettext(
        "{percent} ({number} of {expected} answers)",
        percent=share(locale, summed.answered, summed.expected),
        number=written_number(locale, summed.answered),
        expected=written_number(locale, summed.expected),
    )


def _wait(locale: Locale, wait: timedelta | None) -> str:
    if wait is None:
        return locale.gettext("Not known yet.")
    minutes = int(rounded(wait.total_seconds() / 60))
    if minutes < 1:
        return locale.gettext("Half of all answers came within less than a minute of the question.")
    if minutes <= MINUTES_THAT_READ_WELL:
        return locale.ngettext(
            "Half of all answers came within a minute of the question.",
            "Half of all answers came within {number} minutes of the question.",
            minutes,
        )
    hours = rounded(minutes / 60, 1)
    if hours.is_integer():
        return locale.ngettext(
            "Half of all answers came within {number} hour of the question.",
            "Half of all answers came within {number} hours of the question.",
            int(hours),
        )
    return locale.gettext(
        "Half of all answers came within {hours} hours of the question.", hours=written_number(locale, hours)
    )


def _blocked(locale: Locale, summed: Insight) -> str:
    if not summed.blocked_days:
        return locale.gettext("None.")
    named = [short_date(locale, day) for day in reversed(summed.blocked_days)]
    return locale.gettext(
        "{number} of {all}: {days}", number=len(named), all=summed.days, days=listed(locale, named, MOST_DAYS)
    )


def _mood(locale: Locale, standup: Standup, summed: Insight) -> list[Block]:
    if not any(question.kind is AnswerKind.MOOD for question in standup.questions):
        return []
    shown = " · ".join(
        f"{written_number(locale, number)} {mood_counted(locale, mood)}" for mood, number in summed.moods.items()
    )
    why = locale.gettext("Shown once {number} people or more have told theirs.", number=FEWEST_MOODS)
    return [section(f"*{locale.gettext('Mood')}*\n{shown or why}")]
