"""Valid objects for tests: a test states only what it is about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct

from app.domain.day.member import LastAnswers
from app.domain.day.nothing import nothing_in
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Person, Report, State
from app.domain.standup import Question, Standup, default_standup, with_values
from app.records import replace
from app.views.day.last_workday import plan_occurrence

TUESDAY = date(2026, 11, 24)
EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEN = EIGHT + timedelta(hours=2)


_Record = TypeVar("_Record", bound=Struct)


def with_changes(record: _Record, **changes: Any) -> _Record:
    """Replace fields of a record; what is in one of its nested values is named after it: `menu_ts` is `menu.ts`."""
    own = {name: value for name, value in changes.items() if name in record.__struct_fields__}
    nested: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        if name not in own:
            group, _, field = name.partition("_")
            nested.setdefault(group, {})[field] = value
    return replace(record, **own, **{name: with_changes(getattr(record, name), **nested[name]) for name in nested})


def a_standup(**changes: Any) -> Standup:
    """Like the default one, but for reminders: a test in which people are reminded says so."""
    return with_values(default_standup("T0TEAM", "C0TEAM"), {"reminders": (), **changes})


def an_occurrence(day: date = TUESDAY, questions: tuple[Question, ...] | None = None, **changes: Any) -> Occurrence:
    planned = plan_occurrence(a_standup(**({"questions": questions} if questions else {})), day)
    return with_changes(planned, **{"roster": ("U0ANA",), "progress_opened_at": EIGHT, **changes})


def an_occurrence_that_is_out(**changes: Any) -> Occurrence:
    return an_occurrence(
        **{
            "progress_closed_at": TEN,
            "header_ts": "1795514400.000100",
            "progress_reported_at": TEN + timedelta(seconds=9),
            "header_permalink": "https://acme.slack.com/archives/C0TEAM/p1795514400000100",
            **changes,
        }
    )


def a_report(occurrence: Occurrence | None = None, **changes: Any) -> Report:
    ana = Person("ana", "Ana", "https://example.com/ana.png")
    return with_changes(Report((occurrence or an_occurrence()).report_id, "U0ANA", ana), **changes)


def a_submitted_report(answers: Mapping[str, str] | None = None, **changes: Any) -> Report:
    written = {"question0": "Finished the export", "question1": "Review", "question2": "None"}
    answers = answers or written
    return a_report(
        **{
            "state": State.SUBMITTED,
            "answers": answers,
            "blocked_nothing_in": nothing_in(answers),
            "received_answers_at": EIGHT + timedelta(minutes=5),
            **changes,
        }
    )


def last_answers(day: date, **answers: str) -> LastAnswers:
    return LastAnswers(day, answers)
