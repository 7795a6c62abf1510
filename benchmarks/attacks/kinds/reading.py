"""Attacks on who reads what: private days after moves, channels that change, people who left, forged pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast
from benchmarks.attacks.hands import Hands
from benchmarks.attacks.listing import attack
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.attacks.world import World

LOOK = f"{ids.LOOK}.0"


def pages(standup_id: str, whose: str = cast.MEMBER, day: str = "2026-11-24") -> list[str]:
    """Give the values of buttons that lead to what a standup has of a day."""
    span = f'["{day}","{day}"]'
    return [
        f'["days","{standup_id}","",null,"",[0]]',
        f'["day","{standup_id}","",{span},"",[0]]',
        f'["days","{standup_id}","",{span},"",[0]]',
        f'["reports","{standup_id}","{whose}",null,"",[0]]',
        f'["reports","{standup_id}","{whose}",null,"merger",[0]]',
        f'["reports","{standup_id}","{whose}",{span},"",[0]]',
    ]


def tries_to_read(world: World, who: str, standup_id: str, channel: str, *, team: str = TEAM_ID) -> str:
    """Try everything that shows what somebody reported, and give all that was said."""
    world.mark()
    for value in pages(standup_id):
        world.click(who, LOOK, value, team=team)
    world.click(who, ids.LOOK_AT_FIGURES, standup_id, team=team)
    world.click(who, ids.EXPORT_STANDUP, standup_id, team=team)
    world.choose(who, ids.MORE, option_value(Verb.PREVIEW, standup_id), team=team)
    for text in (
        "report 2026-11-24",
        f"report <@{cast.MEMBER}>",
        "report this week",
        f"report <#{channel}|x> 2026-11-24",
    ):
        world.command(who, text, channel, team)
    world.click(who, ids.EDIT_STANDUP, standup_id, team=team)
    world.home(who, team)
    return world.said()


def _moved_into_the_open(world: World, *, named: Iterable[str] = ()) -> tuple[str, str, str]:
    """Let a standup take place in private, with somebody blocked, and then move to a public channel."""
    hands = Hands(world)
    standup_id, _ = hands.standup("inner", cast.OWNER, [cast.MEMBER, cast.SECOND], private=True)
    report_id = hands.lives(standup_id, **{cast.MEMBER: cast.SECRET, cast.SECOND: cast.SECOND_SECRET})
    public = hands.channel("outer", [cast.OWNER, cast.MEMBER, cast.SECOND, cast.ATTACKER, cast.FRIEND, "bot"])
    world.settle()
    more = {"observers": list(named)} if named else None
    hands.edits(cast.OWNER, standup_id, more=more, channel=public)
    return standup_id, public, report_id


@attack(by="a member")
def read_private_days_after_a_move_into_the_open(world: World) -> None:
    """Read days that were posted in a private channel, after the standup has moved to a public one."""
    standup_id, public, _ = _moved_into_the_open(world)
    said = tries_to_read(world, cast.ATTACKER, standup_id, public)
    world.expect(cast.SECRET not in said, "a member of the public channel read the private day")


@attack(by="an observer named later")
def read_private_days_as_an_observer_named_later(world: World) -> None:
    """Read private days as somebody who was named as an observer only after the move."""
    standup_id, public, _ = _moved_into_the_open(world, named=[cast.FRIEND])
    said = tries_to_read(world, cast.FRIEND, standup_id, public)
    world.expect(cast.SECRET not in said, "who was named afterwards read the private day")


@attack(by="a member")
def help_with_a_private_blocker_after_a_move(world: World) -> None:
    """Learn of a blocker from a private day by offering help, after the standup has moved to a public channel."""
    hands = Hands(world)
    standup_id, _ = hands.standup("stuck", cast.OWNER, [cast.MEMBER], private=True)
    report_id = hands.asks(standup_id)
    hands.answers(cast.MEMBER, report_id, "fine", question2=cast.BLOCKED)
    hands.reports(standup_id)
    public = hands.channel("stuck-open", [cast.OWNER, cast.MEMBER, cast.ATTACKER, "bot"])
    world.settle()
    hands.edits(cast.OWNER, standup_id, channel=public)
    world.mark()
    blocker = f"{report_id}.{cast.MEMBER}"
    for action in (f"{ids.HELP}.0", ids.RESOLVED, ids.HELP_NO_MORE, ids.OPEN_AGAIN):
        world.click(cast.ATTACKER, action, blocker)
    world.home(cast.ATTACKER)
    said = world.said()
    world.expect(cast.BLOCKED not in said, "the blocker was shown")
    told = [each for each in world.calls("chat.postMessage") if each["detail"]["args"].get("channel") == cast.MEMBER]
    world.expect(not told, "the blocked person was told of help by somebody who may not know")


@attack(by="a member")
def read_a_channel_that_has_become_private(world: World) -> None:
    """Read days of a channel after it was made private and one was left outside."""
    hands = Hands(world)
    standup_id, channel = hands.standup("closing", cast.OWNER, [cast.MEMBER, cast.ATTACKER], people=[cast.MEMBER])
    conversation = world.stack.workspace.conversations[channel]
    conversation.is_private = True
    conversation.members.remove(cast.ATTACKER)
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    said = tries_to_read(world, cast.ATTACKER, standup_id, channel)
    world.expect(cast.SECRET not in said, "somebody outside read what is said inside")


@attack(by="an ex-member")
def read_on_as_somebody_named_of_whose_leaving_nobody_heard(world: World) -> None:
    """Read a private standup's days as its observer, taken out of the channel without an event of it."""
    hands = Hands(world)
    standup_id, channel = hands.standup(
        "named", cast.OWNER, [cast.MEMBER, cast.ATTACKER], private=True, more={"observers": [cast.ATTACKER]}
    )
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    world.stack.workspace.conversations[channel].members.remove(cast.ATTACKER)
    said = tries_to_read(world, cast.ATTACKER, standup_id, channel)
    world.expect(cast.SECRET not in said, "who is not in the channel any more read on by name")


