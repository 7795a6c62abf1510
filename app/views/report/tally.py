"""The moods and numbers of a team, in words and as a small bar of characters."""

from app.domain.report.tallies import Tally
from app.language import Locale
from app.views.kit.kinds import counted_answer
from app.views.kit.numbers import rounded, written_number

_STEPS = "▁▂▃▄▅▆▇"


def counts(locale: Locale, tally: Tally) -> str:
    """Return what was answered, as in "Mood: 3 great · 1 okay" or "Energy: 7.3 on average, from 5 to 9"."""
    return f"{tally.question.label}: {_tally_text(locale, tally)}"


def _tally_text(locale: Locale, tally: Tally) -> str:
    if tally.average is None:
        return " · ".join(f"{count} {counted_answer(locale, tally.question, answer)}" for answer, count in tally.given)
    average, least, most = written_number(locale, rounded(tally.average, 1)), tally.given[0][0], tally.given[-1][0]
    if least == most:
        return locale.gettext("{value} from all {number}", value=least, number=tally.total)
    return locale.gettext("{average} on average, from {least} to {most}", average=average, least=least, most=most)


def bar(tally: Tally) -> str:
    """Return a character for each possible answer, the higher the more people gave it."""
    most = max(tally.counts)
    return "".join(_STEPS[0] if not count else _STEPS[max(1, round(count * 6 / most))] for count in tally.counts)
