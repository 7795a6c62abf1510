"""Attacks by those whose rights have ended: former admins, new guests, the deactivated, a channel's creator."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast
from benchmarks.attacks.hands import Hands, NotSetUp
from benchmarks.attacks.kinds.reading import tries_to_read
from benchmarks.attacks.kinds.ruling import edits
from benchmarks.attacks.listing import attack

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

# Rights are looked up anew within so many minutes.
MINUTES = 16


@attack(by="a former admin")
def rule_on_when_one_is_no_admin_any_more(world: World) -> None:
    """Change a standup a quarter of an hour after one's rights as an admin were taken away."""
    standup_id, _ = Hands(world).standup("public", cast.OWNER, [cast.MEMBER, cast.ADMIN])
    world.home_of(cast.ADMIN)
    world.stack.workspace.people[cast.ADMIN].is_admin = False
    world.move(minutes=MINUTES)
    world.mark()
    world.choose(cast.ADMIN, ids.MORE, option_value(Verb.PAUSE, standup_id))
    world.command(cast.ADMIN, "edit", next(iter(_channels(world, standup_id)), ""))
    world.settle()
    world.expect(not edits(world, cast.ADMIN), "the former admin got the modal to edit it")
    world.expect("paused" not in world.home_of(cast.OWNER).casefold(), "the former admin paused it")


def _channels(world: World, standup_id: str) -> list[str]:
    posts = world.stack.workspace.messages
    return [channel for channel in posts if standup_id in world.read(world.posts(channel))]


@attack(by="a new guest")
def read_on_when_one_has_become_a_guest(world: World) -> None:
    """Read a standup's days a quarter of an hour after one has become a guest who may not."""
    hands = Hands(world)
    standup_id, channel = hands.standup("staff", cast.OWNER, [cast.MEMBER, cast.FRIEND], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    world.home_of(cast.FRIEND)
    world.stack.workspace.people[cast.FRIEND].is_restricted = True
    world.move(minutes=MINUTES)
    world.mark()
    said = tries_to_read(world, cast.FRIEND, standup_id, channel)
    world.expect(cast.SECRET not in said, "the new guest read the day")


@attack(by="a guest")
def own_a_standup_as_a_guest(world: World) -> None:
    """Use the rights of an owner as a guest whom an owner has named."""
    hands = Hands(world)
    standup_id, _ = hands.standup("guests", cast.OWNER, [cast.MEMBER, cast.GUEST], people=[cast.MEMBER])
    hands.answers(cast.MEMBER, hands.asks(standup_id), cast.SECRET)
    with suppress(NotSetUp):  # the form refuses a guest
        hands.edits(cast.OWNER, standup_id, more={"owners": [cast.OWNER, cast.GUEST]})
    _nothing_of_an_owner(world, standup_id, cast.GUEST)


@attack(by="an owner who has become a guest")
def own_on_as_a_guest(world: World) -> None:
    """Use the rights of an owner after one has become a guest."""
    hands = Hands(world)
    standup_id, _ = hands.standup("demoted", cast.FRIEND, [cast.MEMBER, cast.OWNER], people=[cast.MEMBER])
    hands.answers(cast.MEMBER, hands.asks(standup_id), cast.SECRET)
    hands.edits(cast.FRIEND, standup_id, more={"owners": [cast.OWNER, cast.FRIEND]})
    world.stack.workspace.people[cast.FRIEND].is_restricted = True
    world.move(minutes=MINUTES)
    _nothing_of_an_owner(world, standup_id, cast.FRIEND)


@attack(by="a deactivated owner")
def own_on_when_one_is_deactivated(world: World) -> None:
    """Use the rights of an owner with requests of an account that was deactivated."""
    hands = Hands(world)
    standup_id, _ = hands.standup("gone", cast.FRIEND, [cast.MEMBER, cast.OWNER], people=[cast.MEMBER])
    hands.answers(cast.MEMBER, hands.asks(standup_id), cast.SECRET)
    hands.edits(cast.FRIEND, standup_id, more={"owners": [cast.OWNER, cast.FRIEND]})
    world.stack.workspace.people[cast.FRIEND].deleted = True
    world.move(minutes=MINUTES)
    _nothing_of_an_owner(world, standup_id, cast.FRIEND)


def _nothing_of_an_owner(world: World, standup_id: str, who: str) -> None:
    world.mark()
    world.click(who, ids.EDIT_STANDUP, standup_id)
    world.settle()
    world.expect(not edits(world, who), "they got the modal to edit it")
    for verb in (Verb.PREVIEW, Verb.PAUSE):
        world.choose(who, ids.MORE, option_value(verb, standup_id))
    world.click(who, ids.EXPORT_STANDUP, standup_id)
    world.submit(who, {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id})
    world.expect(cast.SECRET not in world.said(), "they read what was not out yet, or exported it")
    home = world.home_of(cast.OWNER)
    world.expect(standup_id in home, "they deleted it")
    world.expect("paused" not in home.casefold(), "they paused it")


@attack(by="the channel's creator")
def be_told_of_a_private_standup_as_the_channels_creator(world: World) -> None:
    """Learn of a standup, and post it, as the creator of a private channel that one has left."""
    hands = Hands(world)  # in the local workspace every channel was created by the admin
    standup_id, channel = hands.standup(
        "quiet", cast.FRIEND, [cast.MEMBER], private=True, people=[cast.MEMBER], title=cast.VAULT
    )
    report_id = hands.asks(standup_id)
    hands.answers(cast.MEMBER, report_id, cast.SECRET)
    world.stack.workspace.people[cast.FRIEND].deleted = True
    conversation = world.stack.workspace.conversations[channel]
    conversation.members.remove(cast.FRIEND)
    conversation.is_archived = True
    hands.reports(standup_id)
    world.tick(2)
    told = world.read(world.messages(cast.ADMIN))
    world.expect(cast.VAULT not in told, "the creator was told the standup's name")
    conversation.is_archived = False
    before = len(world.posts(channel))
    world.mark()
    world.click(cast.ADMIN, ids.POST_NOW, report_id)
    world.settle()
    world.tick()
    world.expect(len(world.posts(channel)) == before, "the creator had the report posted")
    world.expect(cast.SECRET not in world.said(), "the creator was shown the answers")
