"""What the experiment prints: how time is scaled, a line for each run, the table, the sum."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.faults.run import Outcome

SHOWN = 12
COLUMNS = (
    "seed",
    "people",
    "standups",
    "what went wrong or changed, besides kills",
    "sent",
    "kills",
    "faults",
    "changes",
    "replays",
    "hand-overs",
    "lost",
    "menus twice",
    "posts twice",
    "promises",
)


def opening(pace: float) -> str:
    return (
        f"The pace of sending and Slack's limits are {pace:g} times the real ones. Lease, claims and timeouts are real."
        " While nobody is at work, the clock jumps to Lambda's next retry (after 1 and 2 minutes) or a trouble's end."
    )


def verdict(outcome: Outcome) -> str:
    sentences = outcome.verdict.sentences
    lines = [f"  {'BROKEN' if outcome.broken else 'kept'} in {outcome.seconds:.0f} s"]
    lines += [f"    {sentence}" for sentence in sentences[:SHOWN]]
    if len(sentences) > SHOWN:
        lines.append(f"    and {len(sentences) - SHOWN} more")
    return "\n".join(lines)


def table(outcomes: Sequence[Outcome]) -> Table:
    shown = Table(*COLUMNS, box=box.MARKDOWN)
    for outcome in outcomes:
        shown.add_row(*row(outcome))
    return shown


def row(outcome: Outcome) -> list[str]:
    plan, found = outcome.plan, outcome.verdict
    names = [("short runs alone" if plan.limit else "none") if plan.calm else "", *plan.names]
    if plan.declined:
        names.append("channel unreadable")
    return [
        str(plan.seed) if not plan.calm else "-",
        str(plan.people),
        str(1 + len(plan.besides)),
        ", ".join(filter(None, names)),
        str(outcome.submissions),
        str(outcome.kills),
        str(outcome.struck),
        str(outcome.changes),
        str(outcome.replays),
        hand_overs(outcome),
        str(found.lost),
        str(found.menus_doubled),
        str(found.posts_doubled),
        "BROKEN" if outcome.broken else "kept",
    ]


def hand_overs(outcome: Outcome) -> str:
    """Say how often a scheduled run used up its time, and after how many seconds the next one went on in the median."""
    return f"{len(outcome.pauses)}, {median(outcome.pauses):.1f} s" if outcome.pauses else "0"


def closing(outcomes: Sequence[Outcome]) -> str:
    found = [outcome.verdict for outcome in outcomes]
    readable = [one for one in outcomes if not one.plan.declined]
    blind = [one for one in outcomes if one.plan.declined]
    sums = {
        "submissions acknowledged": sum(one.submissions for one in outcomes),
        "kills": sum(one.kills for one in outcomes),
        "other faults": sum(one.struck for one in outcomes),
        "changes": sum(one.changes for one in outcomes),
        "replays": sum(one.replays for one in outcomes),
        "lost": sum(one.lost for one in found),
        "menus missing": sum(one.menus_missing for one in found),
        "menus twice": sum(one.menus_doubled for one in found),
        "posts missing": sum(one.posts_missing for one in found),
        "posts twice": sum(one.verdict.posts_doubled for one in readable),
    }
    lines = [f"{len(outcomes)} runs: {', '.join(f'{name} {count}' for name, count in sums.items())}."]
    if blind:
        doubled, unconfirmed = sum(one.verdict.posts_doubled for one in blind), sum(one.unconfirmed for one in blind)
        lines.append(
            f"Besides, in the {len(blind)} runs without the scopes to read the channel: posts twice {doubled},"
            f" after {unconfirmed} kills, other failed invocations and lost answers while posting."
        )
    calm = [one for one in outcomes if one.plan.calm]
    if calm:
        lines.append(f"429 answers in undisturbed runs: {sum(one.rate_limited for one in calm)}.")
    pauses = sorted(pause for one in calm for pause in one.pauses)
    if pauses:
        lines.append(
            f"Without faults, {len(pauses)} runs that had used up their time handed over: the next message came"
            f" {median(pauses):.2f} s after the last one in the median, {pauses[-1]:.2f} s at most."
        )
    return "\n".join(lines)
