"""Answers as the channel reads them."""

from app.domain.digest import answered
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.language import Locale
from app.views.kinds import shown


def as_posted(locale: Locale, occurrence: Occurrence, report: Report) -> list[str]:
    """Give all that somebody answered as the channel reads it."""
    return [shown(locale, question, answer) for question, answer in answered(occurrence, report)]
