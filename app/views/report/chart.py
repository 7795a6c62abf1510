"""The picture of a team's moods and numbers; the summary header says the same in words."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.report.tallies import Tally
from app.language import Locale
from app.views.kit.kinds import counted_answer
from app.views.kit.text import capitalized, cut
from app.views.report.canvas import BAR, LETTER_HEIGHT, LETTER_WIDTH, LINE, Canvas
from app.views.report.tally import counts

# Slack: 1,000 characters of description a picture.
LONGEST_ALT = 1000
NAME = "moods-and-numbers.png"

_WIDTH, _EDGE = 640, 24
_TITLE, _SIZE = 3, 2
_TITLE_STEP, _STEP, _GAP = 40, 30, 20
_BARS_FROM, _BARS_TO = 210, 570


class Picture(Struct, frozen=True):
    """A picture to share: the PNG, its title, its description for screen readers, and the words beside it."""

    content: bytes
    title: str
    alt: str
    comment: str


def picture(locale: Locale, _occurrence: Occurrence, tallies: Sequence[Tally]) -> Picture:
    """Return the picture in the language of the channel."""
    comment = locale.gettext("The moods and numbers of this report as a picture.")
    return Picture(chart(locale, tallies), locale.gettext("Moods and numbers"), described(locale, tallies), comment)


def chart(locale: Locale, tallies: Sequence[Tally]) -> bytes:
    """Return a PNG with a bar for each possible answer, and its count beside it."""
    height = sum(_TITLE_STEP + _STEP * len(tally.counts) + _GAP for tally in tallies) - _GAP + 2 * _EDGE
    canvas = Canvas(_WIDTH, height)
    top = _EDGE
    for tally in tallies:
        title = cut(tally.question.label, (_WIDTH - 2 * _EDGE) // (LETTER_WIDTH * _TITLE))
        canvas.text(_EDGE, top, title, _TITLE)
        top = _draw(locale, canvas, tally, top + _TITLE_STEP) + _GAP
    return canvas.png()


def _draw(locale: Locale, canvas: Canvas, tally: Tally, top: int) -> int:
    most = max(tally.counts)
    letters = (_BARS_FROM - _EDGE) // (LETTER_WIDTH * _SIZE) - 1
    for answer, count in tally.each:
        label = capitalized(counted_answer(locale, tally.question, answer))
        canvas.text(_EDGE, top + 3, cut(label, letters), _SIZE)
        length = (_BARS_TO - _BARS_FROM) * count // most
        canvas.box(_BARS_FROM, top, 2, LETTER_HEIGHT * _SIZE + 4, LINE)
        canvas.box(_BARS_FROM + 2, top, length, LETTER_HEIGHT * _SIZE + 4, BAR)
        canvas.text(_BARS_FROM + length + 12, top + 3, str(count), _SIZE)
        top += _STEP
    return top


def described(locale: Locale, tallies: Sequence[Tally]) -> str:
    """Return all that the picture shows in words."""
    return cut("; ".join(map(partial(counts, locale), tallies)), LONGEST_ALT)
