"""The standups of a stage as one file, from a terminal: exported, edited, compared, applied and exported again."""

import os
import sys

import pytest

from local.stack import BOT_TOKEN
from ops import ending
from ops.deploying import local_stage
from ops.standups import standups
from ops.steps import ROOT
from tests.ops.stage_with_retro import stage_with_retro
from tests.ops.terminal import Terminal

STAGE = "dev"


@pytest.fixture(scope="module")
def env(tmp_path_factory, processes):
    """A stage with its tables, its secrets and a standup, as the admin's terminal knows it."""
    folder = tmp_path_factory.mktemp("stage")
    with stage_with_retro(folder, STAGE, "U0ANAPRG01"):
        yield dict(os.environ)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "standups.yml"


def command(verb, *arguments):
    return [sys.executable, "-m", "ops", "standups", verb, f"--stage={STAGE}", *map(str, arguments)]


@pytest.fixture
def says(env, capsys):
    """Run a command in this process, which is quicker; gives its exit code and all that it said, as one line."""

    def run(verb, *arguments, stage=STAGE):
        with local_stage.environment(env):
            code = ending.run(standups.app, [verb, f"--stage={stage}", *map(str, arguments)], "standups")
        said = capsys.readouterr()
        return code, said.out if not code else " ".join((said.out + said.err).split())

    return run


def test_what_is_exported_edited_and_applied_is_what_is_exported_then(env, says, file):
    _, exported = says("export")
    file.write_text(exported.replace("name: Retro", "name: Review").replace("'10:00'", "10:30"), "utf-8")
    assert says("diff", file) == (2, "~ retro (Review) name: Retro -> Review report_at: 10:00 -> 10:30")
    with Terminal(command("apply", file), env, ROOT) as terminal:
        terminal.waits_for(r"report_at: 10:00 -> 10:30.*Apply this\?")
        terminal.types("n")
        assert terminal.ends() == 1
    assert says("export") == (0, exported)
    with Terminal(command("apply", file), env, ROOT) as terminal:
        terminal.waits_for(r"Apply this\?")
        terminal.types("y")
        assert terminal.ends() == 0
        assert "Applied. It takes effect with the next occurrence." in terminal.shown
        assert BOT_TOKEN not in terminal.shown
    assert says("export") == (0, exported.replace("name: Retro", "name: Review").replace("'10:00'", "'10:30'"))
    assert says("diff", file) == (0, "Nothing would change.\n")


def test_a_standup_is_added_and_only_deleted_when_that_is_wanted(says, file):
    _, exported = says("export")
    mine = exported.replace("retro:", "planning:").replace("Retro", "Planning").replace("Review", "Planning")
    file.write_text(mine, "utf-8")
    assert says("diff", file)[1].startswith("+ planning (Planning) ")
    assert "- retro" in says("diff", file, "--prune")[1]
    assert says("apply", file, "--yes", "--prune")[0] == 0
    assert says("export") == (0, mine)
    file.write_text(exported, "utf-8")
    code, said = says("apply", file, "--yes", "--prune")
    assert (code, "'retro' was the id of a deleted standup" in said) == (1, True)
    assert says("export") == (0, mine)


WRONG = {
    "standups: [\n": "is not YAML as it is read here",
    "- 1\n": "should have 'standups:'",
    "standups:\n  .sender: {}\n": "line 2: an id has letters, digits, _ and -, unlike '.sender'",
    "standups:\n  planning:\n    team_id: T0OTHER\n": "line 3: there is no field 'team_id'",
    "standups:\n  planning:\n    version: 7\n": "line 3: there is no field 'version'",
    "standups:\n  planning:\n    name: Retro\n    channel: 7\n": "line 4: channel:",
    "standups:\n  planning:\n    questions: what\n": "line 3: questions:",
    "standups:\n  planning:\n    days: [someday]\n": "line 3: days:",
    "standups:\n  planning: !!python/object/apply:os.system [ls]\n": "is not YAML as it is read here",
}


def test_files_that_make_no_sense_give_sentences_and_change_nothing(says, file):
    before = says("export")
    for text, sentence in WRONG.items():
        file.write_text(text, "utf-8")
        code, said = says("apply", file, "--yes")
        assert (code, sentence in said) == (1, True), said
    assert says("export") == before


def test_a_file_or_a_stage_that_is_not_there_is_a_sentence(says, file):
    code, said = says("diff", file)
    assert (code, "cannot be read" in said) == (1, True)
    code, said = says("export", stage="nowhere")
    assert (code, "manage.py setup --stage nowhere" in said) == (1, True)
