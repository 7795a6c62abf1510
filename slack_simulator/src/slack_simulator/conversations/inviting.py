"""`/invite`, which is Slack's own command: somebody brings people or apps into a channel that they are in."""

import re

from slack_simulator.conversations import membership
from slack_simulator.errors import ActError
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import SLACKBOT, Person
from slack_simulator.workspace import Workspace

COMMAND = "/invite"
_NAMED = re.compile(r"@([\w.-]*\w)")
_CHANNEL = re.compile(r"#([\w-]+)")


def invite(workspace: Workspace, person: Person, place: Conversation, text: str) -> str | None:
    """Bring those who are named by their handles into the channel, or into the one that the text names.

    Gives the sentence with which Slack refuses it, to this person alone.
    """
    try:
        _invite(workspace, person, place, text)
    except ActError as refusal:
        return str(refusal)
    return None


def _invite(workspace: Workspace, person: Person, place: Conversation, text: str) -> None:
    if found := _CHANNEL.search(text):
        place = _channel(workspace, person, found[1])
    handles = _NAMED.findall(text)
    if not handles:
        raise ActError("Whom? Write /invite and an @name.")
    if place.is_im:
        raise ActError("Nobody can be added to a direct message.")
    if place.is_archived:
        raise ActError("This channel is archived.")
    if person.id not in place.members:
        raise ActError("Join the channel before you invite somebody to it.")
    invited = [_somebody(workspace, handle) for handle in handles]
    for each in invited:
        if each.id in place.members:
            raise ActError(f"{each.shown_name} is already in this channel.")
    for each in invited:
        membership.add(workspace, place, each.id, inviter=person.id)


def _channel(workspace: Workspace, person: Person, name: str) -> Conversation:
    place = workspace.conversations.get(workspace.channel_named(name) or "")
    if place is None or not workspace.may_see(person.id, place):
        raise ActError(f"There is no channel #{name}.")
    return place


def _somebody(workspace: Workspace, handle: str) -> Person:
    known = (each for each in workspace.people.values() if each.name == handle and each.id != SLACKBOT)
    found = next(known, None)
    if found is None or found.deleted:
        raise ActError(f"There is nobody called @{handle}. Choose a name from the list.")
    return found
