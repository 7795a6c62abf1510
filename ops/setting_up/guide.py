"""Talking with the person who sets up: what comes next, how it went, what is asked."""

import textwrap
import webbrowser
from collections.abc import Callable
from typing import TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from ops.steps import Problem
from ops.visible import visible, visible_lines

WIDEST = 100

_Seen = TypeVar("_Seen")


class Guide:
    """Leads through the steps. Unattended, it asks nothing, and what it would have to ask is a Problem."""

    def __init__(self, steps: int, *, unattended: bool) -> None:
        self._console = Console(highlight=False)
        self._steps = steps
        self.unattended = unattended
        self._number = 0

    def step(self, title: str, will: str) -> None:
        """Say what a step does."""
        self._number += 1
        self._console.print(f"\n[bold]{self._number} of {self._steps}  {escape(visible(title))}[/bold]")
        self._tell(will, style="dim")

    def agree(self) -> None:
        """Let the person agree to all that follows, once."""
        if not self.unattended and not typer.confirm("  Go on?", default=True):
            raise Problem("Stopped. Nothing was changed.")

    def done(self, text: str) -> None:
        self._tell(text, "  [green]ok[/green]  ", " " * 6)

    def note(self, text: str) -> None:
        """Say what the person should know or do."""
        self._tell(text)

    def address(self, address: str) -> None:
        """Show an address in a line of its own and in one piece, to be copied."""
        self._console.print(escape(visible_lines(address)), soft_wrap=True)

    def offer(self, address: str) -> None:
        """Show an address, and open it if somebody sits there and wants that."""
        self.address(address)
        if (
            self._console.is_terminal
            and not self.unattended
            and typer.confirm("  Open it in your browser?", default=True)
        ):
            webbrowser.open(address)

    def ask(self, question: str, cure: str, *, hidden: bool = False) -> str:
        """Ask for something; `cure` says how to give it when nobody is there to answer."""
        if self.unattended:
            raise Problem(cure)
        return str(typer.prompt(f"  {question}", hide_input=hidden)).strip()

    def insist(self, look: Callable[[], _Seen]) -> _Seen:
        """Look until nothing is wrong any more, as long as somebody is there to mend it."""
        while True:
            try:
                return look()
            except Problem as problem:
                if self.unattended:
                    raise Problem(f"{problem} Then run the same command again.") from None
                self.note(str(problem))
                if not typer.confirm("  Done? Look again?", default=True):
                    raise Problem("Stopped. Run the same command again to go on here.") from None

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

    def _tell(self, text: str, first: str = "  ", others: str = "  ", style: str = "") -> None:
        """Print text, for people in lines that fit and with whole words; in a pipe as it is."""
        if self._console.is_terminal:
            width = min(self._console.width, WIDEST) - len(others)
            text = f"\n{others}".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))
        self._console.print(first + escape(visible_lines(text)), style=style, soft_wrap=True)
