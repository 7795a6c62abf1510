"""What the attacks print: the list, a table that fits the terminal, what was seen where something did not hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from benchmarks.attacks.listing import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from benchmarks.attacks.listing import Attack
    from benchmarks.attacks.running import Outcome

# Below that many columns each attack has lines of its own instead of a row.
NARROW, NARROW_LIST = 70, 130
LONGEST_SEEN = 240
STATES = {"held": "green", "not held": "bold red", "not tried": "bold yellow"}


def state(outcome: Outcome) -> str:
    if outcome.broken:
        return "not tried"
    return "held" if outcome.held else "not held"


def listed(attacks: Sequence[Attack], console: Console) -> RenderableType:
    """Show the list of attacks, by topic."""
    if console.width < NARROW_LIST:
        return Group(*(Text.assemble((each.name, "bold"), f"\n  {each.says}, by {each.by}") for each in attacks))
    table = _table("attack", "by", "what is tried")
    table.columns[0].no_wrap = True
    for topic, title in TOPICS.items():
        some = [each for each in attacks if each.topic == topic]
        _section(table, title, some)
        for each in some:
            table.add_row(each.name, each.by, each.says)
    return table


def _table(*columns: str) -> Table:
    return Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=False)


def _section(table: Table, title: str, some: Iterable[object]) -> None:
    if any(True for _ in some):
        table.add_row(Text(title, style="bold cyan"), *[""] * (len(table.columns) - 1))


def shown(outcomes: Sequence[Outcome], console: Console) -> RenderableType:
    """Show how it went: attack, by whom, how often tried, whether it held."""
    if console.width < NARROW:
        return Group(*(_in_lines(each) for each in outcomes))
    table = _table("attack", "by", "tried", "held")
    table.columns[2].justify = "right"
    table.columns[3].no_wrap = table.columns[2].no_wrap = True
    for topic, title in TOPICS.items():
        some = [each for each in outcomes if each.topic == topic]
        _section(table, title, some)
        for each in some:
            verdict = state(each)
            words = Text("yes" if verdict == "held" else verdict, style=STATES[verdict])
            table.add_row(each.says, each.by, f"{each.tried:,}", words)
    return table


def _in_lines(outcome: Outcome) -> Text:
    verdict = state(outcome)
    return Text.assemble(
        (verdict, STATES[verdict]), f"  {outcome.says}\n", (f"  by {outcome.by}, tried {outcome.tried:,} times", "dim")
    )


def troubles(outcomes: Sequence[Outcome]) -> RenderableType:
    """Show what was seen where something did not hold, or why it could not be tried."""
    parts: list[RenderableType] = []
    for each in (one for one in outcomes if not one.held):
        verdict = state(each)
        parts.append(Text.assemble((f"{verdict}: ", STATES[verdict]), (each.says, "bold"), f"  ({each.name})"))
        seen = [*each.seen, *([each.broken] if each.broken else [])]
        parts.extend(Padding(Text(f"• {_cut(one)}"), (0, 0, 0, 2)) for one in seen)
    return Group(*parts)


def _cut(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return plain if len(plain) <= LONGEST_SEEN else f"{plain[:LONGEST_SEEN]} …"


def summary(outcomes: Sequence[Outcome]) -> Text:
    states = [state(each) for each in outcomes]
    tried, seconds = sum(each.tried for each in outcomes), sum(each.seconds for each in outcomes)
    text = Text(f"{len(outcomes)} attacks, {tried:,} hostile requests in {seconds:.0f} s: ")
    parts = [(f"{states.count(name)} {name}", style) for name, style in STATES.items() if name in states]
    for number, part in enumerate(parts):
        text.append(", " if number else "").append(*part)
    return text.append(".")


def as_json(outcomes: Sequence[Outcome]) -> str:
    return json.dumps([each.plain() for each in outcomes], indent=2, ensure_ascii=False)
