"""An occurrence: one dated run of a standup, with its own copy of the questions and its roster."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.domain.schedule import instant, local_date, previous_day
from app.domain.standup import Question, Standup
from app.errors import UnknownReport

_REPORT_ID = re.compile(r"(?P<team>[A-Za-z0-9]{1,40})\.(?P<standup>[A-Za-z0-9_-]{1,60})\.(?P<day>\d{8})", re.ASCII)

# What the ids of rehearsals begin with; those of standups never do.
REHEARSAL = "try-"


@dataclass(frozen=True, slots=True)
class ReportId:
    """The id of an occurrence: `TEAM.STANDUP.YYYYMMDD`."""

    team_id: str
    standup_id: str
    day: date

    @classmethod
    def parse(cls, text: str) -> "ReportId":
        """Read an id that came from outside; raises UnknownReport if it cannot be one."""
        found = _REPORT_ID.fullmatch(text)
        if found is None:
            raise UnknownReport(text)
        try:
            day = date.fromisoformat(found["day"])
        except ValueError:
            raise UnknownReport(text) from None
        return cls(found["team"], found["standup"], day)

    def __str__(self) -> str:
        return f"{self.team_id}.{self.standup_id}.{self.day:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated run of a standup. Instants are aware and in UTC; a timestamp (`…_ts`) is Slack's id of a message.

    `told` holds who was told of which trouble: causes and user ids.
    """

    report_id: ReportId
    name: str
    channel: str
    questions: tuple[Question, ...]
    zone: str
    report_at: datetime
    roster: tuple[str, ...] | None = None
    opened_at: datetime | None = None
    asked_at: datetime | None = None
    closed_at: datetime | None = None
    heading_claimed_at: datetime | None = None
    heading_ts: str | None = None
    permalink: str | None = None
    reported_at: datetime | None = None
    settled_at: datetime | None = None
    problem: str | None = None
    told: frozenset[tuple[str, str]] = frozenset()

    @property
    def day(self) -> date:
        return self.report_id.day

    @property
    def is_rehearsal(self) -> bool:
        """Whether somebody only tries it: nobody else sees anything of it."""
        return self.report_id.standup_id.startswith(REHEARSAL)

    @property
    def is_out(self) -> bool:
        """Whether the channel has the report's heading: from then on an answer is a late one."""
        return self.heading_ts is not None

    def was_told(self, user_id: str) -> bool:
        """Whether the person was told, as an owner, that something is wrong."""
        return any(owner == user_id for _, owner in self.told)

    def is_today(self, now: datetime) -> bool:
        return local_date(now, self.zone) == self.day


def plan_occurrence(standup: Standup, day: date) -> Occurrence:
    """Give the occurrence of `standup` on `day`, before anybody is asked, with the questions as they are now."""
    return Occurrence(
        report_id=ReportId(standup.team_id, standup.standup_id, day),
        name=standup.name,
        channel=standup.channel,
        questions=tuple(_worded_for(question, day, previous_day(standup, day)) for question in standup.questions),
        zone=standup.zone,
        report_at=instant(day, standup.report_at, standup.zone),
    )


def _worded_for(question: Question, day: date, last: date) -> Question:
    """Name the real last working day where the question says "yesterday" and that was none."""
    if day - last == timedelta(days=1):
        return question
    name = f"{last:%A}"
    return replace(
        question,
        text=re.sub(r"\byesterday\b", name, question.text, flags=re.IGNORECASE),
        label=name if question.label == "Yesterday" else question.label,
    )
