"""Conversations: channels and direct messages, and how Slack tells an app about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from slack_simulator.apps.installation import BOT_USER_ID, TEAM_ID
from slack_simulator.state.people import SLACKBOT, Person

TEAM_CHANNEL = "C0TEAM0001"
GENERAL_CHANNEL = "C0GENERAL1"
PRIVATE_CHANNEL = "C0LEADS001"
ARCHIVED_CHANNEL = "C0OLDPROJ1"
CREATED = 1_700_000_000


@dataclass
class Conversation:
    """A channel, or a direct message between a person (`user`) and a bot or Slackbot (`peer`)."""

    id: str
    kind: str = "channel"
    name: str = ""
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    members: list[str] = field(default_factory=list)
    user: str = ""
    peer: str = ""
    opened: bool = False

    @property
    def is_im(self) -> bool:
        return self.kind == "im"

    @property
    def with_app(self) -> bool:
        return BOT_USER_ID in self.members

    @property
    def scope_prefix(self) -> str:
        """The first half of the scopes that conversations of this kind need."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"

    @property
    def name_in_payloads(self) -> str:
        if self.is_im:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    def visible_to(self, user: str) -> bool:
        return user in self.members or not (self.is_im or self.is_private)


def direct_message(user: str, peer: str = BOT_USER_ID) -> Conversation:
    identifier = f"D{user[1:]}" if peer == BOT_USER_ID else f"DS{user[2:]}"
    return Conversation(identifier, "im", members=[user, peer], user=user, peer=peer)


def first_conversations(people: Iterable[Person]) -> list[Conversation]:
    """Return what a fresh workspace has: four channels, and everybody's direct message with the app."""
    people = list(people)
    everybody = [person.id for person in people if person.id != SLACKBOT]
    those_who_act = [person.id for person in people if person.can_act]
    team = Conversation(TEAM_CHANNEL, name="team", topic="What we are doing", members=list(everybody))
    general = Conversation(GENERAL_CHANNEL, name="general", topic="For everybody", members=list(everybody))
    leads = Conversation(PRIVATE_CHANNEL, name="leads", topic="Leads only", is_private=True, members=those_who_act[:3])
    old = Conversation(
        ARCHIVED_CHANNEL,
        name="old-project",
        topic="Finished",
        is_archived=True,
        members=[*those_who_act[:5], BOT_USER_ID],
    )
    return [team, general, leads, old, *(direct_message(user) for user in those_who_act)]


def conversation_object(conversation: Conversation, *, person_deleted: bool = False) -> dict[str, Any]:
    """Return a conversation as conversations.info gives it, without `is_member` and `num_members`."""
    if conversation.is_im:
        return {
            "id": conversation.id,
            "created": CREATED,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
            "user": conversation.user,
            "is_user_deleted": person_deleted,
            "priority": 0,
        }
    return _channel_object(conversation)


def _channel_object(channel: Conversation) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": CREATED,
        "is_archived": channel.is_archived,
        "is_general": channel.id == GENERAL_CHANNEL,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": channel.is_ext_shared,
        "is_frozen": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": TEAM_ID,
        "updated": CREATED * 1000,
        "parent_conversation": None,
        "creator": "U0ANAPRG01",
        "is_ext_shared": channel.is_ext_shared,
        "shared_team_ids": [TEAM_ID],
        "pending_connected_team_ids": [],
        "topic": {"value": channel.topic, "creator": "U0ANAPRG01", "last_set": CREATED},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
