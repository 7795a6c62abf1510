"""Answers as the channel reads them."""

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import answered
from app.language import Locale
from app.views.kit.kinds import shown


def as_posted(locale: Locale, occurrence: Occurrence, report: Report) -> list[str]:
    """Return all that somebody answered as the channel reads it."""
    return [shown(locale, question, answer) for question, answer in answered(occurrence, report)]
