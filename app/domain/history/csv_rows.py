"""Reports as CSV rows that every spreadsheet can open, and in which no value is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from app.domain.day.kinds import in_words
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report

COLUMNS = (
    "day",
    "workspace",
    "standup",
    "name",
    "person",
    "person_name",
    "state",
    "question",
    "answer",
    "submitted_at",
)
# What makes a spreadsheet calculate, in ASCII or full width. Spreadsheets skip spaces, quotes and invisible characters
# before it. Where they split at semicolons or tabs, each of these, like a line end, begins a new cell inside ours.
_SEPARATORS = ";\t\r\n\v\f\x85\u2028\u2029"
_FORMULA = re.compile(
    rf"(^|[{_SEPARATORS}])((?:[\"'\u200b-\u200f\u2060\ufeff]|(?![{_SEPARATORS}])\s)*[=+\-@＝＋－＠])"  # noqa: RUF001 meant
)
_CONTROL = ("\t", "\r", "\n")


def answer_rows(occurrence: Occurrence | None, report: Report) -> Iterator[Sequence[str]]:
    """Yield a row for each answer in the order of the questions, or one row for a report without answers."""
    report_id = report.report_id
    texts = {question.id: question.text for question in occurrence.questions} if occurrence else {}
    name = occurrence.name if occurrence else ""
    about = (report_id.day.isoformat(), report_id.team_id, report_id.standup_id, name)
    who = (report.user_id, report.person.display_name or report.person.user_name, report.state.value)
    at = (
        f"{report.received.answers_at:%Y-%m-%dT%H:%M:%SZ}" if report.received.answers_at and report.is_submitted else ""
    )
    in_order = [
        *(each for each in texts if each in report.answers),
        *(each for each in report.answers if each not in texts),
    ]
    for question in in_order:
        yield (*about, *who, texts.get(question, question), in_words(report.answers[question]), at)
    if not in_order:
        yield (*about, *who, "", "", at)


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as CSV text; a spreadsheet shows each value and calculates none."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([spreadsheet_safe(value) for value in row] for row in rows)
    return text.getvalue()


def spreadsheet_safe(value: str) -> str:
    """Return the value with an apostrophe before everything that a spreadsheet might take for a formula."""
    text = _FORMULA.sub(r"\1'\2", value)
    return f"'{text}" if text.lstrip(" ").startswith(_CONTROL) else text
