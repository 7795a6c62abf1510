"""Reports as rows of a table that every spreadsheet can open, and that none takes for formulas."""

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
# What makes a spreadsheet calculate, in either width. It looks past spaces, quotes and marks that nobody sees; where
# lists are separated by semicolons or tabs, each of these ends a cell within one of ours, as the end of a line does.
_SEPARATORS = ";\t\r\n\v\f\x85\u2028\u2029"
_FORMULA = re.compile(
    rf"(^|[{_SEPARATORS}])((?:[\"'\u200b-\u200f\u2060\ufeff]|(?![{_SEPARATORS}])\s)*[=+\-@＝＋－＠])"  # noqa: RUF001 meant
)
_CONTROL = ("\t", "\r", "\n")


def answer_rows(occurrence: Occurrence | None, report: Report) -> Iterator[Sequence[str]]:
    """Return a row for each answer in the order of the questions, or one for somebody who gave none."""
    report_id = report.report_id
    asked = {question.id: question.text for question in occurrence.questions} if occurrence else {}
    name = occurrence.name if occurrence else ""
    about = (report_id.day.isoformat(), report_id.team_id, report_id.standup_id, name)
    who = (report.user_id, report.person.display_name or report.person.user_name, report.state.value)
    at = (
        f"{report.received.answers_at:%Y-%m-%dT%H:%M:%SZ}" if report.received.answers_at and report.is_submitted else ""
    )
    in_order = [
        *(each for each in asked if each in report.answers),
        *(each for each in report.answers if each not in asked),
    ]
    for question in in_order:
        yield (*about, *who, asked.get(question, question), in_words(report.answers[question]), at)
    if not in_order:
        yield (*about, *who, "", "", at)


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as text, each value such that a spreadsheet shows it and does not calculate it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([spreadsheet_safe(value) for value in row] for row in rows)
    return text.getvalue()


def spreadsheet_safe(value: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula, at every place where it might see one."""
    text = _FORMULA.sub(r"\1'\2", value)
    return f"'{text}" if text.lstrip(" ").startswith(_CONTROL) else text
