"""How many menus each person got within the last hour, in all standups together: there is a limit."""

from datetime import datetime, timedelta

from msgspec import Struct, field

from app.domain.day.member import Member, MenusSent
from app.domain.limits import MOST_MENUS_AN_HOUR
from app.records import replace

HOUR = timedelta(hours=1)
# A count from here on is stored with the person. Most people never get so many menus, so nothing is written for them.
STORED_FROM = 5
# With more counts than this, those that are older than an hour are dropped.
MOST_KNOWN = 10_000


class Menus(Struct):
    """Counts the menus that this process sends; high counts are stored, too, for the process that comes next.

    A count belongs to the stored profile of the person: when that was erased, the count is gone as well.
    """

    known: dict[tuple[str, str, datetime | None], MenusSent] = field(default_factory=dict)

    def has_enough(self, member: Member, now: datetime) -> bool:
        """Whether a person got as many menus within the hour as they may get."""
        return self._within(member, now).count >= MOST_MENUS_AN_HOUR

    def note(self, member: Member, now: datetime) -> MenusSent | None:
        """Count a menu, and return the count if it is to be stored."""
        sent = self._within(member, now)
        sent = replace(sent, count=sent.count + 1)
        if len(self.known) > MOST_KNOWN:
            self.known = {key: each for key, each in self.known.items() if now - each.since < HOUR}
        if member.profile.refreshed_at:  # a profile without it came from Slack just now and is not stored yet
            self.known[_key(member)] = sent
        return sent if sent.count >= STORED_FROM else None

    def _within(self, member: Member, now: datetime) -> MenusSent:
        own = self.known.get(_key(member)) if member.profile.refreshed_at else None
        within = [each for each in (own, member.remembered.menus) if each and timedelta(0) <= now - each.since < HOUR]
        return max(within, key=lambda each: each.count, default=MenusSent(now, 0))


def _key(member: Member) -> tuple[str, str, datetime | None]:
    return member.team_id, member.user_id, member.profile.refreshed_at
