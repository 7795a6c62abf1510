"""The project's commands: sees to it that `.venv` is there, then hands over. Needs a Python and nothing else.

Every Python since 3.6 can read this file, as far as the sentence that asks for a newer one.
"""

import difflib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple, NoReturn

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    advice = f"Try: {newer[0]} manage.py" if newer else "See https://www.python.org/downloads/"
    sys.exit(f"The Standup Bot needs Python 3.11 or newer, and this is Python {platform.python_version()}. {advice}")

from benchmarks.commands import COMMANDS as MEASUREMENTS
from ops.steps import (
    BOLD,
    ROOT,
    Problem,
    forget_output,
    interrupted,
    open_closed_streams,
    paint,
    say,
    spare_narrow_terminals,
    step,
    tell,
)
from ops.venv import BIN, PYTHON, explain, make_ready

USAGE_ERROR = 2


def module(name: str) -> Callable[[list[str]], int]:
    """Give the command that hands over to a module."""
    return lambda arguments: hand_over(str(PYTHON), "-m", name, *arguments)


def ops(name: str) -> Callable[[list[str]], int]:
    """Give the command that hands over to one of an admin's commands."""
    return lambda arguments: hand_over(str(PYTHON), "-m", "ops", name, *arguments)


def bench(*name: str) -> Callable[[list[str]], int]:
    """Give the command that hands over to one measurement, or to the one that its arguments name."""
    return lambda arguments: hand_over(str(PYTHON), "-m", "benchmarks", *name, *arguments)


def test(arguments: list[str]) -> int:
    """Run the tests: of the folders of `tests/` that are named first, or all; the rest goes to pytest."""
    return hand_over(str(PYTHON), "-m", "pytest", *with_folders(arguments))


def with_folders(arguments: list[str]) -> list[str]:
    """Replace topics by their folders, as far as an option of pytest, whose value could be called like one."""
    words = [word != "--quick" and word.startswith("-") for word in arguments]
    topics = words.index(True) if True in words else len(words)
    folders = [f"tests/{word}" if (ROOT / "tests" / word).is_dir() else word for word in arguments[:topics]]
    return [*folders, *arguments[topics:]]


def check(arguments: list[str]) -> int:
    """Run every check, then show what the failed ones said."""
    fix = accept("check", "--fix", arguments)
    make_ready()
    ruff = [str(PYTHON), "-m", "ruff"]
    typed = ("app", "slack_simulator/src", "local", "ops", "benchmarks", "handler.py", "manage.py")
    checked = [name for name in typed if (ROOT / name).exists()]
    checks = {
        "format   ruff format": [*ruff, "format", "."] if fix else [*ruff, "format", "--check", "."],
        "lint     ruff check": [*ruff, "check", "--fix", "."] if fix else [*ruff, "check", "."],
        "types    mypy --strict": [str(PYTHON), "-m", "mypy", "--strict", *checked],
        "layers   lint-imports": [str(BIN / "lint-imports"), "--no-logo"],
    }
    outcomes = {title: step(title, command) for title, command in checks.items()}
    failed = {title: outcome.output for title, outcome in outcomes.items() if not outcome.ok}
    for title, output in failed.items():
        say(f"\n{paint(title, BOLD)}\n{output.rstrip()}")
    if not fix and any("ruff" in title for title in failed):
        say("\nMuch of this can be mended at once: python3 manage.py check --fix")
    return 1 if failed else 0


def lock(arguments: list[str]) -> int:
    """Compile the requirements anew: what ships first, then everything, with the same versions."""
    upgrade = ["--upgrade"] if accept("lock", "--upgrade", arguments) else []
    make_ready()
    uv = [str(PYTHON), "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", *upgrade]
    same = ["--constraints", "requirements/app.txt"]
    for name, same_as in {"app": [], "dev": same, "bench": same}.items():
        source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
        form = ["--universal", "--generate-hashes", "--python-version", "3.11", "--output-file", target]
        outcome = step(target, [*uv, *form, *same_as, source])
        if not outcome.ok:
            raise Problem(f"{source} could not be compiled.", outcome.output)
    return 0


