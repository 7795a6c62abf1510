"""Four weeks of a standup in figures: about the team, and never about one person."""

from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, PlainTextObject
from slack_sdk.models.views import View

from app.domain.history import Look, Page, Span
from app.domain.insight import Insight
from app.domain.standup import AnswerKind, Standup
from app.domain.tallies import FEWEST
from app.views.history import modal, said, span_words
from app.views.pages import row_of, turn
from app.views.tally import word_of
from app.views.text import listed

MOST_DAYS = 5
MINUTES_THAT_READ_WELL = 90

_ABOUT = "These figures are about the team. There are none about one person."


def figures_to_come(standup: Standup) -> View:
    """Say that the figures are being worked out."""
    return _modal(standup, [said("Four weeks of reports are being read. This takes a moment.")])


def figures(standup: Standup, summed: Insight, span: Span, today: date) -> View:
    """Show what four weeks come to."""
    back = row_of("ways", turn("All days", Page(Look.DAYS, standup.standup_id), 0))
    if not summed.days:
        return _modal(standup, [said(f"{span_words(span, today)}: no report was posted."), *back])
    reports = "One report was posted" if summed.days == 1 else f"{summed.days} reports were posted"
    blocks: list[Block] = [
        HeaderBlock(text=PlainTextObject(text="Four weeks in figures", emoji=False)),
        said(f"{span_words(span, today)}. {reports}."),
        DividerBlock(),
        said(f"*Answered*\n{_share(summed)}"),
        said(f"*Time to answer*\n{_wait(summed.typical_wait)}"),
        said(f"*Days with open blockers*\n{_blocked(summed)}"),
        *_mood(standup, summed),
        ContextBlock(elements=[PlainTextObject(text=_ABOUT, emoji=False)]),
        DividerBlock(),
        *back,
    ]
    return _modal(standup, blocks)


def _modal(standup: Standup, blocks: list[Block]) -> View:
    return modal(standup.name, Page(Look.INSIGHT, standup.standup_id), blocks)


def _share(summed: Insight) -> str:
    if not summed.expected:
        return "Nobody was expected to answer."
    return f"{summed.answered * 100 // summed.expected} % ({summed.answered:,} of {summed.expected:,} answers)"


def _wait(wait: timedelta | None) -> str:
    if wait is None:
        return "Not known yet."
    minutes = round(wait.total_seconds() / 60)
    if minutes < 1:
        words = "less than a minute"
    elif minutes <= MINUTES_THAT_READ_WELL:
        words = "a minute" if minutes == 1 else f"{minutes} minutes"
    else:
        words = f"{minutes / 60:.1f} hours"
    return f"Half of all answers came within {words} of the question."


def _blocked(summed: Insight) -> str:
    if not summed.blocked_days:
        return "None."
    named = [f"{day.day} {day:%B}" for day in reversed(summed.blocked_days)]
    return f"{len(named)} of {summed.days}: {listed(named, MOST_DAYS)}"


def _mood(standup: Standup, summed: Insight) -> list[Block]:
    if not any(question.kind is AnswerKind.MOOD for question in standup.questions):
        return []
    shown = " · ".join(f"{count:,} {word_of(mood)}" for mood, count in summed.moods.items())
    return [said(f"*Mood*\n{shown or f'Shown once {FEWEST[AnswerKind.MOOD]} people or more have told theirs.'}")]
