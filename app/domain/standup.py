"""A standup: a configured ritual with its channel, questions, times and zone."""

from dataclasses import dataclass
from datetime import time

DEFAULT_STANDUP_ID = "daily"
WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `starts_from` names the question whose last answer is the start of this one's."""

    id: str
    text: str
    label: str
    starts_from: str | None = None


@dataclass(frozen=True, slots=True)
class Standup:
    """A configured standup. Times are local to `zone`; `days` are weekdays, Monday is 0.

    `owners` look after it; where there are none, whoever created the channel does.
    """

    team_id: str
    standup_id: str
    name: str
    channel: str
    questions: tuple[Question, ...]
    days: frozenset[int]
    ask_at: time
    report_at: time
    zone: str
    owners: tuple[str, ...] = ()


DEFAULT_QUESTIONS = (
    Question("question0", "What did you work on yesterday?", "Yesterday", starts_from="question1"),
    Question("question1", "What is your plan for today?", "Today"),
    Question("question2", "Any impediments?", "Impediments"),
)


def default_standup(team_id: str, channel: str) -> Standup:
    """Give the standup that exists without any set-up."""
    return Standup(
        team_id=team_id,
        standup_id=DEFAULT_STANDUP_ID,
        name="Daily standup",
        channel=channel,
        questions=DEFAULT_QUESTIONS,
        days=WEEKDAYS,
        ask_at=time(8),
        report_at=time(10),
        zone="UTC",
    )
