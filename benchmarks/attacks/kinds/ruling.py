"""Attacks on who rules a standup: invitations, pauses, ownership, rights that have ended."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast, signed
from benchmarks.attacks.hands import Hands, forged
from benchmarks.attacks.kinds.reading import tries_to_read
from benchmarks.attacks.listing import attack
from benchmarks.attacks.world import World, buttons

if TYPE_CHECKING:
    from collections.abc import Mapping


def edits(world: World, user: str) -> bool:
    """Whether somebody has the modal open in which a standup is edited."""
    return world.view(user).get("callback_id") == ids.STANDUP_FORM


def owned_by(world: World, user: str) -> list[str]:
    """Give the ids of the standups that a person may change, as their Home tab has them."""
    world.home_of(user)
    home: Mapping[str, object] = world.stack.workspace.views.homes.get(user) or {}
    return [str(each["value"]) for each in buttons(home, ids.EDIT_STANDUP)]


@attack(by="a member")
def invite_the_bot_where_a_standup_has_moved_away(world: World) -> None:
    """Invite the bot to the channel that a standup has left for a private one, to own it and read its days."""
    hands = Hands(world)
    leads = hands.channel("leads-only", [cast.OWNER, cast.MEMBER, "bot"], private=True)
    world.settle()
    standup_id, old = hands.standup("old-home", cast.OWNER, [cast.MEMBER, cast.ATTACKER])
    hands.edits(cast.OWNER, standup_id, channel=leads)
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    world.mark()
    world.event(signed.bot_joined(old, cast.ATTACKER, is_private=False))
    world.settle()
    world.expect(standup_id not in owned_by(world, cast.ATTACKER), "the inviter owns the standup that moved away")
    said = "".join(tries_to_read(world, cast.ATTACKER, value, old) for value in (standup_id, old))
    world.expect(cast.SECRET not in said, "the inviter read what was answered in the private channel")
    world.expect(standup_id in owned_by(world, cast.OWNER), "the owner lost the standup")


@attack(by="a member")
def invite_the_bot_where_a_standup_was_deleted(world: World) -> None:
    """Invite the bot to a channel whose standup was deleted, to own the days that took place in it."""
    hands = Hands(world)
    standup_id, channel = hands.standup("closed", cast.OWNER, [cast.MEMBER, cast.ATTACKER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    delete = {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id}
    world.submit(cast.OWNER, delete)
    world.mark()
    world.event(signed.bot_joined(channel, cast.ATTACKER, is_private=False))
    world.settle()
    mine = owned_by(world, cast.ATTACKER)
    said = "".join(tries_to_read(world, cast.ATTACKER, value, channel) for value in {standup_id, channel, *mine})
    world.expect(cast.SECRET not in said, "the new owner read the days of the deleted standup")


@attack(by="a member")
def guess_the_id_of_a_standup(world: World) -> None:
    """Guess the id under which a channel's standup is kept from what everybody can see."""
    hands = Hands(world)
    found = {
        channel: standup_id for standup_id, channel in (hands.standup(f"guess{n}", cast.OWNER, []) for n in (1, 2))
    }
    world.tried += len(found)
    for channel, standup_id in found.items():
        world.expect(channel.casefold() not in standup_id.casefold(), "the id of the standup is that of its channel")
        world.expect(len(re.findall(r"[0-9a-f]", standup_id)) >= 24, f"the id {standup_id} can be guessed")  # noqa: PLR2004


@attack(by="a member")
def tell_of_one_invitation_twice(world: World) -> None:
    """Send the event of one invitation several times at the same moment, to have several standups in a channel."""
    hands = Hands(world)
    channel = hands.channel("twice", [cast.OWNER, cast.MEMBER])
    hands.invites(cast.OWNER, channel)
    event = signed.bot_joined(channel, cast.OWNER, is_private=False)
    world.at_once(*(lambda n=n: world.event(event, f"EvTWICE{n % 2}") for n in range(6)))
    world.settle()
    here = [row for row in world.rows()["standup-standups"] if f'"channel": "{channel}"' in str(row.get("config"))]
    world.expect(len(here) == 1, f"the channel has {len(here)} standups")


def _invites_where_it_is_paused(world: World, inviter: str) -> None:
    hands = Hands(world)
    standup_id, channel = hands.standup("paused", cast.OWNER, [cast.MEMBER, inviter])
    world.choose(cast.OWNER, ids.MORE, option_value(Verb.PAUSE, standup_id))
    world.settle()
    world.tried = 0
    posts = len(world.posts(channel))
    world.event(signed.bot_joined(channel, inviter, is_private=False))
    world.settle()
    said = world.read(world.posts(channel)[posts:])
    world.mark()
    world.until(world.now.replace(hour=18, minute=1) + timedelta(days=1))
    asked = [each for each in world.messages(cast.MEMBER) if standup_id in world.read(each)]
    world.expect(not asked, "people were asked by a standup that its owner has paused")
    paused = "paused" in world.home_of(cast.OWNER).casefold()
    world.expect(paused, "the owner's standup is not paused any more")
    world.expect("pause" in said.casefold(), "the channel is not told that the standup is paused")


