"""How many menus a person has got within the hour, over all standups."""

from datetime import datetime, timedelta

from msgspec import Struct, field

from app.domain.day.member import Member, MenusSent
from app.domain.limits import MOST_MENUS_AN_HOUR
from app.records import replace

HOUR = timedelta(hours=1)
# From so many on they are stored with the person: nobody usual gets there, so nothing is written for them.
STORED_FROM = 5
# Whose hour is over is forgotten when so many are known.
MOST_KNOWN = 10_000


class Menus(Struct):
    """Counts what this process sends; of who gets many the count is stored, too, for whichever process comes next.

    What is known of a person belongs to their profile as it was last stored: where that is gone, nobody was messaged.
    """

    known: dict[tuple[str, str, datetime | None], MenusSent] = field(default_factory=dict)

    def has_enough(self, member: Member, now: datetime) -> bool:
        """Whether a person gets no other menu within this hour."""
        return self._within(member, now).count >= MOST_MENUS_AN_HOUR

    def note(self, member: Member, now: datetime) -> MenusSent | None:
        """Count a menu; returns the count where it is to be stored."""
        sent = self._within(member, now)
        sent = replace(sent, count=sent.count + 1)
        if len(self.known) > MOST_KNOWN:
            self.known = {key: each for key, each in self.known.items() if now - each.since < HOUR}
        if member.profile.refreshed_at:  # a profile that Slack has only just given is not stored yet
            self.known[_key(member)] = sent
        return sent if sent.count >= STORED_FROM else None

    def _within(self, member: Member, now: datetime) -> MenusSent:
        both = self.known.get(_key(member)) if member.profile.refreshed_at else None, member.remembered.menus
        live = [each for each in both if each and timedelta(0) <= now - each.since < HOUR]
        return max(live, key=lambda each: each.count, default=MenusSent(now, 0))


def _key(member: Member) -> tuple[str, str, datetime | None]:
    return member.team_id, member.user_id, member.profile.refreshed_at