@attack(by="an ex-member")
def read_on_after_leaving_the_channel(world: World) -> None:
    """Read a private standup's days after having been removed from its channel."""
    hands = Hands(world)
    standup_id, channel = hands.standup("left", cast.OWNER, [cast.MEMBER, cast.EX_MEMBER], private=True)
    world.home_of(cast.EX_MEMBER)
    world.place.post("channel", id=channel, remove=[cast.EX_MEMBER])
    world.settle()
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    said = tries_to_read(world, cast.EX_MEMBER, standup_id, channel)
    world.expect(cast.SECRET not in said, "who was removed read on")


@attack(by="a guest")
def read_what_guests_may_not(world: World) -> None:
    """Read a standup's days as a guest in its channel who is not asked."""
    hands = Hands(world)
    standup_id, channel = hands.standup("hosts", cast.OWNER, [cast.MEMBER, cast.GUEST], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    said = tries_to_read(world, cast.GUEST, standup_id, channel)
    world.expect(cast.SECRET not in said, "the guest read the day")


@attack(by="somebody of another company")
def read_through_slack_connect(world: World) -> None:
    """Read a standup's days as somebody of another company in a shared channel."""
    hands = Hands(world)
    world.stack.workspace.people[cast.FRIEND].is_stranger = True
    standup_id, channel = hands.standup("shared", cast.OWNER, [cast.MEMBER, cast.FRIEND], people=[cast.MEMBER])
    world.place.post("channel", id=channel, set={"is_ext_shared": True})
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    said = tries_to_read(world, cast.FRIEND, standup_id, channel)
    world.expect(cast.SECRET not in said, "somebody of another company read the day")


@attack(by="a stranger")
def read_as_nobody(world: World) -> None:
    """Read a standup's days as somebody whom Slack does not know, or of another workspace."""
    hands = Hands(world)
    standup_id, channel = hands.standup("inside", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    for who, team in ((cast.STRANGER, TEAM_ID), (cast.MEMBER, cast.OTHER_TEAM), (cast.OWNER, cast.OTHER_TEAM)):
        said = tries_to_read(world, who, standup_id, channel, team=team)
        world.expect(
            cast.SECRET not in said, f"{'nobody' if who == cast.STRANGER else 'another workspace'} read the day"
        )


@attack(by="an admin")
def read_answers_as_an_admin(world: World) -> None:
    """Read a private standup's days as a workspace admin who has no part in it."""
    hands = Hands(world)
    standup_id, channel = hands.standup("board", cast.OWNER, [cast.MEMBER], private=True)
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    said = tries_to_read(world, cast.ADMIN, standup_id, channel)
    world.expect(cast.SECRET not in said, "the admin read the day")
    world.expect("question0" not in said and cast.VAULT not in said, "the admin was shown how it is set up")


@attack(by="a member")
def read_before_it_is_out(world: World) -> None:
    """Read what others have answered before the report is posted."""
    hands = Hands(world)
    standup_id, channel = hands.standup("early", cast.OWNER, [cast.MEMBER, cast.ATTACKER])
    hands.answers(cast.MEMBER, hands.asks(standup_id), cast.SECRET)
    said = tries_to_read(world, cast.ATTACKER, standup_id, channel)
    world.expect(cast.SECRET not in said, "it was read before it was out")


@attack(by="a member")
def read_what_was_posted_elsewhere_in_private(world: World) -> None:
    """Read days whose report goes to a private channel, as somebody in the public one where people are asked."""
    hands = Hands(world)
    secret = hands.channel("readers", [cast.OWNER, cast.SECOND, "bot"], private=True)
    world.settle()
    report = {"report_channel": secret}
    standup_id, channel = hands.standup(
        "askers", cast.OWNER, [cast.MEMBER, cast.ATTACKER], people=[cast.MEMBER], report=report
    )
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    hands.edits(cast.OWNER, standup_id, report={"report_channel": None})
    said = tries_to_read(world, cast.ATTACKER, standup_id, channel)
    world.expect(cast.SECRET not in said, "what went to the private channel was read in the public one")
