"""Attacks by number: standups, edits, joins and clicks of which there are too many, or that come at the same moment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast, signed
from benchmarks.attacks.hands import Hands, NotSetUp, forged
from benchmarks.attacks.kinds.stopping import RATIO, SLACK, go_on, others, seconds
from benchmarks.attacks.listing import attack
from slack_simulator.hosting import another_person
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

# A whole day of as many standups as there may be in a channel is some 300 messages and changes of them.
A_DAY_OF_MANY = 60.0
MANY, EDITS, CROWD = 40, 8, 40
ROW_BYTES = 400_000


def _creates(world: World, who: str, name: str) -> bool:
    """Create a standup in the modal; whether that was let."""
    hands = Hands(world)
    world.stack.workspace.views.stacks.pop(who, None)
    world.click(who, ids.NEW_STANDUP)
    world.settle()
    if world.view(who).get("callback_id") != ids.TEMPLATE_FORM:
        return False
    try:
        hands.sends(who)
        hands.sends(who, name=name, channel=cast.TEAM)
    except NotSetUp:
        return False
    return name in world.stored()


@attack(by="a member")
def create_standups_without_end(world: World) -> None:
    """Create one standup after the other, so that everybody's commands take longer and nobody is asked in time."""
    control = others(world)
    before = seconds(lambda: world.command(cast.SECOND, "answer"))
    made = 0
    for number in range(MANY):
        if not _creates(world, cast.ATTACKER, f"Mine {number}"):
            break
        made += 1
    world.expect(made < MANY, f"{made} standups were created by one member, and no end was met")
    after = seconds(lambda: world.command(cast.SECOND, "answer"))
    world.expect(after < before * RATIO + SLACK, f"a command of another takes {after:.2f} s, and took {before:.2f} s")
    go_on(world, control, A_DAY_OF_MANY)


@attack(by="a member")
def invite_the_bot_everywhere(world: World) -> None:
    """Create channels and invite the bot to each, to own standups without end."""
    control = others(world)
    workspace = world.stack.workspace
    for number in range(MANY):
        channel = Hands(world).channel(f"more-{number}", [cast.ATTACKER])
        workspace.conversations[channel].members.append("U0THEAPP01")
        world.event(signed.bot_joined(channel, cast.ATTACKER, is_private=False))
    world.settle()
    rows = [
        row for row in world.rows()["standup-standups"] if f'"owners": ["{cast.ATTACKER}"]' in str(row.get("config"))
    ]
    world.expect(len(rows) < MANY, f"one member owns {len(rows)} standups, and no end was met")
    go_on(world, control)


@attack(by="an owner")
def fill_the_record_of_changes(world: World) -> None:
    """Change a standup with many people and questions so often that no change can be stored any more."""
    hands = Hands(world)
    standup_id, channel = hands.standup("record", cast.ATTACKER, [cast.MEMBER])
    crowd = [_moves_in(world, channel, number) for number in range(600)]
    largest = 0
    for number in range(EDITS):
        people = [*crowd[number % 2 :: 2], cast.ATTACKER]
        try:
            root = hands.opens(cast.ATTACKER, standup_id)
        except NotSetUp as problem:
            world.expect(holds=False, seen=f"the modal did not open any more: {problem}")
            return
        answer = world.submit(cast.ATTACKER, forged(root, name=f"Name {number}", people=people))
        world.settle()
        refused = "errors" in answer.text
        world.expect(
            refused or f"Name {number}" in world.home_of(cast.ATTACKER), "a change was lost, and nobody was told"
        )
        if refused:
            break
        largest = max(len(json.dumps(row)) for row in world.rows()["standup-standups"])
        growing = [len(json.dumps(row)) for row in world.rows()["standup-standups"] if row["standup_id"] == standup_id]
        world.expect(max(growing, default=0) < ROW_BYTES / 8, "the standup's row grows with every change")
    world.expect(largest < ROW_BYTES / 2, f"a row has {largest:,} bytes after {EDITS} changes")


def _moves_in(world: World, channel: str, number: int) -> str:
    """Have somebody new in the workspace and in a channel, and give their id."""
    person, workspace = another_person(number), world.stack.workspace
    person.tz = "Europe/London"  # where the day is open now
    workspace.people[person.id] = person
    workspace.direct_message(person.id)
    workspace.conversations[channel].members.append(person.id)
    return person.id


@attack(by="a crowd")
def join_in_a_crowd(world: World) -> None:
    """Join a channel with forty people at the same moment, while its day is open."""
    hands = Hands(world)
    standup_id, channel = hands.standup("crowd", cast.OWNER, [cast.MEMBER])
    hands.asks(standup_id)
    for number in range(CROWD):
        _moves_in(world, channel, number)
    joined = {"type": "member_joined_channel", "channel": channel, "channel_type": "C", "team": TEAM_ID}
    world.at_once(*(lambda n=n: world.event({**joined, "user": another_person(n).id}) for n in range(CROWD)))
    world.settle()
    world.tick(3)
    missed = [n for n in range(CROWD) if standup_id not in world.read(world.messages(another_person(n).id))]
    twice = [n for n in range(CROWD) if len(world.messages(another_person(n).id)) > 1]
    world.expect(not missed, f"{len(missed)} of {CROWD} were not asked")
    world.expect(not twice, f"{len(twice)} of {CROWD} were asked twice")


@attack(by="a person in a hurry")
def click_everything_twice(world: World) -> None:
    """Press every button several times at the same moment."""
    hands = Hands(world)
    standup_id, channel = hands.standup("hurry", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER, cast.OWNER])
    report_id = hands.asks(standup_id)
    menu = world.messages(cast.MEMBER)[-1]["ts"]
    token = world.stack.workspace.response_urls.issue(cast.MEMBER, f"D{cast.MEMBER[1:]}", menu)
    there = {"response_url": f"{world.stack.url}/response/{token}"}
    for action in (ids.SKIP_TODAY, ids.UNDO_SKIP, ids.OPEN_DIALOG):
        world.at_once(*[lambda action=action: world.click(cast.MEMBER, action, report_id, **there)] * 4)
        world.settle()
    world.at_once(*[lambda: world.writes(cast.MEMBER, report_id, question0="once")] * 4)
    world.settle()
    world.at_once(*[lambda: world.click(cast.OWNER, ids.POST_NOW, report_id)] * 4)
    world.at_once(*[lambda: world.choose(cast.OWNER, ids.MORE, option_value(Verb.ASK, standup_id))] * 4)
    world.settle()
    hands.reports(standup_id)
    world.tick(2)
    menus = [each for each in world.messages(cast.MEMBER) if report_id in world.read(each)]
    world.expect(len(menus) == 1, f"there are {len(menus)} menus")
    words = [each for each in world.posts(channel) if "once" in world.read(each)]
    world.expect(len(words) == 1, f"the answer was posted {len(words)} times")
    for verb in (Verb.PAUSE, Verb.RESUME, Verb.LEAVE, Verb.REJOIN):
        world.at_once(*[lambda verb=verb: world.choose(cast.OWNER, ids.MORE, option_value(verb, standup_id))] * 3)
        world.settle()
    delete = {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id}
    world.at_once(*[lambda: world.submit(cast.OWNER, delete)] * 3)
    world.settle()
    world.at_once(*[lambda: world.click(cast.OWNER, ids.RESTORE, standup_id)] * 3)
    world.expect(standup_id in world.home_of(cast.OWNER), "the standup is not there any more")