@attack(by="a member")
def invite_the_bot_where_its_standup_is_paused(world: World) -> None:
    """Invite the bot again to the channel of a paused standup, to have it go on."""
    _invites_where_it_is_paused(world, cast.ATTACKER)


@attack(by="a guest")
def wake_a_paused_standup_as_a_guest(world: World) -> None:
    """Invite the bot again to the channel of a paused standup as a guest, to have it go on."""
    _invites_where_it_is_paused(world, cast.GUEST)


def _takes_over(world: World, *, private_answers: bool = True) -> tuple[str, str, str]:
    hands = Hands(world)
    members = [cast.MEMBER, cast.ADMIN]
    standup_id, channel = hands.standup("crew", cast.OWNER, members, people=[cast.MEMBER])
    report_id = hands.asks(standup_id)
    if private_answers:
        hands.answers(cast.MEMBER, report_id, cast.SECRET)
    world.mark()
    hands.edits(cast.ADMIN, standup_id, more={"owners": [cast.ADMIN]})
    world.tried += 1
    return standup_id, channel, report_id


@attack(by="an admin")
def make_oneself_the_owner_and_read_on(world: World) -> None:
    """Become the only owner as a workspace admin, then preview and export days that began before."""
    standup_id, channel, _ = _takes_over(world)
    world.mark()
    world.choose(cast.ADMIN, ids.MORE, option_value(Verb.PREVIEW, standup_id))
    world.expect(cast.SECRET not in world.said(), "the admin previewed a day that began before they took over")
    world.mark()
    world.click(cast.ADMIN, ids.EXPORT_STANDUP, standup_id)
    world.expect(cast.SECRET not in world.said(), "the admin exported a day that began before they took over")
    said = tries_to_read(world, cast.ADMIN, standup_id, channel)
    world.expect(cast.SECRET not in said, "the admin read a day that began before they took over")


@attack(by="an admin")
def take_a_standup_over_in_silence(world: World) -> None:
    """Become the only owner as a workspace admin without the former owner and the channel being told."""
    standup_id, channel, _ = _takes_over(world, private_answers=False)
    world.settle()
    told = [
        each
        for each in world.calls("chat.postMessage")
        if each["detail"]["args"]["channel"] in {cast.OWNER, f"D{cast.OWNER[1:]}"}
    ]
    world.expect(told, "the former owner was not told")
    here = [each for each in world.calls("chat.postMessage") if each["detail"]["args"]["channel"] == channel]
    world.expect(here, f"the channel of {standup_id} was not told")


@attack(by="a member")
def restore_what_another_has_deleted(world: World) -> None:
    """Take back somebody else's deletion of a standup."""
    hands = Hands(world)
    standup_id, _ = hands.standup("over", cast.OWNER, [cast.MEMBER, cast.ATTACKER])
    world.submit(cast.OWNER, {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id})
    world.settle()
    for who in (cast.ATTACKER, cast.MEMBER, cast.GUEST, cast.STRANGER):
        for action in (ids.RESTORE, ids.HERE_AGAIN):
            world.click(who, action, standup_id)
    world.settle()
    world.expect(standup_id not in owned_by(world, cast.OWNER), "it is back")


@attack(by="an owner and an admin")
def change_a_standup_from_two_sides(world: World) -> None:
    """Save conflicting changes of one standup at the same moment, so that one is lost in silence."""
    hands = Hands(world)
    standup_id, _ = hands.standup("both", cast.OWNER, [cast.MEMBER, cast.ADMIN])
    views = {who: hands.opens(who, standup_id) for who in (cast.OWNER, cast.ADMIN)}
    sent = {who: forged(view, name=f"Name of {who}") for who, view in views.items()}
    world.mark()
    world.at_once(*(lambda who=who, view=view: world.submit(who, view) for who, view in sent.items()))
    said = world.said()
    stored = world.stored()
    kept = [who for who in sent if f"Name of {who}" in world.home_of(cast.OWNER)]
    world.expect(len(kept) == 1, f"{len(kept)} of the two changes are in force")
    world.expect("\\u2028" not in stored, "the record is broken")
    lost = next((who for who in sent if who not in kept), "")
    told = "errors" in said or lost in said.replace(f"Name of {lost}", "")
    world.expect(told, "whose change was lost was not told")
