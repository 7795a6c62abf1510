"""Attacks by requests about what is not one's own: forged ids, forms and drafts of others, views of yesterday."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.views import ids
from app.views.home.more import Verb, option_value
from benchmarks.attacks import cast
from benchmarks.attacks.hands import Hands, forged
from benchmarks.attacks.kinds.reading import pages
from benchmarks.attacks.kinds.ruling import edits
from benchmarks.attacks.listing import attack
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.attacks.world import World

ABOUT_A_STANDUP = (
    ids.EDIT_STANDUP,
    ids.EXPORT_STANDUP,
    ids.LOOK_AT_FIGURES,
    ids.TRY_ON_ME,
    ids.LEAVE,
    ids.REJOIN,
    ids.RESTORE,
    ids.NOT_HERE,
    ids.HERE_AGAIN,
)
ABOUT_A_REPORT = (ids.OPEN_DIALOG, ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW, ids.POST_NOW)
ABOUT_A_BLOCKER = (f"{ids.HELP}.0", ids.HELP_NO_MORE, ids.RESOLVED, ids.OPEN_AGAIN)
# What writes: nothing of it may be called at Slack, or stored, for who may not.
WRITING = ("chat.postMessage", "chat.update", "chat.delete", "files.completeUploadExternal")


def _private(world: World) -> tuple[str, str, str]:
    """Let a private standup take place, with answers of today that are not out yet, and a blocker."""
    hands = Hands(world)
    standup_id, channel = hands.standup("vault", cast.OWNER, [cast.MEMBER, cast.SECOND], private=True, title=cast.VAULT)
    report_id = hands.asks(standup_id)
    hands.answers(cast.MEMBER, report_id, cast.SECRET, question2=cast.BLOCKED)
    return standup_id, channel, report_id


def _variants(text: str) -> Iterator[str]:
    """Give ids that are nearly this one."""
    yield from (text, text.lower(), text.upper(), text.swapcase(), f" {text}", f"{text} ", f"{text}\x00", f"{text}\n")
    yield from (f"{text}.", f"{text}_{cast.MEMBER}", f"{text}.{cast.MEMBER}", f"../{text}", f"*{text}", text[:-1])


def _nothing_happens(world: World, standup_id: str, before: str, said: str) -> None:
    for secret in (cast.SECRET, cast.BLOCKED, cast.VAULT):
        world.expect(secret not in said, f"{secret!r} was told")
    kept = [row for row in json.loads(before) if standup_id in json.dumps(row)]
    now = {json.dumps(row, sort_keys=True) for row in _about(world, standup_id)}
    changed = [row for row in kept if json.dumps(row, sort_keys=True) not in now]
    world.expect(not changed, f"what is stored of it was changed: {str(changed)[:160]}")


def _about(world: World, standup_id: str) -> list[object]:
    """Give all rows about a standup, without what a look at them may have counted."""
    rows = [row for rows in world.rows().values() for row in rows if standup_id in json.dumps(row)]
    return [row for row in rows if not str(row.get("standup_id", "")).startswith(".") and "user_name" not in row]


@attack(by="an outsider")
def press_buttons_with_forged_values(world: World) -> None:
    """Press every button about a standup, a report and a blocker with the ids of a private one, in every spelling."""
    standup_id, _, report_id = _private(world)
    before = json.dumps(_about(world, standup_id))
    world.mark()
    for value in _variants(standup_id):
        for action in ABOUT_A_STANDUP:
            world.click(cast.ATTACKER, action, value)
    for verb in Verb:
        world.choose(cast.ATTACKER, ids.MORE, option_value(verb, standup_id))
    for value in (report_id, report_id.lower(), f"{report_id}_{cast.MEMBER}", f"{report_id}.{cast.MEMBER}"):
        for action in (*ABOUT_A_REPORT, *ABOUT_A_BLOCKER):
            world.click(cast.ATTACKER, action, value)
    _nothing_happens(world, standup_id, before, world.said())


@attack(by="a stranger")
def use_ids_of_another_workspace(world: World) -> None:
    """Do everything as a person of another workspace, and with ids of another workspace."""
    standup_id, channel, report_id = _private(world)
    before = json.dumps(_about(world, standup_id))
    foreign = report_id.replace(TEAM_ID, cast.OTHER_TEAM)
    world.mark()
    for who in (cast.OWNER, cast.MEMBER):
        for action in (*ABOUT_A_STANDUP, ids.ASK_ERASURE, ids.EXPORT_OWN, ids.GO_AWAY, ids.PREFERENCES):
            world.click(who, action, standup_id, team=cast.OTHER_TEAM)
        for action in ABOUT_A_REPORT:
            world.click(who, action, report_id, team=cast.OTHER_TEAM)
            world.click(who, action, foreign)
        world.command(who, "edit", channel, team=cast.OTHER_TEAM)
        for value in pages(f"{cast.OTHER_TEAM}.{standup_id}"):
            world.click(who, f"{ids.LOOK}.0", value)
    world.expect(not [each for each in world.calls(*WRITING) if cast.SECRET in world.read(each)], "answers were told")
    _nothing_happens(world, standup_id, before, "")


@attack(by="a member")
def write_anothers_report(world: World) -> None:
    """Submit the report form for somebody else, by forging its metadata, its blocks and its ids."""
    hands = Hands(world)
    standup_id, _ = hands.standup("own", cast.OWNER, [cast.MEMBER, cast.ATTACKER], people=[cast.MEMBER, cast.ATTACKER])
    report_id = hands.asks(standup_id)
    hands.answers(cast.MEMBER, report_id, cast.SECRET)
    for forged_id in (f"{report_id}_{cast.MEMBER}", f"{report_id}.{cast.MEMBER}", report_id.lower()):
        world.writes(cast.ATTACKER, forged_id, question0="tampered")
    for more in ({"user_id": cast.MEMBER}, {"user": cast.MEMBER}, {"report_user_id": f"20261124_{cast.MEMBER}"}):
        kept = {"report_id": report_id, "response_url": "", **more}
        values = {"question0": {"question0": {"type": "plain_text_input", "value": "tampered"}}}
        view = {"callback_id": ids.ANSWERS, "private_metadata": json.dumps(kept), "state": {"values": values}}
        world.submit(cast.ATTACKER, {**view, "blocks": [{"type": "input", "block_id": "question0"}]})
    for action in (ids.WITHDRAW, ids.SKIP_TODAY):
        world.click(cast.ATTACKER, action, f"{report_id}_{cast.MEMBER}")
    world.settle()
    stored = [json.dumps(row) for row in world.rows()["standup-reports"] if row.get("user_id") == cast.MEMBER]
    world.expect(any(cast.SECRET in row for row in stored), "the other's answer is gone")
    world.expect(not any("tampered" in row for row in stored), "the other's answer was changed")


@attack(by="a member")
def answer_questions_that_were_not_asked(world: World) -> None:
    """Submit the report form with questions, kinds and sizes of answers that are not in it."""
    hands = Hands(world)
    standup_id, channel = hands.standup("asked", cast.OWNER, [cast.ATTACKER], people=[cast.ATTACKER, cast.OWNER])
    report_id = hands.asks(standup_id)
    values: dict[str, object] = {
        "question0": {"question0": {"type": "plain_text_input", "value": "w" * 50_000}},
        "question99": {"question99": {"type": "plain_text_input", "value": "smuggled"}},
        "expires_at": {"expires_at": {"type": "plain_text_input", "value": "smuggled"}},
        "question1": {"question1": {"type": "static_select", "selected_option": {"value": ["smuggled"]}}},
        "question2": {"question2": {"type": "number_input", "value": {"smuggled": 1}}},
    }
    kept = json.dumps({"report_id": report_id, "response_url": "http://169.254.169.254/"})
    blocks = [{"type": "input", "block_id": name} for name in values]
    view = {"callback_id": ids.ANSWERS, "private_metadata": kept, "blocks": blocks}
    for some in (
        values,
        {"question99": values["question99"]},
        {"question1": values["question1"]},
        {},
        {"question0": 5},
    ):
        world.submit(cast.ATTACKER, {**view, "state": {"values": some}})
        world.settle()
    world.expect("smuggled" not in world.stored(), "answers to questions that were not asked are stored")
    world.expect("w" * 10_000 not in world.stored(), "an answer that is longer than Slack takes is stored")
    hands.reports(standup_id)
    world.expect(world.posts(channel), "the report was not posted")


@attack(by="a member")
def send_the_form_of_another(world: World) -> None:
    """Submit a form that an owner has open, under one's own name, and with one's own draft put under it."""
    standup_id, _, _ = _private(world)
    hands = Hands(world)
    view = hands.opens(cast.OWNER, standup_id)
    mine, _ = hands.standup("mine", cast.ATTACKER, [cast.FRIEND])
    own = hands.opens(cast.ATTACKER, mine)
    theirs, kept = json.loads(view["private_metadata"]), json.loads(own["private_metadata"])
    world.mark()
    for metadata in (
        theirs,
        {**kept, "standup_id": standup_id, "version": theirs.get("version", 1)},
        {**kept, "draft_id": theirs.get("draft_id")},
        {**theirs, "is_new": True},
        {**kept, "standup_id": standup_id, "is_new": True, "version": 0},
    ):
        for base in (view, own):
            world.submit(cast.ATTACKER, {**forged(base, name="Taken"), "private_metadata": json.dumps(metadata)})
        for action in (ids.MORE_SETTINGS, ids.REPORT_SETTINGS, ids.HISTORY, ids.ADD_QUESTION):
            in_view = {**view, "private_metadata": json.dumps(metadata)}
            container = {"type": "view", "view_id": view["id"]}
            world.click(cast.ATTACKER, action, "x", view=in_view, container=container)
    said = world.said()
    world.expect(cast.VAULT not in said, "the private standup's name was told")
    world.expect("Taken" not in world.home_of(cast.OWNER), "the owner's standup was changed")


@attack(by="an owner of yesterday")
def save_a_form_after_losing_ownership(world: World) -> None:
    """Save a form that one had open when another became the only owner, when it moved, and when it was deleted."""
    hands = Hands(world)
    standup_id, channel = hands.standup("stale", cast.FRIEND, [cast.MEMBER, cast.OWNER], private=True)
    hands.edits(cast.FRIEND, standup_id, more={"owners": [cast.FRIEND, cast.OWNER]})
    stale = hands.opens(cast.FRIEND, standup_id)
    hands.edits(cast.OWNER, standup_id, more={"owners": [cast.OWNER]})
    world.submit(cast.FRIEND, forged(stale, name="Stale"))
    fresh = json.loads(stale["private_metadata"])
    for version in range(6):
        kept = json.dumps({**fresh, "version": version})
        world.submit(cast.FRIEND, {**forged(stale, name="Stale"), "private_metadata": kept})
    world.settle()
    world.expect("Stale" not in world.home_of(cast.OWNER), "a former owner has changed it")
    held = hands.opens(cast.OWNER, standup_id)
    world.submit(cast.OWNER, {"callback_id": ids.DELETE_FORM, "private_metadata": standup_id})
    world.settle()
    world.submit(cast.OWNER, forged(held, name="Stale"))
    world.settle()
    (row,) = [row for row in world.rows()["standup-standups"] if row["standup_id"] == standup_id]
    world.expect("deleted_at" in row, f"the deleted standup of {channel} is back")


@attack(by="a person with two tabs")
def save_two_tabs_of_one_form(world: World) -> None:
    """Save a form in one tab after having saved it in another, so that the first change is lost."""
    hands = Hands(world)
    standup_id, _ = hands.standup("tabs", cast.OWNER, [cast.MEMBER])
    first, second = (hands.opens(cast.OWNER, standup_id) for _ in range(2))
    world.submit(cast.OWNER, forged(first, name="First tab"))
    world.settle()
    answer = world.submit(cast.OWNER, forged(second, name="Second tab"))
    world.settle()
    world.expect("First tab" in world.home_of(cast.OWNER), "the first change is lost")
    world.expect("errors" in answer.text, "nobody was told that the second was not saved")


@attack(by="a member")
def name_what_one_may_not_in_ones_own_form(world: World) -> None:
    """Put a private channel that one is not in, or does not know, into one's own standup's form."""
    _, secret, _ = _private(world)
    hands = Hands(world)
    mine, here = hands.standup("lure", cast.ATTACKER, [cast.FRIEND])
    answers = []
    for channel in (secret, secret.lower(), "D0NOWHERE", "C0NOWHERE01", f"D{cast.MEMBER[1:]}"):
        root = hands.opens(cast.ATTACKER, mine)
        answers.append(world.submit(cast.ATTACKER, forged(root, channel=channel)))
        hands.opens(cast.ATTACKER, mine)
        hands.presses(cast.ATTACKER, ids.REPORT_SETTINGS)
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER), report_channel=channel))
        world.settle()
        world.stack.workspace.views.stacks[cast.ATTACKER] = world.stack.workspace.views.stack(cast.ATTACKER)[:1]
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER)))
        world.settle()
    before = len(world.posts(secret))
    hands.asks(mine)
    hands.reports(mine)
    world.tick()
    world.expect(len(world.posts(secret)) == before, "something was posted to a private channel by who is not in it")
    mine_now = [str(row.get("config")) for row in world.rows()["standup-standups"] if row["standup_id"] == mine]
    world.expect(not any(secret in each for each in mine_now), "the private channel is in the attacker's standup")
    _ = here, answers


@attack(by="a member")
def copy_a_standup_that_one_does_not_own(world: World) -> None:
    """Begin a new standup as a copy of a private one."""
    standup_id, _, _ = _private(world)
    world.click(cast.ATTACKER, ids.NEW_STANDUP)
    world.settle()
    view = world.view(cast.ATTACKER)
    world.mark()
    for name in ("copy", "template"):
        world.submit(cast.ATTACKER, forged(view, **{name: standup_id}))
    said = world.said()
    world.expect(cast.VAULT not in said, "the private standup was shown in the copy")
    world.expect(
        not edits(world, cast.ATTACKER) or standup_id not in world.view(cast.ATTACKER)["private_metadata"], "copied"
    )
