"""Four weeks of a standup in figures: about the team, and never about one person."""

from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, PlainTextObject
from slack_sdk.models.views import View

from app.domain.history import Look, Page, Span
from app.domain.insight import FEWEST_MOODS, Insight
from app.domain.standup import AnswerKind, Standup
from app.language import count, say
from app.views.dates import short_date
from app.views.history import modal, said, span_words
from app.views.kinds import mood_counted
from app.views.numbers import rounded, share, written_number
from app.views.pages import row_of, turn
from app.views.text import capital, listed

MOST_DAYS = 5
MINUTES_THAT_READ_WELL = 90


def figures_to_come(standup: Standup) -> View:
    """Say that the figures are being worked out."""
    return _modal(standup, [said(say("Four weeks of reports are being read. This takes a moment."))])


def figures(standup: Standup, summed: Insight, span: Span, today: date) -> View:
    """Show what four weeks come to."""
    back = row_of("ways", turn(say("All days"), Page(Look.DAYS, standup.standup_id), 0))
    which = capital(span_words(span, today))
    if not summed.days:
        return _modal(standup, [said(say("{days}: no report was posted.", days=which)), *back])
    posted = count("{days}. One report was posted.", "{days}. {number} reports were posted.", summed.days, days=which)
    about = say("These figures are about the team. There are none about one person.")
    blocks: list[Block] = [
        HeaderBlock(text=PlainTextObject(text=say("Four weeks in figures"), emoji=False)),
        said(posted),
        DividerBlock(),
        said(f"*{say('Answered')}*\n{_share(summed)}"),
        said(f"*{say('Time to answer')}*\n{_wait(summed.typical_wait)}"),
        said(f"*{say('Days with open blockers')}*\n{_blocked(summed)}"),
        *_mood(standup, summed),
        ContextBlock(elements=[PlainTextObject(text=about, emoji=False)]),
        DividerBlock(),
        *back,
    ]
    return _modal(standup, blocks)


def _modal(standup: Standup, blocks: list[Block]) -> View:
    return modal(standup.name, Page(Look.INSIGHT, standup.standup_id), blocks)


def _share(summed: Insight) -> str:
    if not summed.expected:
        return say("Nobody was expected to answer.")
    return say(
        "{percent} ({number} of {expected} answers)",
        percent=share(summed.answered, summed.expected),
        number=written_number(summed.answered),
        expected=written_number(summed.expected),
    )


def _wait(wait: timedelta | None) -> str:
    if wait is None:
        return say("Not known yet.")
    minutes = int(rounded(wait.total_seconds() / 60))
    if minutes < 1:
        return say("Half of all answers came within less than a minute of the question.")
    if minutes <= MINUTES_THAT_READ_WELL:
        return count(
            "Half of all answers came within a minute of the question.",
            "Half of all answers came within {number} minutes of the question.",
            minutes,
        )
    hours = rounded(minutes / 60, 1)
    if hours.is_integer():
        return count(
            "Half of all answers came within {number} hour of the question.",
            "Half of all answers came within {number} hours of the question.",
            int(hours),
        )
    return say("Half of all answers came within {hours} hours of the question.", hours=written_number(hours))


def _blocked(summed: Insight) -> str:
    if not summed.blocked_days:
        return say("None.")
    named = [short_date(day) for day in reversed(summed.blocked_days)]
    return say("{number} of {all}: {days}", number=len(named), all=summed.days, days=listed(named, MOST_DAYS))


def _mood(standup: Standup, summed: Insight) -> list[Block]:
    if not any(question.kind is AnswerKind.MOOD for question in standup.questions):
        return []
    shown = " · ".join(f"{written_number(number)} {mood_counted(mood)}" for mood, number in summed.moods.items())
    why = say("Shown once {number} people or more have told theirs.", number=FEWEST_MOODS)
    return [said(f"*{say('Mood')}*\n{shown or why}")]
