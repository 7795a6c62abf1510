"""Valid objects for tests: a test states only what it is about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from msgspec import Struct

from app.domain.day.member import LastAnswers
from app.domain.day.nothing import nothing_in
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Person, Report, State
from app.domain.standup import (
    AnswerKind,
    Layout,
    Look,
    Posting,
    Question,
    QuestionRole,
    Readers,
    Roles,
    Schedule,
    Standup,
    TimeOff,
    with_values,
)
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


def a_question(**changes: Any) -> Question:
    """A question that may be left out and is answered by a text."""
    plain = Question(
        id="question0",
        text="What did you work on {last_workday}?",
        label="{last_workday}",
        starts_from=None,
        kind=AnswerKind.TEXT,
        required=False,
        choices=(),
        role=QuestionRole.PLAIN,
    )
    return replace(plain, **changes)


# As in the workshop that the product grew from. What the app's own defaults are is nobody's business here.
QUESTIONS = (
    a_question(starts_from="question1"),
    a_question(id="question1", text="What is your plan for today?", label="Today"),
    a_question(id="question2", text="Any impediments?", label="Impediments", role=QuestionRole.BLOCKERS),
)


def a_standup(**changes: Any) -> Standup:
    """A standup of everybody in its channel, on weekdays from 8:00 to 10:00, in which nobody is reminded."""
    everyone = Roles(people=None, optional=(), observers=(), owners=())
    plain = Standup(
        team_id="T0TEAM",
        standup_id="daily",
        name="Daily standup",
        channel="C0TEAM",
        questions=QUESTIONS,
        schedule=weekdays_from_eight_to_ten(),
        roles=everyone,
        time_off=TimeOff(country="", days_off=(), calendar_url="", calendar_days=(), away_words=()),
        look=Look(posting=Posting.AT_TIME, layout=Layout.AUTO, names_missing=False, charts=False, language=""),
        readers=readers_of_the_channel(),
        is_paused=False,
        version=0,
    )
    return with_values(plain, changes)


def weekdays_from_eight_to_ten() -> Schedule:
    return Schedule(
        days=frozenset(range(5)),
        ask_at=time(8),
        report_at=time(10),
        zone="UTC",
        every_weeks=1,
        starts_on=None,
        month_week=None,
        own_zones=False,
        reminders=(),
    )


def readers_of_the_channel() -> Readers:
    return Readers(
        channel="",
        copies=False,
        webhook_url="",
        guests_may_read=False,
        agreed=(),
        retention_days=400,
        since=(),
    )


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
