"""`python -m ops NAME …`: what `manage.py NAME …` hands over to. Only the command's own modules are imported."""

import signal
import sys
from importlib import import_module
from typing import NoReturn

from ops.steps import interrupted

COMMANDS = {
    "setup": "ops.setting_up.setup",
    "deploy": "ops.deploying.deploy",
    "doctor": "ops.checks.doctor",
    "probe": "ops.probing.probe",
    "logs": "ops.logs",
    "explain": "ops.explain",
    "failures": "ops.failures",
    "standups": "ops.standups.standups",
    "data": "ops.data.data",
    "invoke": "ops.invoke",
    "remove": "ops.deploying.remove",
    "languages": "ops.languages.languages",
    "package": "ops.packaging.package",
    "release": "ops.release",
}


def main(name: str, arguments: list[str]) -> int:
    """Carry out one command; returns the exit code."""
    for ending in ("SIGTERM", "SIGHUP"):  # ended from outside, or with its terminal: it tidies up as after Ctrl-C
        if (number := getattr(signal, ending, None)) and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    try:
        run = import_module("ops.ending").run
        return int(run(import_module(COMMANDS[name]).app, arguments, name))
    except KeyboardInterrupt:  # before the command has begun
        return interrupted()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
