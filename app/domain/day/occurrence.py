"""An occurrence: one dated run of a standup, with its own copy of the questions and its roster."""

import re
from datetime import date, datetime, time
from typing import TypedDict

from msgspec import Struct, structs

from app.domain.limits import read_day
from app.domain.schedule import Moments, local_date, moments
from app.domain.standup import DEFAULT_RETENTION, Layout, Look, Posting, Question, Standup
from app.errors import UnknownReport
from app.records import replace

_REPORT_ID = re.compile(r"(?P<team>[A-Za-z0-9]{1,40})\.(?P<standup>[A-Za-z0-9_-]{1,60})\.(?P<day>\d{8})", re.ASCII)

# Up to this many people get a post each in the channel, unless the standup has another layout.
MOST_POSTS = 20

# The prefix of rehearsals' ids; ids of standups never begin with it.
REHEARSAL = "try-"

# Besides troubles, the other thing that a person is sent once a day.
COPY = "copy"


class ReportId(Struct, frozen=True):
    """The id of an occurrence: `TEAM.STANDUP.YYYYMMDD`."""

    team_id: str
    standup_id: str
    day: date

    @classmethod
    def parse(cls, text: str) -> "ReportId":
        """Return the id in an untrusted text; raises UnknownReport if it is none."""
        found = _REPORT_ID.fullmatch(text)
        if found is None:
            raise UnknownReport(text)
        try:
            day = read_day(found["day"])
        except ValueError:
            raise UnknownReport(text) from None
        return cls(found["team"], found["standup"], day)

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is a rehearsal: one person tries the standup, and nobody else sees it."""
        return self.standup_id.startswith(REHEARSAL)

    def __str__(self) -> str:
        return f"{self.team_id}.{self.standup_id}.{self.day:%Y%m%d}"


class Group(Struct, frozen=True):
    """The people of a roster with the same times, frozen with it; empty `people` stands for the whole roster."""

    times: Moments
    people: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """The local times that an occurrence began with; later edits count only for later days."""

    ask_at: time
    report_at: time
    zone: str
    own_zones: bool
    reminders: tuple[int, ...]

    @classmethod
    def of(cls, standup: Standup) -> "Rule":
        return cls(
            standup.schedule.ask_at,
            standup.schedule.report_at,
            standup.schedule.zone,
            standup.schedule.own_zones,
            standup.schedule.reminders,
        )

    def of_day(self, standup: Standup) -> Standup:
        """Return the standup with the times of this rule."""
        return replace(standup, schedule=structs.replace(standup.schedule, **structs.asdict(self)))


class Plan(Struct, frozen=True):
    """When and where a day is planned: its `rule` in `zone`, and the moment of the report.

    `home` is the standup's channel on that day; days of earlier releases do not have it.
    """

    zone: str
    report_at: datetime
    rule: Rule | None = None
    home: str = ""
    retention_days: int = DEFAULT_RETENTION


class Progress(Struct, frozen=True):
    """How far the day is.

    `asked_through`, `reminded_through` and `closed_through` are the moments up to which everything due of that kind is
    done. `asked_at` and `settled_at` say that no more will follow.
    """

    opened_at: datetime | None = None
    asked_at: datetime | None = None
    closed_at: datetime | None = None
    reported_at: datetime | None = None
    settled_at: datetime | None = None
    missed_at: datetime | None = None
    asked_through: datetime | None = None
    reminded_through: datetime | None = None
    closed_through: datetime | None = None


class Header(Struct, frozen=True):
    """The summary header: its timestamp and link, and the number of digest messages below it since `digest_at`.

    `shown_as` is the layout, decided when the report begins (`layout_for`).
    """

    claimed_at: datetime | None = None
    ts: str | None = None
    shown_as: Layout | None = None
    renewed_at: datetime | None = None
    permalink: str | None = None
    digest_at: datetime | None = None
    digest_pages: int | None = None


class DayTrouble(Struct, frozen=True):
    """Why the report cannot be posted or was missed (`problem`), and who was told of which trouble (`told`).

    `menus_say` is the fate of the day that the menus were last changed to show. An occurrence `is_lost` if its row
    cannot be read: then it is only known that there was one.
    """

    problem: str | None = None
    menus_say: str = ""
    told: frozenset[tuple[str, str]] = frozenset()
    is_lost: bool = False


class _ProgressMarks(TypedDict, total=False):
    asked_at: datetime | None
    asked_through: datetime | None
    reminded_through: datetime
    closed_through: datetime
    reported_at: datetime
    settled_at: datetime | None
    missed_at: datetime | None


class _HeaderMarks(TypedDict, total=False):
    heading_ts: str
    heading_renewed_at: datetime
    permalink: str | None
    digest_at: datetime
    digest_pages: int


class DayMarks(_ProgressMarks, _HeaderMarks, total=False):
    """The marks that `Reports.note` can set on an occurrence; None removes a mark."""

    problem: str | None
    menus_say: str


class Occurrence(Struct, frozen=True):
    """One dated run of a standup, whose report goes to `channel`.

    Instants are aware and in UTC; a timestamp (`…_ts`) is Slack's id of a message.
    """

    report_id: ReportId
    name: str
    channel: str
    questions: tuple[Question, ...]
    plan: Plan
    look: Look = Look()
    groups: tuple[Group, ...] = ()
    roster: tuple[str, ...] | None = None
    progress: Progress = Progress()
    header: Header = Header()
    trouble: DayTrouble = DayTrouble()

    @property
    def day(self) -> date:
        return self.report_id.day

    @property
    def blockers_question(self) -> Question | None:
        """The question that asks for blockers; a standup has one at most."""
        return next((question for question in self.questions if question.asks_for_blockers), None)

    @property
    def is_rehearsal(self) -> bool:
        return self.report_id.is_rehearsal

    @property
    def is_out(self) -> bool:
        """Whether the summary header is posted: from then on an answer is late."""
        return self.header.ts is not None

    @property
    def is_reported(self) -> bool:
        """Whether all that was there when the report began is posted: from then on, who adds something posts it."""
        return self.progress.reported_at is not None

    @property
    def is_half_out(self) -> bool:
        """Whether the summary header is posted, and the answers below it are not all there."""
        return self.is_out and not self.is_reported

    def was_told(self, user_id: str) -> bool:
        """Whether the person was told, in an owner's place, that something is wrong."""
        return any(owner == user_id for _, owner in self.trouble.told)

    @property
    def is_over(self) -> bool:
        """Whether the ticks have nothing more to do: all is reported, or the day was missed."""
        return self.progress.settled_at is not None or self.progress.missed_at is not None or self.trouble.is_lost

    @property
    def is_open(self) -> bool:
        """Whether it has begun: it has a roster, or its report is under way."""
        return self.roster is not None or self.progress.closed_at is not None

    @property
    def is_being_posted(self) -> bool:
        """Whether its report has begun, and not all of it is posted yet."""
        return self.progress.closed_at is not None and not self.is_reported

    @property
    def is_missed(self) -> bool:
        """Whether it is over without a report in the channel, or with a part of it alone."""
        return self.progress.missed_at is not None and not self.is_reported

    @property
    def has_groups(self) -> bool:
        """Whether its people have different times."""
        return len(self.groups) > 1

    @property
    def has_closings(self) -> bool:
        """Whether the report stays open after its summary header, until each person's own time."""
        return self.has_groups or self.look.posting is Posting.AS_IT_COMES

    @property
    def times(self) -> tuple[Group, ...]:
        """The groups; an occurrence without stored groups has one, made from its known times."""
        opened = self.progress.opened_at or self.plan.report_at
        return self.groups or (Group(Moments(min(opened, self.plan.report_at), (), self.plan.report_at)),)

    def group_of(self, user_id: str) -> Group:
        """Return the group that a person belongs to; a person in none goes with the first."""
        return next((group for group in self.times if user_id in group.people), self.times[0])

    @property
    def is_digest(self) -> bool:
        return self.header.shown_as in {Layout.BY_PERSON, Layout.BY_QUESTION}

    @property
    def is_threaded(self) -> bool:
        """Whether posts are replies to the summary header; in reports from before there were layouts they are not."""
        return self.header.shown_as not in {None, Layout.POSTS}

    @property
    def ends_next_day(self) -> bool:
        """Whether its report comes after midnight."""
        return self.plan.rule is not None and self.plan.rule.report_at < self.plan.rule.ask_at

    def is_today(self, now: datetime) -> bool:
        return local_date(now, self.plan.zone) == self.day

    def is_past(self, now: datetime) -> bool:
        return local_date(now, self.plan.zone) > self.day


def layout_for(occurrence: Occurrence, asked: int) -> Layout:
    """Return the layout of the report for the number of people `asked`."""
    if occurrence.look.posting is Posting.AS_IT_COMES:
        return Layout.THREAD
    if occurrence.look.layout is Layout.AUTO:
        return Layout.POSTS if asked <= MOST_POSTS else Layout.THREAD
    return occurrence.look.layout


def plan_occurrence(standup: Standup, day: date, questions: tuple[Question, ...]) -> Occurrence:
    """Return the occurrence of `standup` on `day` before anybody is asked, with the questions as they read that day."""
    return Occurrence(
        report_id=ReportId(standup.team_id, standup.standup_id, day),
        name=standup.name,
        channel=standup.readers.channel or standup.channel,
        questions=questions,
        plan=Plan(
            zone=standup.schedule.zone,
            report_at=moments(standup, day, standup.schedule.zone).report,
            rule=Rule.of(standup),
            home=standup.channel,
            retention_days=standup.readers.retention_days,
        ),
        look=standup.look,
    )
