"""Attacks with words: mentions that ring at everybody, links under a false name, letters that hide or turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.views import ids
from benchmarks.attacks import cast
from benchmarks.attacks.hands import Hands, NotSetUp, forged
from benchmarks.attacks.listing import attack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.attacks.world import World

RINGS = "<!channel> <!here> <!everyone> <!subteam^S0ALL0001>"
LURE = "<https://evil.example/login|https://your-bank.example>"
DOUBLY = "&lt;!channel&gt; &lt;https://evil.example/x|your bank&gt;"
ALL = f"{RINGS} {LURE} {DOUBLY}"
TURNS = "\u202e\u2066\u200b\x00\x1b[2J"
ALARM = re.compile(r"<!(channel|here|everyone|subteam)|<https?://evil[^>]*\|")
HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00\x1b]")
LOUD_METHODS = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "views.open",
    "views.update",
    "views.publish",
    "views.push",
)


def marked_up(node: Any) -> Iterator[str]:
    """Give all texts that Slack reads markup in: those of messages, and in blocks those that say `mrkdwn`."""
    if isinstance(node, list):
        for item in node:
            yield from marked_up(item)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node.get("text"))
        for key, value in node.items():
            if key in {"text", "markdown_text"} and isinstance(value, str) and "type" not in node:
                yield value
            yield from marked_up(value)


def sent(world: World) -> list[str]:
    """Give all marked-up texts that the app sent since the mark, by calls and by answers to clicks and commands."""
    calls = [each["detail"].get("args") or {} for each in world.entries("api") if each["title"] in LOUD_METHODS]
    answers = [each["detail"] for each in world.entries("response_url")]
    return [text for one in [*calls, *answers] for text in marked_up(one)]


def _nothing_rings(world: World, where: str) -> None:
    world.settle()
    loud = [text for text in sent(world) if ALARM.search(text)]
    world.expect(not loud, f"{where} reaches Slack as markup: {loud[0][:120] if loud else ''!r}")


@attack(by="a member")
def ring_at_everybody_with_an_answer(world: World) -> None:
    """Write mentions of everybody, and links under a false name, into answers and blockers."""
    hands = Hands(world)
    for layout in ("auto", "posts", "digest"):
        report = {} if layout == "auto" else {ids.LAYOUT: layout}
        try:
            standup_id, _ = hands.standup(
                f"ring-{layout}", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER], report=report or None
            )
        except (NotSetUp, KeyError):
            continue  # there is no such layout
        world.mark()
        report_id = hands.asks(standup_id)
        hands.answers(cast.MEMBER, report_id, ALL, question1=ALL, question2=ALL)
        world.tried += 1
        hands.reports(standup_id)
        hands.answers(cast.MEMBER, report_id, f"edited {ALL}")
        world.command(cast.MEMBER, "report me")
        world.home(cast.MEMBER)
        world.click(cast.MEMBER, ids.EXPORT_OWN)
        world.click(cast.OWNER, f"{ids.HELP}.0", f"{report_id}.{cast.MEMBER}")
        world.click(cast.OWNER, ids.RESOLVED, f"{report_id}.{cast.MEMBER}")
        _nothing_rings(world, "an answer")


@attack(by="an owner")
def ring_at_everybody_with_a_name(world: World) -> None:
    """Write mentions and links into a standup's name, its questions, their short forms and their choices."""
    hands = Hands(world)
    standup_id, _ = hands.standup("named", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    world.mark()
    root = hands.opens(cast.ATTACKER, standup_id)
    world.submit(cast.ATTACKER, forged(root, name="<!channel> <!here> x"))
    world.settle()
    for values in (
        {"text": ALL, "label": "<!channel>"},
        {"text": ALL, "kind": "choice", "choices": "<!here>\n<!channel>"},
    ):
        hands.opens(cast.ATTACKER, standup_id)
        hands.presses(cast.ATTACKER, ids.ADD_QUESTION)
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER), **values))
        world.settle()
        world.stack.workspace.views.stacks[cast.ATTACKER] = world.stack.workspace.views.stack(cast.ATTACKER)[:1]
        world.submit(cast.ATTACKER, forged(world.view(cast.ATTACKER)))
        world.settle()
    report_id = hands.asks(standup_id)
    world.click(cast.MEMBER, ids.OPEN_DIALOG, report_id)
    hands.answers(cast.MEMBER, report_id, "x")
    hands.reports(standup_id)
    for who in (cast.MEMBER, cast.ATTACKER):
        world.home(who)
        world.command(who, "list")
        world.command(who, "report")
    world.click(cast.ATTACKER, ids.TRY_ON_ME, standup_id)
    _nothing_rings(world, "a name or a question")


