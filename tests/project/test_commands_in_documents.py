"""Each command that the pages and the texts of the commands themselves show can be typed like that."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import manage
from benchmarks.commands import COMMANDS as MEASUREMENTS
from benchmarks.commands import USUAL
from ops.__main__ import COMMANDS as OPS
from tests import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Those that manage.py carries out itself, with the options that each takes.
ITS_OWN = {"check": {"--fix"}, "lock": {"--upgrade"}, "help": set()}


def modules() -> dict[str, str]:
    """The module of each command that has options of its own."""
    measured = {f"bench {name}": measurement.module for name, measurement in MEASUREMENTS.items()}
    aliases = {name: MEASUREMENTS[name].module for name in ("faults", "attack")}
    return {**OPS, **measured, **aliases, "bench": MEASUREMENTS[USUAL].module}


def commands_on(pages: list[Path]) -> list[str]:
    """What is typed after manage.py, in code blocks and between backquotes, up to a pipe or a comment."""
    found = set()
    for page in pages:
        parts = re.split(r"^ *```.*$", page.read_text("utf-8"), flags=re.MULTILINE)
        quoted = [quote for part in parts[::2] for quote in re.findall(r"`([^`]+)`", part)]
        for line in [line for part in parts[1::2] for line in part.splitlines()] + quoted:
            for typed in re.findall(r"(?:python3?|py) manage\.py (.+)", line):
                words = shlex.split(typed, comments=True)
                end = next((at for at, word in enumerate(words) if word in {">", "|"}), len(words))
                found.add(shlex.join(words[:end]))
    return sorted(found)


SHOWN = commands_on(PAGES)


def test_the_pages_show_commands():
    assert len(SHOWN) > 40
    assert "data export all.jsonl --stage prod" in SHOWN


@pytest.mark.parametrize("typed", SHOWN)
def test_a_command_on_a_page_is_understood(typed, monkeypatch):
    """Names, options and values are read as if it were typed; it is not carried out."""
    for name in ("SLACK_CHANNEL", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    name, *rest = shlex.split(typed)
    assert name in manage.COMMANDS
    if name in ITS_OWN:
        assert set(rest) <= ITS_OWN[name]
    elif name == "bench" and rest and rest[0] in MEASUREMENTS:
        understood(MEASUREMENTS[rest[0]].module, rest[1:])
    elif name in modules():
        understood(modules()[name], rest)
    elif name == "test":
        assert all(word == "TOPIC" or word.startswith("-") or (ROOT / "tests" / word).is_dir() for word in rest[:1])
    else:
        assert (name, set(rest) <= {"--day", "--fresh", "--no-browser"}) == ("run", True)


def understood(module: str, arguments: list[str]) -> None:
    command = get_command(import_module(module).app)
    is_mentioned = not any(word.startswith("-") for word in arguments)  # by its name alone, without what it works on
    with command.make_context("manage.py", list(arguments), resilient_parsing=is_mentioned) as context:
        if hasattr(command, "resolve_command") and arguments:
            name, inner, rest = command.resolve_command(context, arguments)
            inner.make_context(name, list(rest), parent=context, resilient_parsing=is_mentioned)


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_command_says_what_it_takes(name):
    command = import_module(modules()[name]).app
    done = CliRunner().invoke(command, ["--help"])
    assert (done.exit_code, "Usage:" in done.output) == (0, True), done.output


def test_the_list_of_commands_names_each(capsys):
    assert manage.main(["help"]) == 0
    said = capsys.readouterr().out
    assert [name for name in manage.COMMANDS if f"  {name}" not in said and name not in said] == []


NAMED = re.compile(r"docs/([\w/-]+(?:\.\w+)+)(?:, '([^']+)')?")
SPOKEN = [path for place in ("app", "local", "ops") for path in sorted((ROOT / place).rglob("*.py"))]


@pytest.mark.parametrize("path", SPOKEN, ids=[path.relative_to(ROOT).as_posix() for path in SPOKEN])
def test_a_page_that_a_text_of_ours_names_is_there_with_its_section(path):
    text = re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
    for page, section in NAMED.findall(text):
        assert (ROOT / "docs" / page).is_file(), page
        assert not section or re.search(
            rf"^#+ {re.escape(section)}$", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE
        ), section
