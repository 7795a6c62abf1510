"""manage.py by itself: what it says, and when it makes .venv anew. Nothing is installed here."""

import subprocess
import sys
from pathlib import Path

import pytest

import manage
from benchmarks.commands import COMMANDS as MEASUREMENTS
from ops import steps, venv
from ops.steps import Problem
from tests import ROOT


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which .venv, lock and requirements are made-up ones."""
    (tmp_path / "dev.txt").write_text(
        "anyio==4.16.0 \\\n    --hash=sha256:00\nrich==15.0.0 ; sys_platform == 'win32'\n"
    )
    monkeypatch.setattr(venv, "REQUIREMENTS", tmp_path / "dev.txt")
    monkeypatch.setattr(venv, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(venv, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(venv, "READY", tmp_path / ".venv" / ".ready")
    monkeypatch.setattr(venv, "LOCK", tmp_path / "build" / "venv.lock")
    return tmp_path


def made(folder: Path) -> None:
    """Pretend that .venv is complete."""
    (folder / ".venv").mkdir()
    (folder / ".venv" / "python").touch()
    venv.READY.write_text(venv.digest())


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_help_lists_every_command_and_everything_that_measures(capsys):
    assert manage.main([]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in manage.COMMANDS)
    assert all(f"\n  bench {name} " in text for name in MEASUREMENTS)


@pytest.mark.parametrize("option", ["-h", "--help", "help"])
def test_help_is_asked_for_in_any_way(option, capsys):
    assert manage.main([option]) == 0
    assert "Usage" in capsys.readouterr().out


def test_a_mistyped_command_is_answered_with_the_nearest(capsys):
    assert manage.main(["tset"]) == 2
    assert capsys.readouterr().err == "There is no command 'tset'. Did you mean 'test'?\n"


def test_a_command_like_no_other_is_answered_with_the_help(capsys):
    assert manage.main(["frobnicate"]) == 2
    assert "See: python3 manage.py help" in capsys.readouterr().err


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
@pytest.mark.parametrize(("arguments", "code"), [(["help"], 0), (["nonsense"], 2)])
def test_whoever_closed_a_stream_gets_the_same_code_and_no_traceback(processes, closed, arguments, code):
    command = [sys.executable, "manage.py", *arguments]
    for_good = "".join(f" {descriptor}>&-" for descriptor in closed)
    shell = ["/bin/sh", "-c", f'exec "$@"{for_good}', "sh", *command]
    done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr


def test_what_follows_finds_no_stream_closed(processes):
    """Or the first file that it opens would be its output."""
    then = "import os, sys; os.fstat(1); print('x'); sys.stderr.write(str(sys.stdout.fileno()))"
    first = (
        f"from ops import steps; steps.open_closed_streams(); import os, sys; os.execv(sys.executable, {python(then)})"
    )
    shell = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *python(first)]
    done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own
    assert (done.returncode, done.stderr) == (0, "1")


def test_whoever_has_read_enough_ends_it_without_a_word(processes):
    command = [sys.executable, "manage.py", "help"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ([], []),
        (["day"], ["tests/day"]),
        (["--quick", "day", "ops"], ["--quick", "tests/day", "tests/ops"]),
        (["day", "-k", "report"], ["tests/day", "-k", "report"]),
        (["-k", "day"], ["-k", "day"]),
        (["tests/day/views"], ["tests/day/views"]),
        (["nothing"], ["nothing"]),
    ],
)
def test_a_topic_names_its_folder_of_tests(said, meant):
    assert manage.with_folders(said) == meant


def test_check_refuses_what_it_does_not_know(capsys):
    assert manage.main(["check", "--fixx"]) == 2
    assert capsys.readouterr().err == "'check' takes --fix or nothing, not '--fixx'.\n"


def test_an_interruption_is_no_traceback(monkeypatch, capsys):
    def interrupted(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(manage.COMMANDS, "run", manage.Command(interrupted, ""))
    assert manage.main(["run"]) == 130
    assert "Interrupted" in capsys.readouterr().out


def test_a_full_disk_is_a_sentence(monkeypatch, capsys):
    def full(_arguments: list[str]) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(manage.COMMANDS, "run", manage.Command(full, ""))
    assert manage.main(["run"]) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_an_environment_is_used_as_long_as_nothing_changes(elsewhere):
    made(elsewhere)
    assert venv.is_ready()


def test_an_interrupted_environment_is_not_used(elsewhere):
    made(elsewhere)
    venv.READY.unlink()
    assert not venv.is_ready()


def test_an_environment_is_made_anew_when_a_requirement_changes(elsewhere):
    made(elsewhere)
    (elsewhere / "dev.txt").write_text("anyio==4.17.0 \\\n    --hash=sha256:00\n")
    assert not venv.is_ready()


def test_an_environment_is_made_anew_for_another_python(elsewhere, monkeypatch):
    made(elsewhere)
    monkeypatch.setattr(venv.platform, "python_version", lambda: "3.99.0")
    assert not venv.is_ready()


def test_an_environment_that_was_copied_is_made_anew(elsewhere, monkeypatch):
    """The programs in it begin with the path at which it was made."""
    made(elsewhere)
    monkeypatch.setattr(venv, "ROOT", elsewhere / "copy")
    assert not venv.is_ready()


def test_making_an_environment_replaces_what_was_there_and_marks_it_last(elsewhere, monkeypatch, capsys, processes):
    (elsewhere / ".venv").mkdir()
    (elsewhere / ".venv" / "left over").touch()
    create = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.mkdir(); (p / 'python').touch()"
    monkeypatch.setattr(venv, "build_steps", lambda _uv: {"making": [*python(create), str(venv.VENV)]})
    venv.make_ready()
    assert venv.is_ready()
    assert not (elsewhere / ".venv" / "left over").exists()
    assert "ok      making" in capsys.readouterr().out


@pytest.mark.usefixtures("elsewhere")
def test_a_failed_installation_leaves_no_environment_that_looks_complete(monkeypatch, processes):
    failing = python("print('getaddrinfo failed'); raise SystemExit(1)")
    monkeypatch.setattr(venv, "build_steps", lambda _uv: {"installing": failing})
    with pytest.raises(Problem, match="cannot be reached") as raised:
        venv.make_ready()
    assert "getaddrinfo failed" in raised.value.output
    assert not venv.is_ready()


@pytest.mark.usefixtures("elsewhere")
def test_uv_is_used_when_it_is_there_and_pip_otherwise():
    with_uv, with_pip = venv.build_steps("/opt/uv"), venv.build_steps(None)
    assert [command[0] for command in with_uv.values()] == ["/opt/uv", "/opt/uv", str(venv.PYTHON)]
    assert [command[2] for command in with_pip.values()] == ["venv", "pip", venv.LINK]
    for commands in (with_uv, with_pip):
        making, installing, _ = commands
        assert installing == "installing 2 packages, checked by hash"
        assert "--require-hashes" in commands[installing]
        assert venv.BASE_PYTHON in commands[making]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "its hash differs"),
        ("cause: Hash mismatch for `hpack==4.2.0`", "its hash differs"),
        ("virtual environment was not created because ensurepip is not available", "python3-venv"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "certificate"),
        ("NewConnectionError: refused\nERROR: No matching distribution found for anyio", "cannot be reached"),
        ("cause: dns error", "cannot be reached"),
        ("ERROR: No matching distribution found for anyio==4.16.0", "does not support this Python"),
        ("error: command 'gcc' failed: No such file", "does not support this Python"),
        ("error: Permission denied (os error 13)", "may not be written"),
        ("something new", "could not be installed"),
    ],
)
def test_a_failed_installation_is_explained(output, sentence):
    assert sentence in venv.explain(output)


def test_a_step_shows_a_line_and_keeps_the_output_for_later(capsys, processes):
    outcome = steps.step("counting", python("print('noise')"))
    assert outcome == steps.Outcome(ok=True, output="noise\n")
    shown = capsys.readouterr().out
    assert shown.startswith("  ok      counting  ")
    assert "noise" not in shown


def test_a_problem_is_told_after_the_tail_of_the_output(capsys):
    steps.tell(Problem("It did not work.", "\n".join(f"line {number}" for number in range(100))))
    text = capsys.readouterr().err
    assert "line 99" in text
    assert "line 50" not in text
    assert text.endswith("\n\nIt did not work.\n")


def test_an_old_python_gets_a_sentence(processes):
    """The file is read as an old Python would: its own version is what the file asks for."""
    code = (
        "import sys; sys.version_info = (3, 8, 0); sys.argv = ['manage.py']; import runpy; runpy.run_path('manage.py')"
    )
    finished = subprocess.run(python(code), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own
    assert finished.returncode == 1
    assert finished.stderr.startswith("The Standup Bot needs Python 3.11 or newer")
