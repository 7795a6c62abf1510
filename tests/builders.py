"""Valid objects for tests: a test states only what it is about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.member import LastAnswers
from app.domain.nothing import nothing_in
from app.domain.occurrence import Occurrence, plan_occurrence
from app.domain.report import Report, State
from app.domain.standup import Question, Standup, default_standup
from app.records import replace

TUESDAY = date(2026, 11, 24)
EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEN = EIGHT + timedelta(hours=2)


def a_standup(**changes: Any) -> Standup:
    """Like the default one, but for reminders: a test in which people are reminded says so."""
    return replace(default_standup("T0TEAM", "C0TEAM"), **{"reminders": (), **changes})


def an_occurrence(day: date = TUESDAY, questions: tuple[Question, ...] | None = None, **changes: Any) -> Occurrence:
    planned = plan_occurrence(a_standup(**({"questions": questions} if questions else {})), day)
    fields = {name: getattr(planned, name) for name in Occurrence.__struct_fields__}
    return Occurrence(**{**fields, "roster": ("U0ANA",), "opened_at": EIGHT, **changes})


def an_occurrence_that_is_out(**changes: Any) -> Occurrence:
    return an_occurrence(
        **{
            "closed_at": TEN,
            "heading_ts": "1795514400.000100",
            "reported_at": TEN + timedelta(seconds=9),
            "permalink": "https://acme.slack.com/archives/C0TEAM/p1795514400000100",
            **changes,
        }
    )


def a_report(occurrence: Occurrence | None = None, **changes: Any) -> Report:
    fields = {
        "report_id": (occurrence or an_occurrence()).report_id,
        "user_id": "U0ANA",
        "user_name": "ana",
        "display_name": "Ana",
        "icon_url": "https://example.com/ana.png",
    }
    return Report(**{**fields, **changes})


def a_submitted_report(answers: Mapping[str, str] | None = None, **changes: Any) -> Report:
    written = {"question0": "Finished the export", "question1": "Review", "question2": "None"}
    answers = answers or written
    return a_report(
        **{
            "state": State.SUBMITTED,
            "answers": answers,
            "nothing_in": nothing_in(answers),
            "changed_at": EIGHT + timedelta(minutes=5),
            **changes,
        }
    )


def last_answers(day: date, **answers: str) -> LastAnswers:
    return LastAnswers(day, answers)
