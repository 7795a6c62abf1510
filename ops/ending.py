"""How every command of an admin runs: one kind of Typer, and one way to end when something is wrong.

A command raises Problem, or lets what AWS or the app raises pass. It ends with a sentence on the error output, and with
an exit code other than 0.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer.core import TyperCommand

from app.errors import StandupError
from app.slack.patience import patient
from ops.steps import Problem, say, spare_narrow_terminals, tell

INTERRUPTED = 130


class Command(TyperCommand):
    """One command. It waits for Slack's limits: an admin has more time than a person who has clicked."""

    def invoke(self, ctx: Any) -> Any:
        with told(), patient(lambda limit: time.sleep(limit.retry_after)):
            return super().invoke(ctx)


class Commands(typer.Typer):
    """One command, or several under one name; never a traceback with its variables, for among them are secrets."""

    def __init__(self, help: str | None = None) -> None:  # noqa: A002 - Typer's word
        super().__init__(help=help, add_completion=False, pretty_exceptions_enable=False)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Register a function as a command, with Typer's options."""
        return super().command(name, cls=Command, **options)


def run(app: typer.Typer, arguments: Sequence[str], name: str) -> int:
    """Carry out what was typed after `manage.py NAME`; returns the exit code."""
    spare_narrow_terminals()
    try:
        app(list(arguments), prog_name=f"manage.py {name}")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@contextmanager
def told() -> Iterator[None]:
    """Say what goes wrong inside the block, and end there."""
    try:
        yield
    except Problem as problem:
        tell(problem)
        raise typer.Exit(problem.code) from None
    except StandupError as error:
        tell(Problem(f"It was not done: {error}"))
        raise typer.Exit(1) from None
    except (BotoCoreError, ClientError) as error:
        tell(Problem(f"AWS did not do it: {error}"))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say("\nInterrupted.")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """Begin what AWS refuses inside the block with a sentence of the command's own."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"{sentence}: {error}") from None
