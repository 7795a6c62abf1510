"""A member: what is stored about a person, and what their next answers start with."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum, auto

from msgspec import Struct, field

from app.domain.day.kinds import fits
from app.domain.day.nothing import NOTHING
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.languages import ENGLISH, LANGUAGES
from app.records import replace

# Less than a day, so that each day's asking reads the profile again; people are asked at about the same time each day.
PROFILE_LIVES = timedelta(hours=22)
# How long a former admin, or a member who became a guest, may keep their old rights.
RANK_LIVES = timedelta(minutes=5)
# For standups that read statuses. Shorter than the time between two askings, and long enough for a delayed sender to
# go on where it stopped.
STATUS_LIVES = timedelta(minutes=10)
FOR_GOOD = 1_000_000


class Standing(Enum):
    """What Slack says now about a person who is to own a standup."""

    FULL = auto()
    LIMITED = auto()  # a guest, or an app
    GONE = auto()  # deactivated, or unknown to Slack


class LastAnswers(Struct, frozen=True):
    """What a person wrote last in one standup, and on which day."""

    day: date
    answers: Mapping[str, str]


class Away(Struct, frozen=True):
    """Days on which a person is away, first and last included; without an end, until they say that they are back."""

    starts: date
    ends: date | None = None
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


class MenusSent(Struct, frozen=True):
    """How many menus a person was sent in the hour that began with the first of them."""

    since: datetime
    count: int


class Profile(Struct, frozen=True):
    """A person's profile as Slack described it at `refreshed_at`; `locale` is that of their Slack ("cs-CZ")."""

    user_name: str = ""
    display_name: str = ""
    icon_url: str = ""
    zone: str | None = None
    status_text: str = ""
    locale: str = ""
    refreshed_at: datetime | None = None


class Account(Struct, frozen=True):
    """A person's account as Slack described it at `ranked_at`, which may be later than the profile."""

    is_person: bool = True
    is_guest: bool = False
    is_admin: bool = False
    ranked_at: datetime | None = None


class Preferences(Struct, frozen=True):
    """A person's preferences.

    `reminders` is how many they want a day at most (None: all), `country` the one whose public holidays they keep,
    `language` the one that they want to read ("cs", or "" for that of their Slack).
    """

    reminders: int | None = None
    country: str = ""
    language: str = ""


class Remembered(Struct, frozen=True):
    """What we remember of a person.

    `last_answers` holds only the standups that were requested, by their ids. `seen` are the completed steps of the
    first visit, `blockers` the ids of their blockers and of those that they help with. `menus` is set only for people
    who get many.
    """

    last_answers: Mapping[str, LastAnswers] = field(default_factory=dict)
    has_answered: bool = False
    seen: frozenset[str] = frozenset()
    blockers: frozenset[str] = frozenset()
    menus: MenusSent | None = None


class Member(Struct, frozen=True):
    """One person (or bot) of a workspace as Slack described them, and what they have told us.

    `left` holds the standups that they have left, `skips` the days that they skip in advance. Nothing is stored of a
    person who `is_erased`: it is what Slack says now.
    """

    team_id: str
    user_id: str
    profile: Profile = Profile()
    account: Account = Account()
    dm_channel: str | None = None
    away: Away | None = None
    preferences: Preferences = Preferences()
    left: frozenset[str] = frozenset()
    skips: frozenset[ReportId] = frozenset()
    remembered: Remembered = Remembered()
    is_erased: bool = False

    def described_by(self, profile: "Member") -> "Member":
        """Return this person as Slack describes them now; what they have told us and what we remember stays."""
        account = replace(profile.account, ranked_at=self.account.ranked_at)
        return replace(self, profile=profile.profile, account=account)

    def skips_on(self, standup_id: str, day: date) -> bool:
        """Whether the person skips this day of a standup in advance."""
        return ReportId(self.team_id, standup_id, day) in self.skips

    @property
    def speaks(self) -> str:
        """The language of texts for this person; English if theirs is not supported."""
        wanted = self.preferences.language or self.profile.locale.partition("-")[0].lower()
        return wanted if wanted in LANGUAGES else ENGLISH

    def is_fresh(self, now: datetime) -> bool:
        """Whether the profile was read since about yesterday's asking; a time in the future counts as not fresh."""
        return self.profile.refreshed_at is not None and timedelta(0) <= now - self.profile.refreshed_at < PROFILE_LIVES

    def is_status_fresh(self, now: datetime) -> bool:
        """Whether the Slack status was read within the last minutes."""
        return self.profile.refreshed_at is not None and timedelta(0) <= now - self.profile.refreshed_at < STATUS_LIVES

    def is_rank_fresh(self, now: datetime) -> bool:
        """Whether the account (person, guest, admin) was read within the last minutes."""
        return self.account.ranked_at is not None and timedelta(0) <= now - self.account.ranked_at < RANK_LIVES

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """What a member's rights depend on: whether this is a person, a guest, an admin."""
        return self.account.is_person, self.account.is_guest, self.account.is_admin

    @property
    def is_full(self) -> bool:
        """Whether this is a full, active member: no guest, no app. Only full members can own a standup."""
        return self.account.is_person and not self.account.is_guest

    @property
    def as_lowest(self) -> "Member":
        """Return the person with the lowest rights, those of a guest, which they have whatever Slack says now."""
        return replace(self, account=replace(self.account, is_guest=True, is_admin=False))


class Beginning(Struct, frozen=True):
    """What a form field starts with: `text`, which `is_planned` if it is last time's plan.

    `before` is last time's answer, shown beside the field.
    """

    text: str = ""
    is_planned: bool = False
    before: str = ""


def beginnings(occurrence: Occurrence, report: Report, last: LastAnswers | None) -> dict[str, Beginning]:
    """Return what each field of the form starts with, by question id.

    Submitted answers are shown to be edited; otherwise "yesterday" starts with last time's plan. A ticked "nothing
    blocks me" is neither a plan nor, for a question that does not ask for blockers, an answer; and an answer that the
    question does not accept is no plan.
    """
    if report.is_submitted:
        return {question: Beginning(text) for question, text in report.answers.items()}
    if last is None or (occurrence.day - last.day).days > (occurrence.plan.retention_days or FOR_GOOD):
        return {}
    if last.day == occurrence.day:
        return {question: Beginning(text) for question, text in last.answers.items()}
    carried = {question.starts_from for question in occurrence.questions}
    starts = {}
    for question in occurrence.questions:
        plan, before = last.answers.get(question.starts_from or ""), last.answers.get(question.id, "").strip()
        if plan and plan != NOTHING and fits(question, plan):
            starts[question.id] = Beginning(plan, is_planned=True)
        elif question.id not in carried and before and (before != NOTHING or question.asks_for_blockers):
            starts[question.id] = Beginning(before=before)
    return starts