@attack(by="a member")
def ring_at_everybody_with_a_profile(world: World) -> None:
    """Have a display name that is a mention of everybody, and a note to one's absence that is one."""
    hands = Hands(world)
    standup_id, _ = hands.standup("profiles", cast.OWNER, [cast.MEMBER, cast.FRIEND], people=[cast.MEMBER, cast.FRIEND])
    person = world.stack.workspace.people[cast.FRIEND]
    person.display_name, person.real_name = "<!channel>", LURE
    world.move(minutes=16)
    world.mark()
    world.command(cast.FRIEND, f"away 3 days: {ALL}")
    world.home(cast.FRIEND)
    world.settle()
    report_id = hands.asks(standup_id)
    world.click(cast.FRIEND, ids.OPEN_DIALOG, report_id)
    hands.answers(cast.MEMBER, report_id, "x")
    hands.reports(standup_id)
    world.command(cast.MEMBER, "report")
    world.command(cast.OWNER, f"report <@{cast.FRIEND}>")
    world.home(cast.OWNER)
    _nothing_rings(world, "a name or a note")


@attack(by="a member")
def ring_at_everybody_with_a_command(world: World) -> None:
    """Type mentions and links in commands and messages whose answers quote them."""
    world.mark()
    for text in (RINGS, f"skip {LURE}", f"report {RINGS}", f"edit {DOUBLY}", f"away until {RINGS}", f"answer {RINGS}"):
        world.command(cast.ATTACKER, text, cast.TEAM)
        event = {
            "type": "message",
            "user": cast.ATTACKER,
            "text": text,
            "ts": "1795507200.000100",
            "channel_type": "im",
        }
        world.event({**event, "channel": f"D{cast.ATTACKER[1:]}", "event_ts": event["ts"]})
    _nothing_rings(world, "what was typed")


@attack(by="an owner")
def hide_letters_in_a_name(world: World) -> None:
    """Give a standup a name with letters that turn others round, hide or end the text."""
    hands = Hands(world)
    standup_id, _ = hands.standup("hidden", cast.ATTACKER, [cast.MEMBER], people=[cast.MEMBER])
    for name in (f"Daily {TURNS}pudnats", "\u200b\u200b\u200b", "\u3164", f"{TURNS}", "Daily st\u0430ndup"):
        root = hands.opens(cast.ATTACKER, standup_id)
        world.submit(cast.ATTACKER, forged(root, name=name))
        world.settle()
        seen = world.home_of(cast.MEMBER)
        hidden = HIDDEN.search(
            world.read(world.stack.workspace.views.homes.get(cast.MEMBER)).encode().decode("unicode_escape", "replace")
        )
        world.expect(not HIDDEN.search(seen) and not hidden, f"{name!r} reaches others' Home tab as it is")
        world.expect("**" not in seen and "*\u200b" not in seen, f"{name!r} is a name that nobody can see")


@attack(by="a member")
def write_what_no_message_can_hold(world: World) -> None:
    """Answer with the longest words, with nothing but emoji, with null bytes and half letters."""
    hands = Hands(world)
    standup_id, channel = hands.standup(
        "wide", cast.OWNER, [cast.MEMBER, cast.SECOND], people=[cast.MEMBER, cast.SECOND, cast.OWNER]
    )
    report_id = hands.asks(standup_id)
    answers = {
        cast.MEMBER: "W" * 3_000,
        cast.SECOND: "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 590,
        cast.OWNER: "\x00\x07\x1b[31m\u202e" + "&<>" * 900,
    }
    for who, text in answers.items():
        world.writes(who, report_id, question0=text, question1=text, question2=text)
    world.settle()
    hands.reports(standup_id)
    world.tick(2)
    posts = world.read(world.posts(channel))
    world.expect("WWWW" in posts, "the longest word was not posted")
    world.expect(
        "\\ud83d\\udc68" in posts.encode("utf-16", "surrogatepass").decode("utf-16").encode("unicode_escape").decode()
        or "\U0001f468" in posts,
        "the emoji were not posted",
    )
    world.expect(not world.place.get("failures")["failures"], "the report was given up")
    for who in answers:
        world.expect("Today" in world.home_of(who), "somebody's Home tab is broken")


@attack(by="an owner")
def begin_a_formula_in_an_export(world: World) -> None:
    """Answer with formulas that a spreadsheet would carry out when somebody opens the export."""
    hands = Hands(world)
    standup_id, _ = hands.standup("sheet", cast.OWNER, [cast.MEMBER, cast.SECOND])
    formulas = (
        '=HYPERLINK("http://evil.example")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "x;=1+1",
        ";@x",
    )
    report_id = hands.asks(standup_id)
    for who, some in ((cast.MEMBER, formulas[:3]), (cast.SECOND, formulas[3:6]), (cast.OWNER, formulas[6:])):
        world.writes(who, report_id, **{f"question{number}": formula for number, formula in enumerate(some)})
    world.settle()
    hands.reports(standup_id)
    world.click(cast.OWNER, ids.EXPORT_STANDUP, standup_id)
    world.settle()
    files = world.files(cast.OWNER)
    world.expect("HYPERLINK" in files, "nothing was exported, so nothing is shown")
    cells = re.findall(r'(?:^|[,;\n"])([=+@\t\r][^,"\n]*|-\d\+[^,"\n]*)', files)
    world.expect(not cells, f"a cell begins a formula: {cells[:1]}")
