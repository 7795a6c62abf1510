"""How an admin's command ends when something is wrong: with a sentence, and a code other than 0."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from botocore.exceptions import BotoCoreError, ClientError

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
