"""What an admin of the workspace changes: people and channels."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_simulator.apps.installation import BOT_USER_ID
from slack_simulator.conversations import membership
from slack_simulator.conversations.showing import shown_person
from slack_simulator.errors import ActError
from slack_simulator.state.channels import GENERAL_CHANNEL, TEAM_CHANNEL, Conversation
from slack_simulator.state.people import Person, another_person, user_object
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

TEXTS = ("display_name", "real_name", "title", "tz", "locale")
# Who does what nobody is named for, as where a test says only what has happened.
FIRST_ADMIN = "U0ANAPRG01"
SWITCHES = ("deleted", "is_restricted", "is_stranger", "cannot_be_messaged")
MOST_PEOPLE = 5_000


def change_people(workspace: Workspace, wish: Json) -> None:
    """Add made-up colleagues to #team and #general, or change one person.

    The added are there as if they had always been, so no event tells the app about each of them.
    """
    if "add" in wish:
        _add_people(workspace, wish["add"])
    if "set" in wish:
        _set_person(workspace, wish.get("id", ""), wish["set"])
    workspace.live.tell(
        {"type": "people", "people": [shown_person(workspace, each) for each in workspace.people.values()]}
    )
    workspace.saver.changed()


def _add_people(workspace: Workspace, count: object) -> None:
    if not isinstance(count, int) or not 0 <= count <= MOST_PEOPLE:
        raise ActError(f"'add' takes a number up to {MOST_PEOPLE}.")
    already = sum(1 for user in workspace.people if user.startswith("U0MORE"))
    fresh = [another_person(number) for number in range(already, already + count)]
    for person in fresh:
        workspace.people[person.id] = person
        workspace.direct_message(person.id)
    for channel_id in (TEAM_CHANNEL, GENERAL_CHANNEL):
        channel = workspace.conversations[channel_id]
        channel.members.extend(person.id for person in fresh)
        membership.changed(workspace, channel)


def _set_person(workspace: Workspace, user: str, changes: Json) -> None:
    person = workspace.people.get(user)
    if person is None:
        raise ActError("There is nobody with this id.")
    for name, value in changes.items():
        if not isinstance(value, str if name in TEXTS else bool) or name not in (*TEXTS, *SWITCHES):
            raise ActError(f"'{name}' cannot be set to this.")
    if "tz" in changes:
        _refuse_unknown_zone(changes["tz"])
    for name, value in changes.items():
        setattr(person, name, value)
    event = {"type": "user_change", "user": _as_user(workspace, person), "cache_ts": 0}
    workspace.events.emit("user_change", event)


def _refuse_unknown_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ActError(f"There is no time zone {zone}.") from None


def _as_user(workspace: Workspace, person: Person) -> Json:
    return user_object(person, workspace.base_url, workspace.clock.now())


def change_channel(workspace: Workspace, wish: Json) -> Conversation:
    """Create or change a channel; 'bot' in `add` and `remove` is the app, and `as` says who does it."""
    channel = _created(workspace, wish["create"]) if "create" in wish else _channel(workspace, wish.get("id", ""))
    inviter = workspace.actor(wish["as"]).id if "as" in wish else FIRST_ADMIN
    changes = wish.get("set", {})
    if set(changes) - {"is_archived", "is_ext_shared", "topic", "name"}:
        raise ActError("A channel's is_archived, is_ext_shared, topic and name can be set.")
    if "is_archived" in changes:
        membership.archive(workspace, channel, archived=bool(changes["is_archived"]))
    for user in wish.get("add", []):
        member = _member(workspace, user)
        membership.add(workspace, channel, member, inviter="" if member == inviter else inviter)
    for user in wish.get("remove", []):
        membership.remove(workspace, channel, _member(workspace, user))
    if "new_id" in wish:
        membership.change_id(workspace, channel, str(wish["new_id"]))
    channel.is_ext_shared = bool(changes.get("is_ext_shared", channel.is_ext_shared))
    channel.topic = str(changes.get("topic", channel.topic))
    channel.name = str(changes.get("name", channel.name))
    membership.changed(workspace, channel)
    return channel


def _created(workspace: Workspace, wish: Json) -> Conversation:
    name = str(wish.get("name", "")).lstrip("#")
    if not name or workspace.channel_named(name):
        raise ActError("A channel needs a name that no other has.")
    identifier = f"C0{secrets.token_hex(4).upper()}"
    channel = Conversation(identifier, name=name, is_private=bool(wish.get("is_private")))
    workspace.conversations[identifier] = channel
    return channel


def _channel(workspace: Workspace, channel_id: str) -> Conversation:
    channel = workspace.conversations.get(channel_id)
    if channel is None or channel.is_im:
        raise ActError("There is no channel with this id.")
    return channel


def _member(workspace: Workspace, user: str) -> str:
    identifier = BOT_USER_ID if user == "bot" else user
    if identifier not in workspace.people:
        raise ActError(f"There is nobody with the id {user}.")
    return identifier
