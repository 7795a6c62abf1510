"""Steps of a longer command: run quietly, shown in a line, explained when they fail. Standard library only."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ops.visible import visible_lines

ROOT = Path(__file__).resolve().parent.parent

TERMINAL = bool(sys.stdout and sys.stdout.isatty())  # None is one that was closed before this began
COLOUR = TERMINAL and not os.environ.get("NO_COLOR") and (os.name != "nt" or "WT_SESSION" in os.environ)
TITLE_WIDTH = 52
INTERRUPTED = 130
TAIL_LINES = 12

GREEN, RED, BOLD, DIM = 32, 31, 1, 2


class Problem(Exception):
    """What ends a command: a sentence for the person, the output that shows it, and the exit code."""

    def __init__(self, sentence: str, output: str = "", code: int = 1) -> None:
        super().__init__(sentence)
        self.output = output
        self.code = code


class Outcome(NamedTuple):
    """How a step ended."""

    ok: bool
    output: str


def paint(text: str, style: int) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if COLOUR else text


def say(text: str = "") -> None:
    print(text, flush=True)


def open_closed_streams() -> None:
    """Let what was closed before this began (`>&-`) lead nowhere, here and in the commands that follow.

    Whatever is opened next would get its number otherwise, and what is printed would go there.
    """
    for descriptor, mode, name in ((0, "r", "stdin"), (1, "w", "stdout"), (2, "w", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            os.dup2(nowhere, descriptor)
            if nowhere != descriptor:
                os.close(nowhere)
            os.set_inheritable(descriptor, True)  # noqa: FBT003 - the call takes no keyword
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))


def forget_output() -> None:
    """Let what is still to be printed go nowhere: nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def spare_narrow_terminals() -> None:
    """Let letters that the terminal cannot show become question marks instead of errors."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def step(title: str, command: list[str], env: Mapping[str, str] | None = None) -> Outcome:
    """Run a command with its output held back, showing what is done and for how long."""
    started = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # a lock that is held here stays held if this process is killed and the command is not
    ) as process:
        try:
            output = _wait(process, title, started)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    ok = process.returncode == 0
    mark = paint("ok    ", GREEN) if ok else paint("failed", RED)
    show_line(mark, title, f"{time.monotonic() - started:6.1f} s", "\n")
    return Outcome(ok, output)


def tell(problem: Problem) -> None:
    """Say what is wrong, under the tail of the output that shows it."""
    tail = "\n".join(f"    {visible_lines(line)}" for line in problem.output.rstrip().splitlines()[-TAIL_LINES:])
    sentence = paint(visible_lines(problem), RED)
    sys.stdout.flush()
    print(f"\n{paint(tail, DIM)}\n\n{sentence}" if tail else sentence, file=sys.stderr)


def interrupted() -> int:
    """Say that somebody has pressed Ctrl-C, or ended the command from outside; returns the exit code."""
    say("\nInterrupted.")
    return INTERRUPTED


def _wait(process: "subprocess.Popen[str]", title: str, started: float) -> str:
    while True:
        if TERMINAL:
            show_line("      ", title, f"{time.monotonic() - started:6.0f} s", "")
        try:
            return process.communicate(timeout=0.2)[0]
        except subprocess.TimeoutExpired:
            continue


def show_line(mark: str, title: str, seconds: str, end: str) -> None:
    """Show how a step is going; a line that goes on has no end."""
    start = "\r" if TERMINAL else ""
    print(f"{start}  {mark}  {title:<{TITLE_WIDTH}}{seconds}", end=end, flush=True)
