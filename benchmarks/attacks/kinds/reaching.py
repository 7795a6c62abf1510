"""Attacks by addresses: webhooks and calendars that lead inside, and private words that a webhook gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.views import ids
from benchmarks.attacks import cast, internet
from benchmarks.attacks.hands import Hands, NotSetUp, forged
from benchmarks.attacks.listing import attack

if TYPE_CHECKING:
    from benchmarks.attacks.world import World


def _inside(world: World) -> list[str]:
    port = world.listener.inside_port
    hosts = (
        "127.0.0.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "x@127.0.0.1",
        internet.LOOP,
        internet.SWITCHING,
    )
    return [f"https://{host}:{port}/x" for host in hosts]


ODD = ("http://127.0.0.1/", f"https://{internet.METADATA}/latest/meta-data/", "file:///etc/passwd", "https://[::1")


def _tries(world: World, owner: str, standup_id: str, addresses: list[str], field: str) -> None:
    """Set each address with forms that do not keep to what Slack's client lets people type; refusals are fine."""
    action = ids.MORE_SETTINGS if field == "calendar_url" else ids.REPORT_SETTINGS
    hands = Hands(world)
    for address in addresses:
        hands.opens(owner, standup_id)
        hands.presses(owner, action)
        world.submit(owner, forged(world.view(owner), **{field: address}))
        world.settle()
        world.stack.workspace.views.stacks[owner] = world.stack.workspace.views.stack(owner)[:1]
        root = world.view(owner)
        if root:
            world.submit(owner, forged(root))
            world.settle()
        if field == "webhook_url":
            world.scheduled("send_webhook", standup_id)
        else:
            world.tick()


@attack(by="an owner")
def lead_a_webhook_inside(world: World) -> None:
    """Have reports delivered to addresses of this machine, of its network and of AWS's inside."""
    hands = Hands(world)
    standup_id, _ = hands.standup("hooks", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    _tries(world, cast.ATTACKER, standup_id, _inside(world), "webhook_url")
    world.expect(not world.listener.inside, f"something inside was reached: {world.listener.inside[:1]}")


@attack(by="an owner")
def lead_a_calendar_inside(world: World) -> None:
    """Have a calendar fetched from addresses of this machine, of its network and of AWS's inside."""
    standup_id, _ = Hands(world).standup("days", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    _tries(world, cast.ATTACKER, standup_id, _inside(world), "calendar_url")
    world.expect(not world.listener.inside, f"something inside was reached: {world.listener.inside[:1]}")


@attack(by="an owner")
def be_redirected_inside(world: World) -> None:
    """Have a calendar's server lead the bot on to an address inside."""
    standup_id, _ = Hands(world).standup("hops", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    port = world.listener.inside_port
    for number, target in enumerate(("127.0.0.1", "localhost", internet.LOOP)):
        world.listener.texts[f"/{number}"] = f"->https://{target}:{port}/x"
    world.listener.texts["/3"] = f"->http://127.0.0.1:{port}/x"
    addresses = [f"https://{internet.HOP}/{number}" for number in range(4)]
    _tries(world, cast.ATTACKER, standup_id, addresses, "calendar_url")
    world.expect(not world.listener.inside, f"something inside was reached: {world.listener.inside[:1]}")


@attack(by="an owner")
def give_addresses_that_make_no_sense(world: World) -> None:
    """Give addresses that are none, or are not for the web, for the webhook and the calendar."""
    standup_id, _ = Hands(world).standup("odd", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    for field in ("webhook_url", "calendar_url"):
        _tries(world, cast.ATTACKER, standup_id, list(ODD), field)
    world.expect(not world.listener.inside, "something inside was reached")
    world.expect(standup_id in world.home_of(cast.MEMBER), "the standup cannot be shown any more")


def _delivered(world: World) -> str:
    return world.read(world.listener.posted)


@attack(by="an owner")
def send_a_private_day_to_a_webhook_after_a_move(world: World) -> None:
    """Have a day that began in a private channel delivered to a webhook by moving the standup before its report."""
    hands = Hands(world)
    report = {"webhook_url": f"https://{internet.HOOK}/in"}
    standup_id, _ = hands.standup("before", cast.OWNER, [cast.MEMBER], private=True, people=[cast.MEMBER])
    report_id = hands.asks(standup_id)
    hands.answers(cast.MEMBER, report_id, cast.SECRET)
    public = hands.channel("after", [cast.OWNER, cast.MEMBER, "bot"])
    world.settle()
    hands.edits(cast.OWNER, standup_id, channel=public)
    world.tried += 1
    try:
        hands.edits(cast.OWNER, standup_id, report=report)
    except NotSetUp:
        return  # refused at the form, in words
    hands.reports(standup_id)
    world.scheduled("send_webhook", standup_id)
    world.expect(cast.SECRET not in _delivered(world), "the private day was delivered")


@attack(by="an owner")
def send_to_a_webhook_what_goes_to_a_private_channel(world: World) -> None:
    """Have reports that are posted to a private channel delivered to a webhook."""
    hands = Hands(world)
    secret = hands.channel("secret-readers", [cast.OWNER, "bot"], private=True)
    world.settle()
    world.tried += 1
    report = {"report_channel": secret, "webhook_url": f"https://{internet.HOOK}/in"}
    try:
        standup_id, _ = hands.standup("open", cast.OWNER, [cast.MEMBER], report=report, is_agreed=False)
    except NotSetUp:
        return  # refused at the form, in words
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    world.scheduled("send_webhook", standup_id)
    world.expect(cast.SECRET not in _delivered(world), "what went to the private channel was delivered")


@attack(by="an owner")
def send_a_private_channel_to_a_webhook(world: World) -> None:
    """Have a private channel's reports delivered to a webhook without having said so."""
    hands = Hands(world)
    world.tried += 1
    report = {"webhook_url": f"https://{internet.HOOK}/in"}
    try:
        standup_id, _ = hands.standup(
            "closed-doors", cast.OWNER, [cast.MEMBER], private=True, report=report, is_agreed=False
        )
    except NotSetUp:
        return  # refused at the form, in words
    hands.lives(standup_id, **{cast.MEMBER: cast.SECRET})
    world.scheduled("send_webhook", standup_id)
    world.expect(cast.SECRET not in _delivered(world), "the private channel's report was delivered")


@attack(by="an outsider")
def see_an_honest_webhook_work(world: World) -> None:
    """Hold the other attacks to their ground: a public channel's report does reach its webhook."""
    hands = Hands(world)
    report = {"webhook_url": f"https://{internet.HOOK}/in"}
    standup_id, _ = hands.standup("honest", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER], report=report)
    hands.lives(standup_id, **{cast.MEMBER: "nothing secret"})
    world.scheduled("send_webhook", standup_id)
    world.tried += 1
    world.expect(
        "nothing secret" in _delivered(world), "a delivery that is allowed did not arrive, so nothing is shown"
    )
