"""What Slack says about channels and ranks within one request, each asked once: members, privacy, guest or admin.

Make a new one for each request and do not keep it: with a list of a minute ago, people who were removed could read on.
"""

from collections.abc import Collection

from app.domain.day.member import Member
from app.errors import SlackRefused
from app.flows.requester import people_in, ranked
from app.services import Services


class Memberships:
    """Slack's answers about channels and ranks within one request. May raise SlackError."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._people: dict[str, Collection[str]] = {}
        self._private: dict[str, bool] = {}
        self._ranked: dict[str, Member] = {}

    def people(self, channel: str) -> Collection[str]:
        """Return the ids of a channel's people; empty if Slack does not let us see it."""
        if channel not in self._people:
            self._people[channel] = people_in(self._services, channel)
        return self._people[channel]

    def ranked(self, member: Member) -> Member:
        """Return a member with their rank (person, guest, admin) as Slack has said within minutes."""
        if member.user_id not in self._ranked:
            self._ranked[member.user_id] = ranked(self._services, member)
        return self._ranked[member.user_id]

    def is_shut_out(self, channel: str, user_id: str) -> bool:
        """Whether a channel is private and somebody is not in it."""
        return self.is_private(channel) and user_id not in self.people(channel)

    def is_seen(self, channel: str) -> bool:
        """Whether Slack lets us see a channel."""
        return bool(self.people(channel))

    def is_private(self, channel: str) -> bool:
        """Whether a channel is only for invited people; True if Slack does not let us see it."""
        if channel not in self._private:
            try:
                self._private[channel] = self._services.slack.is_private(channel)
            except SlackRefused:
                self._private[channel] = True
        return self._private[channel]
