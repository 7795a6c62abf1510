"""Answers as the channel reads them."""

from app.domain.digest import answered
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.views.kinds import shown
from app.views.readers import for_channel


@for_channel
def as_posted(occurrence: Occurrence, report: Report) -> list[str]:
    """Give all that somebody answered as the channel reads it."""
    return [shown(question, answer) for question, answer in answered(occurrence, report)]
