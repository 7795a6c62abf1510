"""Attacks on erasure: ways to bring somebody back, and to have somebody erased who did not ask."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast, signed
from benchmarks.attacks.hands import Hands, NotSetUp
from benchmarks.attacks.listing import attack
from benchmarks.attacks.world import buttons, texts
from slack_simulator.hosting import user_object
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

NAMES = (cast.MEMBER, "Sofía", "sofia.delgado", cast.SECRET)
LOOKS = 12


def _asks(world: World) -> None:
    """Ask for one's own erasure, and say so again below who will decide."""
    world.click(cast.MEMBER, ids.ASK_ERASURE)
    world.settle()
    world.click(cast.MEMBER, ids.ASK_FOR_IT)


def _decides(world: World, who: str, action: str, about: str) -> None:
    """Press a button of the question about an erasure, and answer whatever is asked further."""
    world.click(who, action, about)
    world.settle()
    view = world.view(who)
    if view and about in json.dumps(view):
        inputs = [each for each in view["blocks"] if each["type"] == "input"]
        values = {
            each["block_id"]: {each["element"]["action_id"]: {"type": each["element"]["type"], "value": "as agreed"}}
            for each in inputs
        }
        world.submit(who, {**view, "state": {"values": values}})
        world.settle()


def _erased(world: World) -> tuple[Hands, str, str, str]:
    """Have a member answer, and then erased with everything of theirs, as they wished and the owner has confirmed."""
    hands = Hands(world)
    standup_id, channel = hands.standup("erasers", cast.OWNER, [cast.MEMBER, cast.SECOND, cast.FRIEND])
    report_id = hands.lives(standup_id, **{cast.MEMBER: cast.SECRET, cast.SECOND: "fine"})
    _asks(world)
    world.settle()
    _decides(world, cast.OWNER, ids.CONFIRM_ERASURE, cast.MEMBER)
    for _ in range(LOOKS):
        world.tick()
        if not _found(world):
            break
    world.place.post("channel", id=cast.TEAM, remove=[cast.MEMBER])
    world.settle()
    world.expect(not _found(world), "something of the person was left by the erasure itself")
    world.mark()
    world.tried = 0
    return hands, standup_id, channel, report_id


def _found(world: World) -> list[str]:
    stored = world.stored()
    return [name for name in NAMES if name in stored]


def _is_not_back(world: World) -> None:
    """Expect that nothing is stored of the erased person, and that they are sent nothing that asks them anything."""
    world.tick()
    found = _found(world)
    world.expect(not found, f"stored again: {', '.join(found)}")
    to = {cast.MEMBER, f"D{cast.MEMBER[1:]}"}
    sent = [each for each in world.calls("chat.postMessage") if each["detail"]["args"].get("channel") in to]
    world.expect(not sent, "they were written to")


def _tries_to_edit(hands: Hands, standup_id: str, **changes: Any) -> None:
    """Have the owner change the standup; a form that refuses it holds."""
    hands.world.tried += 1
    with contextlib.suppress(NotSetUp):
        hands.edits(cast.OWNER, standup_id, **changes)


@attack(by="an owner")
def bring_somebody_back_by_editing(world: World) -> None:
    """Have an erased person's profile stored again by editing the standup in whose channel they are."""
    hands, standup_id, _, _ = _erased(world)
    hands.edits(cast.OWNER, standup_id, name="Another")
    world.tried += 1
    _is_not_back(world)


@attack(by="a channel")
def bring_somebody_back_by_joining(world: World) -> None:
    """Have an erased person asked again by their leaving the channel and joining it anew."""
    hands, standup_id, channel, _ = _erased(world)
    world.place.post("channel", id=channel, remove=[cast.MEMBER])
    world.settle()
    world.place.post("channel", id=channel, add=[cast.MEMBER])
    world.settle()
    world.tried += 2
    world.until(world.now.replace(hour=9, minute=1) + timedelta(days=1))
    hands.asks(standup_id)
    _is_not_back(world)


@attack(by="an owner")
def bring_somebody_back_by_naming_them(world: World) -> None:
    """Have an erased person stored or written to by naming them as owner, optional participant, observer and asked."""
    hands, standup_id, _, _ = _erased(world)
    both = [cast.OWNER, cast.MEMBER]
    _tries_to_edit(hands, standup_id, more={"owners": both, "optional": [cast.MEMBER]}, people=[cast.SECOND])
    _tries_to_edit(hands, standup_id, more={"optional": [], "observers": [cast.MEMBER]})
    _tries_to_edit(hands, standup_id, more={"observers": []}, people=both)
    world.move(days=1)
    hands.asks(standup_id)
    world.tick()
    stored = [name for name in NAMES[1:] if name in world.stored()]
    world.expect(not stored, f"stored again: {', '.join(stored)}")
    to = {cast.MEMBER, f"D{cast.MEMBER[1:]}"}
    sent = [each for each in world.calls("chat.postMessage") if each["detail"]["args"].get("channel") in to]
    world.expect(not sent, "they were written to")


@attack(by="an owner")
def send_copies_to_somebody_erased(world: World) -> None:
    """Have an erased person get copies of reports as an observer."""
    hands, standup_id, _, _ = _erased(world)
    report = {"readers": ["copies"]}
    _tries_to_edit(hands, standup_id, more={"observers": [cast.MEMBER]}, report=report)
    world.move(days=1)
    report_id = hands.asks(standup_id)
    hands.answers(cast.SECOND, report_id, "fine")
    hands.reports(standup_id)
    world.tick()
    to = {cast.MEMBER, f"D{cast.MEMBER[1:]}"}
    sent = [each for each in world.calls("chat.postMessage") if each["detail"]["args"].get("channel") in to]
    world.expect(not sent, "they were sent a copy")


