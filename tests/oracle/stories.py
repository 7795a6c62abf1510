"""`bench stories`: plays standups drawn at random, and compares them with a model that shares nothing with the app."""

import logging
import time
from collections import Counter
from typing import Annotated

import typer

from ops.ending import Commands
from ops.steps import say
from tests.oracle.inside import inside
from tests.oracle.play import Played, differences
from tests.oracle.story import BEGINNINGS, story

app = Commands()


@app.command()
def stories(
    count: Annotated[int, typer.Argument(help="how many")],
    first: Annotated[int, typer.Argument(help="the seed of the first; to play one again: 1 SEED")] = 0,
    *,
    stops: Annotated[bool, typer.Option("--stop", help="end with the first difference")] = False,
) -> None:
    """Play many stories, and tell each difference from the model; exit code 1 if there is one."""
    logging.disable()
    begun, counted, wrong = time.process_time(), Counter[str](), 0
    with inside(BEGINNINGS[0]) as place:
        for seed in range(first, first + count):
            played = Played(place, story(seed))
            found = differences(*played.runs()) + played.broken_promises()
            counted += played.counted
            wrong += bool(found)
            if found:
                say(f"story {seed}: {'; '.join(found)}")
                if stops:
                    break
    kinds = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    seconds = time.process_time() - begun
    say(f"{count} stories, {wrong} that differ; {kinds}; {seconds:.0f} s of CPU")
    if wrong:
        raise typer.Exit(1)
