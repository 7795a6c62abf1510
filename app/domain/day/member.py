"""A member: what is remembered of a person, and where their next answers start."""

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

# Less than a day, so that each day's asking reads a profile anew: it comes at the same time, give or take some seconds.
PROFILE_LIVES = timedelta(hours=22)
# Who was an admin, or was no guest yet, rules and reads for so long after they are none any more.
RANK_LIVES = timedelta(minutes=5)
# Where a status says who is away. Less than any two times at which people are asked lie apart, and long enough for a
# sender that was held up to go on where it was.
STATUS_LIVES = timedelta(minutes=10)
FOR_GOOD = 1_000_000


class Standing(Enum):
    """What Slack says just now of somebody who is to own a standup."""

    FULL = auto()
    LIMITED = auto()  # a guest, or an app
    GONE = auto()  # deactivated, or of no account that Slack knows


class LastAnswers(Struct, frozen=True):
    """What a person wrote last in one standup, and on which day."""

    day: date
    answers: Mapping[str, str]


class Away(Struct, frozen=True):
    """Days on which a person is away, first and last included; without a last one until they say that they are back."""

    starts: date
    ends: date | None = None
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


class MenusSent(Struct, frozen=True):
    """How many menus a person has got in the hour that began with the first of them."""

    since: datetime
    count: int


class Profile(Struct, frozen=True):
    """Who somebody is as Slack described them at `refreshed_at`; `locale` is that of their Slack ("cs-CZ")."""

    user_name: str = ""
    display_name: str = ""
    icon_url: str = ""
    zone: str | None = None
    status_text: str = ""
    locale: str = ""
    refreshed_at: datetime | None = None


class Account(Struct, frozen=True):
    """What somebody is in the workspace, as Slack said at `ranked_at`, which may be later than the profile."""

    is_person: bool = True
    is_guest: bool = False
    is_admin: bool = False
    ranked_at: datetime | None = None


class Preferences(Struct, frozen=True):
    """What a person has chosen.

    `reminders` is how many a day they want at most (None: all), `country` the one whose public holidays they keep,
    `language` the one to talk to them in ("cs", or "" for that of their Slack).
    """

    reminders: int | None = None
    country: str = ""
    language: str = ""


class Remembered(Struct, frozen=True):
    """What we remember of a person.

    `last_answers` are those of standups that were asked for, `seen` the steps of the first visit they have done,
    `blockers` the ids of what is in their way, or in that of those whom they help; `menus` is there only of who gets
    many.
    """

    last_answers: Mapping[str, LastAnswers] = field(default_factory=dict)
    has_answered: bool = False
    seen: frozenset[str] = frozenset()
    blockers: frozenset[str] = frozenset()
    menus: MenusSent | None = None


class Member(Struct, frozen=True):
    """One person (or bot) of a workspace as Slack described them, and what they have told us.

    `left` holds the standups that they do not take part in any more, `skips` the days of which they said before that
    they skip them. Of who `is_erased` nothing is stored: it is what Slack says just now.
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
        """Return this person as Slack describes them now; what they have told us, or we remember, stays as it is."""
        account = replace(profile.account, ranked_at=self.account.ranked_at)
        return replace(self, profile=profile.profile, account=account)

    def skips_on(self, standup_id: str, day: date) -> bool:
        """Whether the person said before a day of a standup that they skip it."""
        return ReportId(self.team_id, standup_id, day) in self.skips

    @property
    def speaks(self) -> str:
        """The language to talk to this person in; English where we do not know theirs."""
        wanted = self.preferences.language or self.profile.locale.partition("-")[0].lower()
        return wanted if wanted in LANGUAGES else ENGLISH

    def is_fresh(self, now: datetime) -> bool:
        """Whether the profile was read since about yesterday's asking (a moment in the future counts as unknown)."""
        return self.profile.refreshed_at is not None and timedelta(0) <= now - self.profile.refreshed_at < PROFILE_LIVES

    def is_status_fresh(self, now: datetime) -> bool:
        """Whether what they say of themselves in Slack was read within minutes."""
        return self.profile.refreshed_at is not None and timedelta(0) <= now - self.profile.refreshed_at < STATUS_LIVES

    def is_rank_fresh(self, now: datetime) -> bool:
        """Whether it was found out within minutes if this is a person, a guest or an admin."""
        return self.account.ranked_at is not None and timedelta(0) <= now - self.account.ranked_at < RANK_LIVES

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """What decides about rights: whether this is a person, a guest, an admin."""
        return self.account.is_person, self.account.is_guest, self.account.is_admin

    @property
    def is_full(self) -> bool:
        """Whether this is a full, active member of the workspace: no guest, no app. Nobody else owns a standup."""
        return self.account.is_person and not self.account.is_guest

    @property
    def as_lowest(self) -> "Member":
        """Return the same person as a guest: what that one may do, they may do whatever Slack says of them now."""
        return replace(self, account=replace(self.account, is_guest=True, is_admin=False))


class Beginning(Struct, frozen=True):
    """What a field starts with: `text`, `is_planned` if that is last time's plan; `before` is last time's answer."""

    text: str = ""
    is_planned: bool = False
    before: str = ""


def beginnings(occurrence: Occurrence, report: Report, last: LastAnswers | None) -> dict[str, Beginning]:
    """Return the start of each field of the form, by question id.

    What was submitted is shown to be edited; otherwise last time's plan is where "yesterday" starts. A tick that
    nothing blocked is no plan, nor is what its question does not take; for one that has no tick it is no answer.
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
