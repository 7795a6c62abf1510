"""How an admin's command ends when something is wrong: with a sentence, and a code other than 0."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from botocore.exceptions import BotoCoreError, ClientError

from app.errors import StandupError
from app.slack.patience import patient
from ops.steps import Problem, tell


@contextmanager
def told(refused: str = "AWS did not do it") -> Iterator[None]:
    """Say what goes wrong inside the block, and end there; `refused` begins the sentence about what AWS says."""
    try:
        yield
    except Problem as problem:
        tell(problem)
        raise typer.Exit(problem.code) from None
    except (BotoCoreError, ClientError) as error:
        tell(Problem(f"{refused}: {error}"))
        raise typer.Exit(1) from None


def carried_out(app: typer.Typer, arguments: list[str]) -> int:
    """Carry out one command of several and give its exit code; what is wrong becomes a sentence.

    Slack's limits are waited for, for an admin has more time than a person who has clicked.
    """
    try:
        with patient(lambda limit: time.sleep(limit.retry_after)):
            return int(app(arguments, standalone_mode=False) or 0)
    except Problem as problem:
        tell(problem)
        return problem.code
    except StandupError as error:
        tell(Problem(f"It was not done: {error}"))
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        pass
    return 1
