"""One standup day in the terminal: people live it over HTTP, what each saw is printed, and all of it checked."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from local.stack import Options, running
from slack_simulator.visitor import CHANNEL, NotAsExpected, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_simulator.visitor import Json, Visitor

WIDTH = 96
PLANS = ("export", "search page", "data import", "on-call handbook", "release notes", "mobile layout", "billing report")
PARTS = 7


def play(pace: float) -> int:
    """Play the day in a folder of its own that is removed afterwards; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a narrow terminal must not end the day
    console = Console(width=min(WIDTH, Console().width), highlight=False)
    console.print(f"\n[bold]One standup day[/], at {pace:g} times the usual pace, in a temporary folder.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = Options(state=Path(folder), port=0, pace=pace)
        with running(options) as stack, Place(stack.url) as place:
            day = Day(place, console)
            day.play()
            if day.wrong:
                day.tell_log(list(stack.functions.log_lines))
    return day.result(time.monotonic() - started)


@dataclass
class Day:
    """The story, and what was found to be right and wrong on the way."""

    place: Place
    console: Console
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Play the whole day; it ends early where somebody cannot go on, and that counts as wrong."""
        try:
            self.gather()
            self.menus_arrive()
            self.people_answer()
            self.report_comes()
            self.late_answer()
            self.nothing_more_on_repetition()
        except NotAsExpected as problem:
            self.check(str(problem), good=False)

    def gather(self) -> None:
        self.now = datetime.fromisoformat(str(self.place.state()["now"])).replace(second=0, microsecond=0)
        people = self.place.people()
        members = set(next(one["members"] for one in self.place.state()["conversations"] if one["id"] == CHANNEL))
        self.team = [person for person in people if person.id in members]
        if len(self.team) < PARTS:
            raise NotAsExpected(f"The day needs {PARTS} people in the channel, and found {len(self.team)}")
        self.silent, self.late, self.skips, self.undoes, self.withdraws, self.edits = self.team[-1:-7:-1]
        self.answer = self.team[:-6]

    def menus_arrive(self) -> None:
        self.at(8, 0, "the menus arrive")
        self.shows(self.team[0])
        self.shows_briefly(self.team[1:])
        for person in self.team:
            self.check(f"{person.name} got one menu", good=len(person.messages()) == 1)
            offered = all(label in person.reads() for label in ("Open Report", "Skip today"))
            self.check(f"{person.name} can open the report or skip", good=offered)
        told = {call["args"].get("channel") for call in self.posts()}
        names = {person.id for person in self.team} | {message["channel"] for message in self.menus()}
        self.check(
            "nobody else got anything: no bot, nobody deactivated", good=told <= names and len(told) == len(self.team)
        )

    def people_answer(self) -> None:
        self.at(9, 5, "people answer")
        for number, person in enumerate(self.answer):
            self.answers(person, number)
        self.shows(self.answer[0])
        self.shows_briefly(self.answer[1:])
        self.at(9, 20, f"{self.edits.name} answers, then edits")
        self.answers(self.edits, len(self.answer))
        self.edits.clicks("Edit")
        shown = str(self.edits.form())
        self.check(f"{self.edits.name} found the first answers in the form", good="Finished the" in shown)
        self.edits.sends("Finished the edited part", "Review", "")
        self.place.settle()
        self.shows(self.edits, "Thank you", "Finished the edited part")
        self.at(9, 30, f"{self.undoes.name} skips, thinks again, and answers")
        self.presses(self.undoes, "Skip today")
        self.shows(self.undoes, "skip", "Undo")
        self.presses(self.undoes, "Undo")
        self.shows(self.undoes, "Open Report")
        self.answers(self.undoes, len(self.answer) + 1)
        self.at(9, 40, f"{self.withdraws.name} answers, then withdraws; {self.skips.name} skips")
        self.answers(self.withdraws, len(self.answer) + 2)
        self.presses(self.withdraws, "Withdraw")
        self.shows(self.withdraws, "Open Report")
        self.presses(self.skips, "Skip today")
        self.shows(self.skips, "skip")

    def report_comes(self) -> None:
        self.at(10, 0, "the report goes to the channel")
        posted = self.channel()
        self.tells_channel(posted)
        reporters = [*self.answer, self.edits, self.undoes]
        authors = [message["author"]["name"] for message in posted[1:]]
        self.check("the report has one heading", good=bool(posted) and "thread_ts" not in posted[0])
        for person in reporters:
            self.check(f"{person.name} has one post under that name", good=authors.count(person.name) == 1)
        others = {self.silent.name, self.late.name, self.withdraws.name, self.skips.name}
        self.check("nobody else has one", good=len(authors) == len(reporters) and not others & set(authors))
        summary_header = self.team[0].reader.message(posted[0]) if posted else ""
        self.check(
            "the heading counts and names who skips",
            good=f"{len(reporters)} of" in summary_header and self.skips.name in summary_header,
        )
        self.check("silence is not named", good=self.silent.name not in summary_header)
        edited = [self.team[0].reader.message(one) for one in posted if one["author"]["name"] == self.edits.name]
        self.check("the edited report is the one posted", good=bool(edited) and "Finished the edited part" in edited[0])
        self.shows(self.answer[0], "posted")
        self.shows(self.silent, "without you")

    def late_answer(self) -> None:
        self.at(10, 25, f"{self.late.name} answers late")
        self.answers(self.late, len(self.team), "Add to thread")
        self.shows(self.late, "thread")
        posted = self.channel()
        in_thread = [one for one in posted if one.get("thread_ts") == posted[0]["ts"] != one["ts"]]
        self.tells_channel(in_thread)
        names = [one["author"]["name"] for one in in_thread]
        self.check("the late report is in the thread, once", good=names == [self.late.name])

    def nothing_more_on_repetition(self) -> None:
        self.at(10, 40, "the same scheduled events come again, twice at once")
        before = (len(self.menus()), len(self.channel()), len(self.posts()))
        for hour, kind in ((8, "send_questions"), (10, "send_report")):
            moment = self.now.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M:%SZ")
            for _ in range(2):
                self.place.post("schedule", type=kind, time=moment, wait=False)
        self.place.settle()
        after = (len(self.menus()), len(self.channel()), len(self.posts()))
        self.console.print(f"  Menus: {after[0]}, messages in the channel: {after[1]}, as before.\n")
        self.check("nothing more came of it", good=before == after)
        failures = self.place.get("failures")["failures"]
        self.check("nothing failed", good=not failures)
        for failure in failures:
            self.wrong.append(f"  failed: {failure['function']}, {failure['error']}")

    def at(self, hour: int, minute: int, what: str) -> None:
        self.now = self.now.replace(hour=hour, minute=minute)
        self.place.move_to(self.now + timedelta(milliseconds=1))
        self.console.rule(f"[bold]{self.now:%H:%M} UTC[/] · {what}", align="left", style="dim")

    def answers(self, person: Visitor, number: int, label: str = "Open Report") -> None:
        """Open the form by its button, fill in all but the last question, and send."""
        plan = PLANS[number % len(PLANS)]
        person.clicks(label)
        person.sends(f"Finished the {plan}", f"Start on the {PLANS[(number + 1) % len(PLANS)]}", "")
        self.place.settle()
        self.check(f"{person.name} was thanked", good="Thank you" in person.reads())

    def presses(self, person: Visitor, label: str) -> None:
        person.clicks(label)
        self.place.settle()

    def shows(self, person: Visitor, *expected: str) -> None:
        """Print what a person sees, and check that it has the expected words."""
        seen = person.reads()
        where = f"{person.name} · {person.city} {person.reader.local(self.now)}"
        self.console.print(Panel(Text(seen or "(nothing)"), title=where, title_align="left", border_style="dim"))
        for words in expected:
            self.check(f"{person.name} reads “{words}”", good=words in seen)

    def shows_briefly(self, people: Sequence[Visitor]) -> None:
        """Print, a line or two for each, what several people see."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=True)
        for summary_header in ("who", "local time", "reads"):
            table.add_column(
                summary_header, style="dim" if summary_header == "local time" else "", no_wrap=summary_header != "reads"
            )
        for person in people:
            lines = [line for line in person.reads().split("\n") if not line.startswith("│")]
            place = f"{person.reader.local(self.now)} {person.city}"
            table.add_row(Text(person.name), Text(place), Text("\n".join(lines[-2:])))
        self.console.print(table)
        self.console.print()

    def tells_channel(self, messages: Sequence[Json]) -> None:
        reader = self.team[0].reader
        parts = [Text.assemble((one["author"]["name"], "bold"), "\n", reader.message(one)) for one in messages]
        self.console.print(Panel(Text("\n\n").join(parts), title="#team", title_align="left"))

    def channel(self) -> list[Json]:
        """Give what the app has posted to the channel."""
        return [one for one in self.team[0].channel() if one["author"]["is_app"]]

    def menus(self) -> list[Json]:
        return [message for person in self.place.people() for message in person.messages()]

    def posts(self) -> list[Json]:
        return [call for call in self.place.get("calls", method="chat.postMessage")["calls"] if call["ok"]]

    def check(self, what: str, *, good: bool) -> None:
        (self.right if good else self.wrong).append(what)

    def tell_log(self, lines: list[str]) -> None:
        if lines:
            self.console.rule("what the program logged", align="left", style="dim")
            for line in lines[-30:]:
                self.console.print(Text(line))

    def result(self, seconds: float) -> int:
        self.console.rule(style="dim")
        if not self.wrong:
            self.console.print(f"[bold]All {len(self.right)} checks hold[/] ({seconds:.0f} s).\n")
            return 0
        self.console.print(f"[bold red]{len(self.wrong)} of {len(self.right) + len(self.wrong)} checks failed:[/]")
        for what in self.wrong:
            self.console.print(Text(f"  - {what}"))
        return 1
