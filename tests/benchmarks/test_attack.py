"""`manage.py attack`: what it prints, that it can fail, and that a door which is opened is noticed."""

import json
import re
from io import StringIO

import pytest
from rich.console import Console

from benchmarks.attacks import command, showing
from benchmarks.attacks.every import ATTACKS
from benchmarks.attacks.listing import TOPICS, Attack
from benchmarks.attacks.running import Outcome, a_world, carry_out
from ops.ending import run
from tests import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")

# Code that opens a door before the program is loaded, and the attack that has to notice.
NO_SIGNATURE = "import hmac; hmac.compare_digest = lambda *_: True"
EVERYBODY_MAY = "import app.domain.privacy.access as a; a.may = lambda roles, action: True"
NOTHING_ESCAPED = "import app.views.kit.text as t; t.escape = lambda text: text"
DOORS = {
    "come-without-a-signature": NO_SIGNATURE,
    "read-before-it-is-out": EVERYBODY_MAY,
    "ring-at-everybody-with-a-profile": NOTHING_ESCAPED,
}


def named(name: str) -> Attack:
    return next(each for each in ATTACKS if each.name == name)


@pytest.mark.parametrize("name", DOORS)
def test_a_door_that_is_opened_is_noticed(name, processes):
    (outcome,) = carry_out([named(name)], world=lambda: a_world(opens=DOORS[name]))
    assert not outcome.held
    assert outcome.seen, outcome.broken


def outcomes() -> list[Outcome]:
    fields = {"topic": "reading", "by": "a guest", "seconds": 1.0}
    return [
        Outcome(name="one", says="Read a diary", tried=1_200, **fields),
        Outcome(name="two", says="Read a letter", tried=3, seen=("the letter\x1b[2J was read",), **fields),
        Outcome(name="three", says="Read a wall", tried=0, broken="there was no wall", **fields),
    ]


def printed(width: int) -> str:
    console = Console(file=StringIO(), width=width)
    console.print(showing.shown(outcomes(), console))
    console.print(showing.troubles(outcomes()))
    console.print(showing.summary(outcomes()))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_says_what_held_and_fits_the_terminal(width):
    text = printed(width)
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    assert "3 attacks, 1,203 hostile requests in 3 s: 1 held, 1 not held, 1 not tried." in words
    assert "there was no wall" in words
    assert "\x1b" not in text


@pytest.fixture
def carried_out(monkeypatch):
    """Let the attacks have gone as the test says, without carrying any out."""

    def go(how):
        monkeypatch.setattr(command, "carry_out", lambda *_: iter(how))

    return go


def test_what_did_not_hold_or_was_not_tried_is_told_by_the_exit_code(carried_out, capsys):
    for number, code in enumerate((0, 1, 1)):
        carried_out([outcomes()[number]])
        assert run(command.app, [], "attack") == code
    assert "Read a letter" in capsys.readouterr().out


def test_the_outcome_comes_as_json(carried_out, capsys):
    carried_out(outcomes())
    assert run(command.app, ["--json"], "attack") == 1
    assert [each["held"] for each in json.loads(capsys.readouterr().out)] == [True, False, False]


def test_only_what_is_named_is_tried(capsys):
    assert run(command.app, ["--list", "--only", "slack-connect"], "attack") == 0
    assert len(re.findall(r"read-through-slack-connect", capsys.readouterr().out)) == 1
    assert run(command.app, ["--only", "no such word"], "attack") == 2


def test_every_attack_is_of_a_topic_and_by_somebody():
    assert {each.topic for each in ATTACKS} == set(TOPICS)
    assert all(each.by and each.says for each in ATTACKS)


def test_the_page_lists_the_attacks_that_there_are():
    rows = re.findall(r"^\| `([\w-]+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert rows == [(each.name, each.by, each.says) for each in ATTACKS]


def test_every_test_that_the_page_names_is_there():
    names = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert names
    for file, name in names:
        assert (ROOT / file).exists(), file
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {name}"