def show_help(_arguments: list[str]) -> int:
    say("The Standup Bot. Usage: python3 manage.py COMMAND\n")
    for name, command in COMMANDS.items():
        say(f"  {paint(f'{name:<9}', BOLD)} {command.says}")
    say("\nWhat measures; --help after one of these lists its options:\n")
    for name, measurement in MEASUREMENTS.items():
        say(f"  {paint(f'bench {name}'.ljust(14), BOLD)} {measurement.says}")
    return 0


class Command(NamedTuple):
    """What `manage.py NAME` does, and what the help says about it."""

    do: Callable[[list[str]], int]
    says: str


COMMANDS = {
    "run": Command(
        module("local"), "open the local Slack workspace in the browser; --day plays one day in the terminal"
    ),
    "setup": Command(ops("setup"), "lead through the installation in AWS and Slack, or look what is missing"),
    "deploy": Command(ops("deploy"), "build, show what will change in AWS, change it; --local does it here"),
    "doctor": Command(ops("doctor"), "look whether an installation works, and say what mends it"),
    "probe": Command(ops("probe"), "ask a real Slack what its documents leave open, in channels for that alone"),
    "logs": Command(ops("logs"), "show the logs of both functions; --follow goes on as they come"),
    "explain": Command(ops("explain"), "say why a person was not asked on a day"),
    "failures": Command(ops("failures"), "list, replay or drop what AWS Lambda gave up on"),
    "standups": Command(ops("standups"), "export, compare or apply the standups of a stage as one file"),
    "data": Command(ops("data"), "export, import or erase what is stored, and list who did what with it"),
    "invoke": Command(ops("invoke"), "run a function here with an event, as those in example-data/"),
    "remove": Command(ops("remove"), "remove an installation from AWS; its data is kept unless you say otherwise"),
    "test": Command(test, "run the tests; 'test day' those of a topic, --quick those that start no process"),
    "check": Command(check, "check format, lint, types and layers; --fix mends what can be mended"),
    "languages": Command(ops("languages"), "bring the catalogues of texts up to the code, and compile them"),
    "package": Command(ops("package"), "build what is deployed to AWS Lambda"),
    "release": Command(ops("release"), "build package, template, notes and checksums of the version that is committed"),
    "bench": Command(bench(), "measure, by one of the commands below"),
    "faults": Command(bench("faults"), MEASUREMENTS["faults"].says),
    "attack": Command(bench("attack"), MEASUREMENTS["attack"].says),
    "lock": Command(lock, "compile requirements/*.txt after a change of *.in; --upgrade takes newer versions"),
    "help": Command(show_help, "show this list"),
}


def hand_over(*command: str) -> int:
    """Become the command where the system can do that; elsewhere run it and leave Ctrl-C to it."""
    make_ready()
    if os.name == "posix":
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execv(command[0], command)  # noqa: S606 - exit code and signals are then the command's own
    with subprocess.Popen(command, cwd=ROOT) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def accept(command: str, option: str, arguments: list[str]) -> bool:
    """Tell whether the command's one option was given; anything else is refused."""
    unknown = [argument for argument in arguments if argument != option]
    if unknown:
        raise Problem(f"'{command}' takes {option} or nothing, not '{unknown[0]}'.", code=USAGE_ERROR)
    return bool(arguments)


def refuse(name: str) -> NoReturn:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "See: python3 manage.py help"
    raise Problem(f"There is no command '{name}'. {hint}", code=USAGE_ERROR)


def main(arguments: list[str]) -> int:
    """Carry out one command and return its exit code."""
    name, *rest = arguments or ["help"]
    command = COMMANDS.get("help" if name in {"-h", "--help"} else name)
    try:
        return command.do(rest) if command else refuse(name)
    except KeyboardInterrupt:
        return interrupted()
    except BrokenPipeError:  # whoever read the output has seen enough
        forget_output()
        return 1
    except OSError as error:
        tell(Problem(f"{explain(str(error))} ({error})"))
        return 1
    except Problem as problem:
        tell(problem)
        return problem.code


if __name__ == "__main__":
    open_closed_streams()
    spare_narrow_terminals()
    sys.exit(main(sys.argv[1:]))
