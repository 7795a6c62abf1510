"""A standup: a configured ritual with its channel, people, questions, times and zone."""

from collections.abc import Collection
from datetime import date, datetime, time
from enum import StrEnum
from secrets import token_hex

from msgspec import Struct

from app.language import later

DEFAULT_STANDUP_ID = "daily"
WEEKDAYS = frozenset(range(5))
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_WEEK = -1


class AnswerKind(StrEnum):
    """How a question is answered; `domain/kinds.py` and `views/kinds.py` say what that means.

    Whatever the kind, an answer is a text: a code (as "yes", "7", "great"), a choice's own words, or what was typed.
    """

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    MOOD = "mood"


class QuestionRole(StrEnum):
    """What a question is for."""

    PLAIN = "plain"
    BLOCKERS = "blockers"


class Posting(StrEnum):
    """When answers reach the channel."""

    AT_TIME = "at_time"
    WHEN_COMPLETE = "when_complete"
    AS_IT_COMES = "as_it_comes"


class Layout(StrEnum):
    """How the report looks: a post each in the channel or in the heading's thread, or all in one text."""

    AUTO = "auto"
    POSTS = "posts"
    THREAD = "thread"
    BY_PERSON = "by_person"
    BY_QUESTION = "by_question"


DEFAULT_RETENTION = 400


class Question(Struct, frozen=True):
    """One question. `starts_from` names the question whose last answer is the start of this one's.

    In `text` and `label` `{last_workday}` stands for the last working day (`domain/last_workday.py`).
    """

    id: str
    text: str
    label: str
    starts_from: str | None = None
    kind: AnswerKind = AnswerKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    role: QuestionRole = QuestionRole.PLAIN

    @property
    def asks_for_blockers(self) -> bool:
        return self.role is QuestionRole.BLOCKERS


class Standup(Struct, frozen=True):
    """A configured standup. Times are local to `zone`; `days` are weekdays, Monday is 0.

    A `report_at` that is earlier than `ask_at` is on the next day.

    `owners` look after it; where there are none, whoever created the channel does.

    It takes place on its `days`, in every `every_weeks`-th week counted from the one of `starts_on`; or, with
    `month_week`, once a month: on those days of the month's first to fourth week, or the last (-1). With `own_zones`
    the times are each member's own. `people` of None are all who are in the channel; `optional` ones may answer and
    are never chased, `observers` only read. `reminders` are minutes before the report. On public holidays of
    `country` (ISO 3166, as in "DE" or "DE-BY"), on `days_off` and on the days of the calendar at `calendar_url`
    it does not take place. Who has one of `away_words` in their Slack status counts as away. `version` counts the
    stored changes; 0 has never been stored. `calendar_days` are what was last read at `calendar_url`.

    The report goes to `report_channel`, or where there is none to `channel`, in the `language` (ISO 639-1, as in "cs")
    of those who read it there; `names_missing` if it says who has not answered, `charts` if it has pictures of moods
    and numbers. `copies` of it go to the observers, and as JSON to `webhook_url`. Guests from other companies see
    it elsewhere only where `guests_may_read`. Answers are kept for `retention_days`; 0 keeps them for good.
    `agreed` is what an owner lets leave a private channel, and where to (`domain/leaving.py`). `since` says of what was
    not always so since when it is (`domain/days.py`); it is kept beside the configuration, like `calendar_days`.
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
    every_weeks: int = 1
    starts_on: date | None = None
    month_week: int | None = None
    own_zones: bool = False
    posting: Posting = Posting.AT_TIME
    reminders: tuple[int, ...] = ()
    people: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    is_paused: bool = False
    country: str = ""
    days_off: tuple[date, ...] = ()
    calendar_url: str = ""
    away_words: tuple[str, ...] = ()
    layout: Layout = Layout.AUTO
    names_missing: bool = False
    charts: bool = False
    language: str = ""
    report_channel: str = ""
    copies: bool = False
    webhook_url: str = ""
    guests_may_read: bool = False
    agreed: tuple[str, ...] = ()
    retention_days: int = DEFAULT_RETENTION
    version: int = 0
    calendar_days: tuple[date, ...] = ()
    since: tuple[tuple[str, datetime], ...] = ()

    @property
    def reports_next_day(self) -> bool:
        """Whether the report comes after midnight: its time is before that of the questions."""
        return self.report_at < self.ask_at

    def asks(self, channel_members: Collection[str]) -> tuple[str, ...]:
        """Give the ids of all who have a part in it, observers left out, in a steady order."""
        chosen = list(channel_members) if self.people is None else list(self.people)
        everyone = dict.fromkeys([*chosen, *self.optional])
        return tuple(user_id for user_id in everyone if user_id not in self.observers)


def new_standup_id() -> str:
    """Give an id that no standup ever had and nobody can guess: under an old one's lie its days."""
    return f"s{token_hex(16)}"


DEFAULT_QUESTIONS = (
    Question("question0", later("What did you work on {last_workday}?"), "{last_workday}", starts_from="question1"),
    Question("question1", later("What is your plan for today?"), later("Today")),
    Question("question2", later("Any impediments?"), later("Impediments"), role=QuestionRole.BLOCKERS),
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


def first_standup(team_id: str, channel: str, owner: str, zone: str) -> Standup:
    """Give the standup of a channel that the bot was just added to: each is asked at nine of their own."""
    return Standup(
        team_id=team_id,
        standup_id=new_standup_id(),
        name=later("Daily standup"),
        channel=channel,
        questions=DEFAULT_QUESTIONS,
        days=WEEKDAYS,
        ask_at=time(9),
        report_at=time(10, 30),
        zone=zone,
        own_zones=True,
        reminders=(30,),
        owners=(owner,) if owner else (),
    )
