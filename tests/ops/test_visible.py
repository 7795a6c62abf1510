"""What others wrote reaches the terminal as something to read: it hides no line, turns none round, and colours none."""

import io
import json
import re
import sys
import unicodedata
from datetime import UTC, datetime

from rich.console import Console

from app.domain.privacy.audit import Deed, Entry
from app.domain.setup.config import config_values
from ops import failures, logs
from ops.checks import doctor
from ops.checks.finding import fault
from ops.data import data, export_files
from ops.ending import run
from ops.setting_up.guide import Guide
from ops.standups import standups
from ops.standups.standups_file import read, written
from ops.steps import Problem, tell
from ops.visible import visible
from tests.kit.builders import a_standup

# Erases the line before, rings, sets the title, makes green, turns the direction, and breaks lines in an unusual way.
HOSTILE = "\x1b[1A\x1b[2K\x07\x1b]0;title\x07\x1b[32mok\x9b31m\u202etxt.exe\u2066\u2028\r[red]x[/red]\x7f"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def obeyed(text: str) -> list[str]:
    """What a terminal would obey, or hide."""
    return [char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char != "\n"]


def test_it_is_written_out_and_names_stay_as_they_are():
    assert visible("a\x1b[2Kb\u202ec") == "a\\u001b[2Kb\\u202ec"
    for name in ("Žofie Černá", "李小龙", "שרה", "👩‍💻", "می‌خواهم", "O'Brien \\u0041"):
        assert visible(name) == name
    assert json.loads(f'"{visible(HOSTILE)}"') == HOSTILE


def test_a_name_in_a_standup_hides_no_line_of_a_diff(capsys):
    hostile = a_standup(standup_id="retro", name=HOSTILE)
    standups.show(standups.Plan([(hostile, {"name": ("Retro", HOSTILE), "owners": ([], [HOSTILE])})], [hostile]))
    assert obeyed(capsys.readouterr().out) == []


def test_a_file_that_is_written_out_shows_what_is_in_it_and_reads_back_the_same(tmp_path):
    text = written(
        {
            "retro": config_values(a_standup(standup_id="retro", name=HOSTILE)),
            "two": config_values(a_standup(name="Žofie 👩‍💻")),
        }
    )
    assert obeyed(text) == ["\u200d"]  # within the emoji
    assert "Žofie" in text
    (tmp_path / "file.yml").write_text(text, "utf-8")
    assert [entry.values["name"] for entry in read(tmp_path / "file.yml")] == [HOSTILE, "Žofie 👩‍💻"]


def test_what_is_wrong_is_told_in_words_alone(capsys):
    tell(Problem(f"There is no {HOSTILE}", f"line 1: {HOSTILE}\nline 2"))
    assert obeyed(capsys.readouterr().err) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_an_export_to_a_terminal_is_still_an_export(monkeypatch):
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    with export_files.whole_file("-") as file:
        file.write(export_files.line("reports", {"name": HOSTILE}))
    assert obeyed(terminal.getvalue()) == []
    assert json.loads(terminal.getvalue())["row"]["name"] == HOSTILE


def test_an_export_to_a_file_is_what_is_stored(tmp_path):
    with export_files.whole_file(str(tmp_path / "all.jsonl")) as file:
        file.write(export_files.line("reports", {"name": "\u202eŽofie"}))
    assert "\u202eŽofie" in (tmp_path / "all.jsonl").read_text("utf-8")


def test_who_did_what_is_told_in_words_alone(monkeypatch, capsys):
    class Trail:
        def entries(self, *_: object) -> list[Entry]:
            return [Entry("T1", NOW, HOSTILE, Deed.EXPORTED, HOSTILE, {HOSTILE: 1})]

    monkeypatch.setattr(data, "opened", lambda _stage: Trail())
    assert run(data.app, ["audit", "T1"], "data") == 0
    assert obeyed(capsys.readouterr().out) == []


def test_a_failures_error_is_told_in_words_alone(monkeypatch):
    monkeypatch.setattr(failures, "console", Console(file=(told := io.StringIO()), width=300))
    failures.show([failures.Failure("1", "r", "2026", "arn", 3, HOSTILE, {"type": HOSTILE})], is_all=True)
    assert obeyed(told.getvalue()) == []
    assert "[red]" in told.getvalue()


def test_a_channels_name_in_the_check_up_is_told_in_words_alone():
    console = Console(file=(told := io.StringIO()), width=120)
    doctor.show([fault(f"the bot is not in #{HOSTILE}", f"Invite it to `{HOSTILE}`")], console)
    assert obeyed(told.getvalue()) == []


def test_a_line_of_the_log_is_told_in_words_alone():
    fields = {"message": HOSTILE, "level": HOSTILE, "traceback": HOSTILE, HOSTILE: HOSTILE}
    for line in (logs.Line("1", NOW, "f", HOSTILE), logs.Line("1", NOW, "f", json.dumps(fields), fields)):
        assert obeyed(logs.shown(line).plain) == []


def test_what_setup_says_of_slack_is_told_in_words_alone(capsys):
    guide = Guide(1, unattended=True)
    guide.done(f"the app {HOSTILE}")
    guide.note(HOSTILE)
    guide.address(HOSTILE)
    assert obeyed(re.sub(r"\x1b\[\d+m", "", capsys.readouterr().out)) == []
