"""A report: one member's part in an occurrence, and how it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.occurrence import Occurrence, ReportId
from app.domain.standup import Question
from app.errors import InvalidAnswers

LONGEST_ANSWER = 3000


class State(StrEnum):
    """What a member's report has come to."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Report:
    """One member's part in an occurrence.

    `changed_at` is when the person did what `state` and `answers` say: the moment their click or submission was
    received, so that the later of two always wins, whichever is carried out last.
    `posted` holds the timestamps of the member's posts in the channel, `posted_version` the `changed_at` they show.
    """

    report_id: ReportId
    user_id: str
    user_name: str = ""
    display_name: str = ""
    icon_url: str = ""
    state: State = State.ASKED
    answers: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    claimed_at: datetime | None = None
    dm_channel: str | None = None
    menu_ts: str | None = None
    problem: str | None = None
    post_claimed_at: datetime | None = None
    posted: tuple[str, ...] = ()
    posted_version: datetime | None = None

    @property
    def is_submitted(self) -> bool:
        return self.state is State.SUBMITTED

    @property
    def is_skipped(self) -> bool:
        return self.state is State.SKIPPED

    @property
    def menu_at(self) -> tuple[str, str] | None:
        """Where the menu is: its conversation and timestamp, as far as that is known."""
        return (self.dm_channel, self.menu_ts) if self.dm_channel and self.menu_ts else None

    @property
    def awaits_post(self) -> bool:
        """Whether the channel does not show this report yet, or shows an older version of it."""
        return self.is_submitted and self.posted_version != self.changed_at

    def submit(self, answers: Mapping[str, str], received_at: datetime) -> "Report":
        """Take the person's answers; ones received before what is already known change nothing."""
        return self._become(State.SUBMITTED, answers, received_at)

    def skip(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Skip today, unless the report is under way or the person has already answered."""
        if occurrence.is_out or self.is_submitted:
            return self
        return self._become(State.SKIPPED, {}, received_at)

    def undo_skip(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Take a skip back, until the report is under way."""
        if occurrence.is_out or not self.is_skipped:
            return self
        return self._become(State.ASKED, {}, received_at)

    def withdraw(self, occurrence: Occurrence, received_at: datetime) -> "Report":
        """Take a submitted report back, until the report is under way."""
        if occurrence.is_out or not self.is_submitted:
            return self
        return self._become(State.ASKED, {}, received_at)

    def _become(self, state: State, answers: Mapping[str, str], received_at: datetime) -> "Report":
        if self.changed_at is not None and received_at < self.changed_at:
            return self
        return replace(self, state=state, answers=dict(answers), changed_at=received_at)


def in_order(report: Report) -> tuple[datetime, str]:
    """Order reports as people submitted them."""
    return report.changed_at or datetime.max.replace(tzinfo=UTC), report.user_id


def accept_answers(questions: tuple[Question, ...], written: Mapping[str, str]) -> dict[str, str]:
    """Give the answers worth storing: those that say something, in the order of the questions, exactly as typed.

    Raises InvalidAnswers naming each field that is too long, or the first one if nothing was written at all.
    """
    texts = {question.id: written.get(question.id, "") for question in questions}
    if too_long := {question: len(text) for question, text in texts.items() if len(text) > LONGEST_ANSWER}:
        raise InvalidAnswers(too_long)
    answers = {question: text for question, text in texts.items() if text.strip()}
    if not answers and questions:
        raise InvalidAnswers({questions[0].id: 0})
    return answers
