"""The answers of a report as the channel reads them."""

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import answered
from app.language import Locale
from app.views.kit.kinds import answer_text


def as_posted(locale: Locale, occurrence: Occurrence, report: Report) -> list[str]:
    """Return all answers of a report as the channel reads them, in the order of the questions."""
    return [answer_text(locale, question, answer) for question, answer in answered(occurrence, report)]
