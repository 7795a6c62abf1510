"""A standup as it is configured: channel, people, questions, schedule and looks, each setting with its default."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import reduce
from secrets import token_hex
from typing import Any

from msgspec import Struct, structs

from app.records import replace

DEFAULT_STANDUP_ID = "daily"
WEEKDAYS = frozenset(range(5))
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_WEEK = -1


class AnswerKind(StrEnum):
    """How a question is answered; `domain/day/kinds.py` and `views/kit/kinds.py` say what each kind means.

    Every answer is a text: a code such as "yes", "7" or "great", the words of a choice, or what was typed.
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
    """How the report looks: posts in the channel, posts in the summary header's thread, or a digest."""

    AUTO = "auto"
    POSTS = "posts"
    THREAD = "thread"
    BY_PERSON = "by_person"
    BY_QUESTION = "by_question"


DEFAULT_RETENTION = 400


class Question(Struct, frozen=True):
    """One question. `starts_from` is the id of the question whose last answer is where this answer starts.

    In `text` and `label`, `{last_workday}` stands for the last working day (`domain/day/last_workday.py`).
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


class Schedule(Struct, frozen=True):
    """When a standup takes place. Times are local to `zone`, or to each member's own zone with `own_zones`.

    `days` are weekdays (Monday is 0). They count in every `every_weeks`-th week from the week of `starts_on`; or, with
    `month_week`, once a month: in its first to fourth week, or in the last (-1). A `report_at` before `ask_at` is on
    the next day. `reminders` are minutes before the report.
    """

    days: frozenset[int]
    ask_at: time
    report_at: time
    zone: str
    every_weeks: int = 1
    starts_on: date | None = None
    month_week: int | None = None
    own_zones: bool = False
    reminders: tuple[int, ...] = ()

    @property
    def reports_next_day(self) -> bool:
        """Whether the report comes after midnight, on the day after the questions."""
        return self.report_at < self.ask_at


class Roles(Struct, frozen=True):
    """The people of a standup.

    `people` are asked; None means everybody in the channel. `optional` people may answer and are never reminded,
    `observers` only read. `owners` look after the standup; without any, the channel's creator does.
    """

    people: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class TimeOff(Struct, frozen=True):
    """When a standup does not take place, and who counts as away.

    It skips the public holidays of `country` (ISO 3166, such as "DE" or "DE-BY"), `days_off` and the days of the
    calendar at `calendar_url`; `calendar_days` are those read there last. A person with one of `away_words` in their
    Slack status counts as away.
    """

    country: str = ""
    days_off: tuple[date, ...] = ()
    calendar_url: str = ""
    calendar_days: tuple[date, ...] = ()
    away_words: tuple[str, ...] = ()


class Look(Struct, frozen=True):
    """When and how the report is posted; `language` (ISO 639-1, such as "cs") is the language of its readers.

    With `names_missing` it names those who have not answered, with `charts` it has pictures of moods and numbers.
    """

    posting: Posting = Posting.AT_TIME
    layout: Layout = Layout.AUTO
    names_missing: bool = False
    charts: bool = False
    language: str = ""


class Readers(Struct, frozen=True):
    """Who reads the report: it goes to `channel`, or without one to the standup's own channel.

    With `copies` the observers get copies; `webhook_url` gets the report as JSON. It may go to another channel with
    guests only if `guests_may_read`. `agreed` lists what an owner lets leave a private channel, and where to
    (`domain/report/destinations.py`). Answers are kept for `retention_days`; 0 keeps them for good. `since` has the
    moments from which settings and people count (`domain/privacy/days.py`); like calendar days it is stored beside the
    configuration.
    """

    channel: str = ""
    copies: bool = False
    webhook_url: str = ""
    guests_may_read: bool = False
    agreed: tuple[str, ...] = ()
    retention_days: int = DEFAULT_RETENTION
    since: tuple[tuple[str, datetime], ...] = ()


class Standup(Struct, frozen=True):
    """A configured standup. `version` counts the stored changes; 0 means that it was never stored."""

    team_id: str
    standup_id: str
    name: str
    channel: str
    questions: tuple[Question, ...]
    schedule: Schedule
    roles: Roles = Roles()
    time_off: TimeOff = TimeOff()
    look: Look = Look()
    readers: Readers = Readers()
    is_paused: bool = False
    version: int = 0

    def asks(self, channel_members: Collection[str]) -> tuple[str, ...]:
        """Return the ids of all who may answer, without observers, in a steady order."""
        chosen = list(channel_members) if self.roles.people is None else list(self.roles.people)
        everyone = dict.fromkeys([*chosen, *self.roles.optional])
        return tuple(user_id for user_id in everyone if user_id not in self.roles.observers)


def with_owners(standup: Standup, owners: tuple[str, ...]) -> Standup:
    return replace(standup, roles=replace(standup.roles, owners=owners))


def with_an_owner(standup: Standup, user_id: str) -> Standup:
    """Return the standup with an owner: this person, unless it has owners already."""
    return standup if standup.roles.owners else with_owners(standup, (user_id,))


def with_calendar_days(standup: Standup, days: tuple[date, ...]) -> Standup:
    """Return the standup with the days that were read from its calendar."""
    return replace(standup, time_off=replace(standup.time_off, calendar_days=days))


# The path of each setting that is a field of a group and not of the standup itself.
_GROUPS = {"schedule": Schedule, "roles": Roles, "time_off": TimeOff, "look": Look, "readers": Readers}
_PLACES = {field: (group, field) for group, fields in _GROUPS.items() for field in fields.__struct_fields__}
_PLACES["report_channel"] = _PLACES.pop("channel")


def value_of(standup: Standup, setting: str) -> Any:
    """Return the value of the setting with this name."""
    return reduce(getattr, _PLACES.get(setting, (setting,)), standup)


def with_values(standup: Standup, values: Mapping[str, Any]) -> Standup:
    """Return the standup with new values for the named settings."""
    changed: dict[str, Any] = {}
    for setting, value in values.items():
        group, *field = _PLACES.get(setting, (setting,))
        if field:
            changed[group] = structs.replace(changed.get(group, getattr(standup, group)), **{field[0]: value})
        else:
            changed[group] = value
    return structs.replace(standup, **changed)


def new_standup_id() -> str:
    """Return a new id that nobody can guess; ids are never reused, because old days are stored under them."""
    return f"s{token_hex(16)}"


DEFAULT_NAME = "Daily standup"
DEFAULT_QUESTIONS = (
    Question("question0", "What did you work on {last_workday}?", "{last_workday}", starts_from="question1"),
    Question("question1", "What is your plan for today?", "Today"),
    Question("question2", "Any impediments?", "Impediments", role=QuestionRole.BLOCKERS),
)


def default_standup(team_id: str, channel: str) -> Standup:
    """Return the standup that exists without any set-up."""
    return Standup(
        team_id=team_id,
        standup_id=DEFAULT_STANDUP_ID,
        name=DEFAULT_NAME,
        channel=channel,
        questions=DEFAULT_QUESTIONS,
        schedule=Schedule(days=WEEKDAYS, ask_at=time(8), report_at=time(10), zone="UTC"),
    )


def first_standup(team_id: str, channel: str, owner: str, zone: str) -> Standup:
    """Return the standup of a channel that the bot was just added to; each member is asked at 9:00 their own time."""
    return Standup(
        team_id=team_id,
        standup_id=new_standup_id(),
        name=DEFAULT_NAME,
        channel=channel,
        questions=DEFAULT_QUESTIONS,
        schedule=Schedule(
            days=WEEKDAYS, ask_at=time(9), report_at=time(10, 30), zone=zone, own_zones=True, reminders=(30,)
        ),
        roles=Roles(owners=(owner,) if owner else ()),
    )
