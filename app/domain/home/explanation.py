"""An explanation of why a person got no menu on a day of a standup: the facts, the cause, and what happened.

`causes.py` finds the cause. The terminal (`ops/explain.py`) and Slack (`views/history/why.py`) say it in words.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from app.domain.day.absence import Holidays
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.schedule import DayOff, Moments, takes_place, zone_for
from app.domain.setup.changes import Change
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup

_PAUSED = "is_paused"


class Cause(StrEnum):
    """Why a person has no menu, or that they have one or will have it.

    Those of a person's absence and place in the standup have the values of `Why`.
    """

    ASKED = "asked"
    ANSWERED = "answered"
    WILL_BE_ASKED = "will_be_asked"
    BEING_ASKED = "being_asked"
    # the person
    AWAY = "away"
    HOLIDAY = "holiday"
    STATUS = "status"
    SKIPPED = "skipped"
    LEFT = "left"
    OBSERVER = "observer"
    NOT_CHOSEN = "not_chosen"
    NOT_A_PERSON = "not_a_person"
    NOT_IN_CHANNEL = "not_in_channel"
    CAME_LATER = "came_later"
    # Slack
    CANNOT_BE_MESSAGED = "cannot_be_messaged"
    TOO_MANY_MENUS = "too_many_menus"
    NOT_SENT = "not_sent"
    CHANNEL_CLOSED = "channel_closed"
    REFUSED = "refused"
    # the standup
    NOT_A_DAY = "not_a_day"
    DAY_OFF = "day_off"
    PAUSED = "paused"
    DELETED = "deleted"
    BROKEN = "broken"
    NOT_SET_UP = "not_set_up"
    NOT_RESPONSIBLE = "not_responsible"
    # this installation
    MISSED = "missed"
    NO_TICK = "no_tick"
    NOTHING_STORED = "nothing_stored"
    NO_TIME_LEFT = "no_time_left"
    UNREADABLE = "unreadable"
    UNINSTALLED = "uninstalled"
    NOT_KEPT = "not_kept"


class Facts(Struct, frozen=True):
    """All that is stored about a person's day in a standup, and what the calendars say.

    `member` is None if nothing is known of the person. `uninstalled_at` is when the app left the workspace. Days are
    kept for `days_kept` at most, 0 for ever. `changes` are the latest changes of the standup's settings, in any order.
    """

    stored: StoredStandup
    day: date
    user_id: str
    now: datetime
    day_off: DayOff
    holidays: Holidays
    member: Member | None = None
    occurrence: Occurrence | None = None
    report: Report | None = None
    uninstalled_at: datetime | None = None
    days_kept: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def standup(self) -> Standup:
        return self.stored.standup

    @property
    def zone(self) -> str:
        """The zone whose times apply to the person."""
        return zone_for(self.standup, self.member.profile.zone if self.member else None)

    @property
    def pauses(self) -> list[Change]:
        """Return when it was paused and resumed, as far as that is kept, oldest first."""
        return sorted((each for each in self.changes if _PAUSED in each.fields), key=lambda each: each.at)

    def paused_since(self, moment: datetime) -> datetime | None:
        """Return since when the standup was paused at a moment; None if it was not, or that is not known."""
        if before := [each for each in self.pauses if each.at <= moment]:
            return before[-1].at if before[-1].fields[_PAUSED].after else None
        if self.pauses or not self.standup.is_paused:
            return None
        changed_at = self.stored.history.changed_at
        return changed_at if changed_at is None or changed_at <= moment else None

    def came_after(self, moment: datetime) -> bool:
        """Whether the person was added to the standup after a moment."""
        later = [each.fields.get(name) for each in self.changes if each.at > moment for name in ("people", "optional")]
        return any(self.user_id in (*each.added, *(each.after or ())) for each in later if each)

    @property
    def pause(self) -> "Finding":
        """The finding that the standup is paused now."""
        return Finding(Cause.PAUSED, at=self.paused_since(self.now))


class Finding(Struct, frozen=True):
    """The cause, and what belongs to it.

    `code` is Slack's, `words` the name of a holiday or status or the kind of a day off, `until` the last such day, and
    `at` the moment: when they were asked or will be, or since when it is so.
    """

    cause: Cause
    code: str = ""
    words: str = ""
    until: date | None = None
    at: datetime | None = None

    @property
    def has_menu(self) -> bool:
        return self.cause in {Cause.ASKED, Cause.ANSWERED}


class Happening(StrEnum):
    """What happened on a day, in the order in which it mostly does."""

    OPENED = "opened"
    CLAIMED = "claimed"
    MENU = "menu"
    REMINDED = "reminded"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    REPORT_BEGAN = "report_began"
    HEADER = "header"
    POSTED = "posted"
    RENEWED = "renewed"
    SETTLED = "settled"
    MISSED = "missed"


class Step(Struct, frozen=True):
    """One thing that happened, and when."""

    at: datetime
    what: Happening


class Explanation(Struct, frozen=True):
    """Why, with what the schedule says for the person, and what happened on the day."""

    facts: Facts
    finding: Finding
    times: Moments
    steps: tuple[Step, ...] = ()

    @property
    def takes_place(self) -> bool:
        return takes_place(self.facts.standup, self.facts.day)

    @property
    def is_to_come(self) -> bool:
        """Whether the person's time is to come."""
        return self.facts.now < self.times.ask

    @property
    def has_begun(self) -> bool:
        """Whether the day has people, who may have been asked."""
        return self.facts.occurrence is not None and self.facts.occurrence.roster is not None
