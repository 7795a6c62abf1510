"""Talking with the person who sets up: what comes next, how it went, what is asked."""

from collections.abc import Callable

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from ops.steps import Problem


class Guide:
    """Leads through the steps. Unattended, it asks nothing, and what it would have to ask is a Problem."""

    def __init__(self, steps: int, *, unattended: bool) -> None:
        self._console = Console(highlight=False)
        self._steps = steps
        self.unattended = unattended
        self._number = 0

    def step(self, title: str, will: str) -> None:
        """Say what a step will do, and let the person agree to it."""
        self._number += 1
        self._console.print(f"\n[bold]{self._number} of {self._steps}  {escape(title)}[/bold]")
        self._console.print(Padding(escape(will), (0, 0, 0, 2)), style="dim")
        if not self.unattended and not typer.confirm("  Go on?", default=True):
            raise Problem("Stopped. What was done so far stays; run the same command again to go on.")

    def done(self, text: str) -> None:
        self._console.print(f"  [green]ok[/green]  {escape(text)}", soft_wrap=True)

    def note(self, text: str) -> None:
        """Say what the person should know or do, without wrapping: addresses are there to be copied."""
        self._console.print(f"  {escape(text)}", soft_wrap=True)

    def ask(self, question: str, cure: str, *, hidden: bool = False) -> str:
        """Ask for something; `cure` says how to give it when nobody is there to answer."""
        if self.unattended:
            raise Problem(cure)
        return str(typer.prompt(f"  {question}", hide_input=hidden)).strip()

    def settle(
        self, problem_of: Callable[[str], str | None], value: str, question: str, cure: str, *, hidden: bool = False
    ) -> str:
        """Take a value that is right, or ask until one is; `problem_of` tells what is wrong with one."""
        while (problem := problem_of(value)) is not None:
            if value:
                if self.unattended:
                    raise Problem(problem)
                self.note(problem)
            value = self.ask(question, cure, hidden=hidden)
        return value