@attack(by="a late request")
def bring_somebody_back_by_a_late_click(world: World) -> None:
    """Replay what an erased person had clicked and sent before."""
    _, standup_id, _, report_id = _erased(world)
    world.writes(cast.MEMBER, report_id, question0=cast.SECRET)
    for action in (ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW, ids.OPEN_DIALOG):
        world.click(cast.MEMBER, action, report_id)
    world.click(cast.MEMBER, ids.LEAVE, standup_id)
    world.settle()
    _is_not_back(world)


@attack(by="Slack's events")
def bring_somebody_back_by_a_profile_event(world: World) -> None:
    """Have an erased person's profile stored again by events about them, and by the bot being invited anew."""
    _, _, channel, _ = _erased(world)
    person = world.stack.workspace.people[cast.MEMBER]
    profile = user_object(person, world.stack.url, world.now)
    world.event({"type": "user_change", "user": profile, "cache_ts": 0})
    joined = {"type": "member_joined_channel", "user": cast.MEMBER, "channel": channel, "channel_type": "C"}
    world.event(joined)
    world.event(signed.bot_joined(channel, cast.OWNER, is_private=False))
    world.event(signed.bot_joined(channel, cast.MEMBER, is_private=False))
    world.home(cast.MEMBER)
    world.settle()
    found = [name for name in NAMES[1:] if name in world.stored()]
    world.expect(not found, f"stored again: {', '.join(found)}")


@attack(by="a helper")
def bring_somebody_back_by_naming_them_as_helper(world: World) -> None:
    """Have an erased person written to by naming them as who could help with a blocker."""
    hands, standup_id, _, _ = _erased(world)
    world.move(days=1)
    report_id = hands.asks(standup_id)
    world.mark()
    view = signed.answers_view(report_id, {"question0": "x", "question2": cast.BLOCKED}, ids.ANSWERS)
    chosen = {"type": "users_select", "selected_user": cast.MEMBER}
    view["state"]["values"][ids.WHO_COULD_HELP] = {ids.WHO_COULD_HELP: chosen}
    world.submit(cast.SECOND, view)
    world.settle()
    hands.reports(standup_id)
    _is_not_back(world)


@attack(by="a member")
def decline_somebodys_wish_to_be_erased(world: World) -> None:
    """Decline another's wish to be erased as the owner of a paused standup in which they are named as optional."""
    hands = Hands(world)
    standup_id, _ = hands.standup("true", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    mine, _ = hands.standup(
        "trap", cast.ATTACKER, [cast.FRIEND, cast.MEMBER], more={"optional": [cast.MEMBER]}, people=[cast.FRIEND]
    )
    world.choose(cast.ATTACKER, ids.MORE, option_value(Verb.PAUSE, mine))
    world.settle()
    world.tried = 0
    _asks(world)
    world.settle()
    heard = [each for each in world.messages(cast.ATTACKER) if buttons(each, ids.DECLINE_ERASURE)]
    world.expect(not heard, "the owner of the trap was told of the wish")
    _decides(world, cast.ATTACKER, ids.DECLINE_ERASURE, cast.MEMBER)
    told = world.read([texts(each.get("blocks")) for each in world.messages(cast.MEMBER)])
    world.expect(cast.ATTACKER not in told, "the wish was declined by a stranger")
    _decides(world, cast.OWNER, ids.CONFIRM_ERASURE, cast.MEMBER)
    for _ in range(LOOKS):
        world.tick()
    world.expect(cast.SECRET not in world.stored(), "the wish had ended: the true owner's confirmation did nothing")


@attack(by="an owner")
def decline_an_erasure_without_a_reason(world: World) -> None:
    """End a person's wish to be erased with one click and no reason."""
    hands = Hands(world)
    standup_id, _ = hands.standup("reasons", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    _asks(world)
    world.settle()
    before = len(world.messages(cast.MEMBER))
    world.click(cast.OWNER, ids.DECLINE_ERASURE, cast.MEMBER)
    world.settle()
    world.expect(len(world.messages(cast.MEMBER)) == before, "one click has declined it, and no reason was asked for")


@attack(by="a member")
def have_another_erased(world: World) -> None:
    """Confirm an erasure for which nobody has asked, or that is somebody else's to confirm."""
    hands = Hands(world)
    standup_id, _ = hands.standup("kept", cast.OWNER, [cast.MEMBER, cast.ATTACKER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    for who in (cast.ATTACKER, cast.OWNER, cast.GUEST, cast.STRANGER, cast.ADMIN):
        world.click(who, ids.CONFIRM_ERASURE, cast.MEMBER)
    _asks(world)
    world.settle()
    for who in (cast.ATTACKER, cast.GUEST, cast.STRANGER, cast.MEMBER):
        world.click(who, ids.CONFIRM_ERASURE, cast.MEMBER)
    world.settle()
    world.tick(3)
    world.expect(cast.SECRET in world.stored(), "the answers are erased")


@attack(by="who reads the tables")
def find_out_who_was_erased(world: World) -> None:
    """Find out who was erased by hashing the ids of everybody in the workspace."""
    _erased(world)
    stored = world.stored()
    for user in world.stack.workspace.people:
        for text in (f"standup {TEAM_ID} {user}", f"{TEAM_ID}.{user}", f"{TEAM_ID} {user}", f"{TEAM_ID}{user}", user):
            world.tried += 1
            digest = hashlib.sha256(text.encode()).hexdigest()
            world.expect(digest[:24] not in stored, "the digest of an erased person can be made by anybody")
