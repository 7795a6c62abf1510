"""`python -m benchmarks`: what `manage.py bench` hands over to. Only what is asked for is imported."""

import sys
from collections.abc import Sequence
from importlib import import_module

from benchmarks.commands import COMMANDS, USUAL
from ops.ending import Commands, run

HELP = f"What measures. Without a name: {USUAL}, with its options."


def main(arguments: Sequence[str]) -> int:
    """Carry out one measurement; returns the exit code."""
    first = next(iter(arguments), USUAL)
    if first in COMMANDS:
        return run(import_module(COMMANDS[first].module).app, arguments[1:], f"bench {first}")
    if first.startswith("-") and first != "--help":
        return run(import_module(COMMANDS[USUAL].module).app, arguments, f"bench {USUAL}")
    every = Commands(HELP)
    for name, measurement in COMMANDS.items():
        every.add_typer(import_module(measurement.module).app, name=name, help=measurement.says)
    return run(every, arguments, "bench")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
