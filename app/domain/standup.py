"""A standup: a configured ritual with its channel, people, questions, times and zone."""

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
    """How a question is answered; `domain/day/kinds.py` and `views/kit/kinds.py` say what that means.

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
    """How the report looks: a post each in the channel or in the summary header's thread, or all in one text."""

    AUTO = "auto"
    POSTS = "posts"
    THREAD = "thread"
    BY_PERSON = "by_person"
    BY_QUESTION = "by_question"


DEFAULT_RETENTION = 400


class Question(Struct, frozen=True):
    """One question. `starts_from` names the question whose last answer is the start of this one's.

    In `text` and `label` `{last_workday}` stands for the last working day (`domain/day/last_workday.py`).
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
    """When a standup takes place. Times are local to `zone`, or to each member's own with `own_zones`.

    `days` are weekdays, Monday is 0. It takes place on them in every `every_weeks`-th week counted from the one of
    `starts_on`; or, with `month_week`, once a month: on those days of the month's first to fourth week, or the last
    (-1). A `report_at` that is earlier than `ask_at` is on the next day. `reminders` are minutes before the report.
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
        """Whether the report comes after midnight: its time is before that of the questions."""
        return self.report_at < self.ask_at


class Roles(Struct, frozen=True):
    """Who has which part in a standup.

    `people` of None are all who are in the channel; `optional` ones may answer and are never chased, `observers` only
    read. `owners` look after it; where there are none, whoever created the channel does.
    """

    people: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class TimeOff(Struct, frozen=True):
    """When a standup, or somebody in it, rests.

    It does not take place on public holidays of `country` (ISO 3166, as in "DE" or "DE-BY"), on `days_off` and on the
    days of the calendar at `calendar_url`, of which `calendar_days` were last read there. Who has one of `away_words`
    in their Slack status counts as away.
    """

    country: str = ""
    days_off: tuple[date, ...] = ()
    calendar_url: str = ""
    calendar_days: tuple[date, ...] = ()
    away_words: tuple[str, ...] = ()


class Look(Struct, frozen=True):
    """How the report comes about: `language` (ISO 639-1, as in "cs") is that of those who read it in the channel.

    It says who has not answered if `names_missing`, and has pictures of moods and numbers if `charts`.
    """

    posting: Posting = Posting.AT_TIME
    layout: Layout = Layout.AUTO
    names_missing: bool = False
    charts: bool = False
    language: str = ""


class Readers(Struct, frozen=True):
    """Who reads the report: it goes to `channel`, or where there is none to the standup's own.

    `copies` of it go to the observers, and as JSON to `webhook_url`. Guests from other companies see it elsewhere only
    where `guests_may_read`. `agreed` is what an owner lets leave a private channel, and where to
    (`domain/report/destinations.py`). Answers are kept for `retention_days`; 0 keeps them for
    good. `since` says when what was not always so began (`domain/privacy/days.py`); it is kept beside the
    configuration, like the days of calendars.
    """

    channel: str = ""
    copies: bool = False
    webhook_url: str = ""
    guests_may_read: bool = False
    agreed: tuple[str, ...] = ()
    retention_days: int = DEFAULT_RETENTION
    since: tuple[tuple[str, datetime], ...] = ()


class Standup(Struct, frozen=True):
    """A configured standup. `version` counts the stored changes; 0 has never been stored."""

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
        """Return the ids of all who have a part in it, observers left out, in a steady order."""
        chosen = list(channel_members) if self.roles.people is None else list(self.roles.people)
        everyone = dict.fromkeys([*chosen, *self.roles.optional])
        return tuple(user_id for user_id in everyone if user_id not in self.roles.observers)


def with_owners(standup: Standup, owners: tuple[str, ...]) -> Standup:
    return replace(standup, roles=replace(standup.roles, owners=owners))


def with_an_owner(standup: Standup, user_id: str) -> Standup:
    """Return the standup with somebody who looks after it: this person, where nobody is named."""
    return standup if standup.roles.owners else with_owners(standup, (user_id,))


def with_calendar_days(standup: Standup, days: tuple[date, ...]) -> Standup:
    """Return the standup with the days that were read in its calendar."""
    return replace(standup, time_off=replace(standup.time_off, calendar_days=days))


# Where a setting stands whose name is not that of a field of the standup itself.
_GROUPS = {"schedule": Schedule, "roles": Roles, "time_off": TimeOff, "look": Look, "readers": Readers}
_PLACES = {field: (group, field) for group, fields in _GROUPS.items() for field in fields.__struct_fields__}
_PLACES["report_channel"] = _PLACES.pop("channel")


def value_of(standup: Standup, setting: str) -> Any:
    """Return the value of the setting of a name."""
    return reduce(getattr, _PLACES.get(setting, (setting,)), standup)


def with_values(standup: Standup, values: Mapping[str, Any]) -> Standup:
    """Return the standup with other values of the settings of these names."""
    changed: dict[str, Any] = {}
    for setting, value in values.items():
        group, *field = _PLACES.get(setting, (setting,))
        if field:
            changed[group] = structs.replace(changed.get(group, getattr(standup, group)), **{field[0]: value})
        else:
            changed[group] = value
    return structs.replace(standup, **changed)


def new_standup_id() -> str:
    """Return an id that no standup ever had and nobody can guess: under an old one's lie its days."""
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
    """Return the standup of a channel that the bot was just added to: each is asked at nine of their own."""
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
