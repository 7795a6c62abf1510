"""The services that every flow gets: storage, Slack, the clock, and whatever else is outside of the program."""

import time
from datetime import UTC, datetime

from msgspec import Struct, field

from app.calendars import Calendars
from app.handover import Handover
from app.menus import Menus
from app.public_http import PublicHttp
from app.settings import Settings
from app.slack.client import Slack
from app.slack.limits import Buckets
from app.storage.day.blockers import Blockers
from app.storage.day.digests import Digests
from app.storage.day.last_words import LastWords
from app.storage.day.members import Members
from app.storage.day.old_days import OldDays
from app.storage.day.reports import Reports
from app.storage.day.tellings import Tellings
from app.storage.privacy.audit import Audit
from app.storage.privacy.erasure_requests import ErasureRequests
from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.removal import Removal
from app.storage.privacy.suppressed import Suppressed
from app.storage.scheduling.installations import Installations
from app.storage.scheduling.jobs import Jobs
from app.storage.scheduling.joinings import Joinings
from app.storage.scheduling.leases import Leases
from app.storage.setup.changes import Changes
from app.storage.setup.concerns import Concerns
from app.storage.setup.drafts import Drafts
from app.storage.setup.introductions import Introductions
from app.storage.setup.invitations import Invitations
from app.storage.setup.standups import Standups
from app.telemetry.refusals import Refusals


class Clock:
    """The time now, and waiting; nothing else in the app asks for the time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class Privacy(Struct, frozen=True):
    """Storage for exports, erasure and the audit trail."""

    suppressed: Suppressed
    erasure_requests: ErasureRequests
    audit: Audit
    rows: RawRows
    removal: Removal
    old_days: OldDays


class Setup(Struct, frozen=True):
    """Storage around the configuration of standups."""

    drafts: Drafts
    introductions: Introductions
    invitations: Invitations
    changes: Changes
    installations: Installations
    concerns: Concerns
    # The workspaces in which this process has already looked for the default standup.
    looked_for: set[str] = field(default_factory=set)


class Day(Struct, frozen=True):
    """Storage beside the occurrences and reports of a day."""

    digests: Digests
    tellings: Tellings
    blockers: Blockers
    last_words: LastWords
    joinings: Joinings


class Sending(Struct, frozen=True):
    """What sending needs besides Slack: the sender's lease, other addresses, counts, and the room that limits have."""

    leases: Leases
    public_http: PublicHttp
    handover: Handover
    refusals: Refusals = field(default_factory=Refusals)
    menus: Menus = field(default_factory=Menus)
    buckets: dict[str, Buckets] = field(default_factory=dict)

    def buckets_of(self, team_id: str, pace: float) -> Buckets:
        """Return the room that Slack's limits have left in a workspace, as far as this process knows."""
        return self.buckets.setdefault(team_id, Buckets(pace))


class Services(Struct, frozen=True):
    """Everything outside of the program that a flow may touch, built once."""

    settings: Settings
    clock: Clock
    slack: Slack
    calendars: Calendars
    standups: Standups
    reports: Reports
    members: Members
    jobs: Jobs
    privacy: Privacy
    setup: Setup
    day: Day
    sending: Sending

    def __deepcopy__(self, memo: dict[int, object]) -> "Services":
        """Return the same services: Bolt copies the context of a request for its lazy listeners."""
        return self
