"""Whereabouts: who is in which channel, which are public, and who is a guest or an admin, each asked of Slack once.

Made anew for each request and never kept longer: a list of a minute ago would let those read on who were sent away.
"""

from collections.abc import Collection

from app.domain.day.member import Member
from app.errors import SlackRefused
from app.flows.requester import people_in, ranked
from app.services import Services


class Memberships:
    """What Slack has said about channels within one request. May raise SlackError."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._people: dict[str, Collection[str]] = {}
        self._private: dict[str, bool] = {}
        self._ranked: dict[str, Member] = {}

    def people(self, channel: str) -> Collection[str]:
        """Return the ids of who is in a channel; nobody where Slack does not let us see it."""
        if channel not in self._people:
            self._people[channel] = people_in(self._services, channel)
        return self._people[channel]

    def ranked(self, member: Member) -> Member:
        """Return somebody as the person, guest or admin that Slack has said within minutes that they are."""
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
        """Whether a channel is for those only who are invited; yes where Slack does not let us see it."""
        if channel not in self._private:
            try:
                self._private[channel] = self._services.slack.is_private(channel)
            except SlackRefused:
                self._private[channel] = True
        return self._private[channel]
