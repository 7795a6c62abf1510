"""What a flow may touch: storage, Slack and the clock."""

import time
from datetime import UTC, datetime

from msgspec import Struct, field

from app.calendars import Calendars
from app.handover import Handover
from app.menus import Menus
from app.public_http import PublicHttp
from app.refusals import Refusals
from app.settings import Settings
from app.slack import Slack
from app.storage.audit import Audit
from app.storage.blockers import Blockers
from app.storage.changes import Changes
from app.storage.chores import Chores
from app.storage.concerns import Concerns
from app.storage.digests import Digests
from app.storage.drafts import Drafts
from app.storage.erasure_requests import ErasureRequests
from app.storage.installations import Installations
from app.storage.introductions import Introductions
from app.storage.invitations import Invitations
from app.storage.joinings import Joinings
from app.storage.last_words import LastWords
from app.storage.leases import Leases
from app.storage.members import Members
from app.storage.old_days import OldDays
from app.storage.raw import RawRows
from app.storage.removal import Removal
from app.storage.reports import Reports
from app.storage.standups import Standups
from app.storage.suppressed import Suppressed
from app.storage.tellings import Tellings


class Clock:
    """The time, and waiting for it to pass."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class Privacy(Struct, frozen=True):
    """What keeps data, gives it to whom it is about, and removes it."""

    suppressed: Suppressed
    erasure_requests: ErasureRequests
    audit: Audit
    rows: RawRows
    removal: Removal
    old_days: OldDays


class Setup(Struct, frozen=True):
    """What stands around a standup that is set up and looked after."""

    drafts: Drafts
    introductions: Introductions
    invitations: Invitations
    changes: Changes
    installations: Installations
    concerns: Concerns
    # Workspaces whose default standup this process has looked for.
    looked_for: set[str] = field(default_factory=set)


class Day(Struct, frozen=True):
    """What stands beside the reports of a day."""

    digests: Digests
    tellings: Tellings
    blockers: Blockers
    last_words: LastWords
    joinings: Joinings


class Sending(Struct, frozen=True):
    """What whoever sends goes by, besides Slack itself."""

    leases: Leases
    public_http: PublicHttp
    handover: Handover
    refusals: Refusals = field(default_factory=Refusals)
    menus: Menus = field(default_factory=Menus)


class Services(Struct, frozen=True):
    """Everything outside that a flow may touch, built once."""

    settings: Settings
    clock: Clock
    slack: Slack
    calendars: Calendars
    standups: Standups
    reports: Reports
    members: Members
    chores: Chores
    privacy: Privacy
    setup: Setup
    day: Day
    sending: Sending

    def __deepcopy__(self, memo: dict[int, object]) -> "Services":
        """Stay the same when Bolt copies the context of a request for its lazy listeners."""
        return self
