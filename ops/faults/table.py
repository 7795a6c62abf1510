"""What the experiment prints: how time is scaled, a line for each run, the table, the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.faults.run import Outcome

SHOWN = 12
COLUMNS = ("seed", "people", "trouble", "sent", "struck", "kills", "replays", "lost", "menus twice", "posts twice", "")


def opening(pace: float) -> str:
    return (
        f"The pace of sending and Slack's limits are both {pace:g} times the real ones. Clock, lease, claims and timeouts"
        " are the real ones;\nwhile nobody is at work the clock jumps to the next retry of Lambda (1 and 2 minutes) or"
        " the end of a trouble."
    )


def verdict(outcome: Outcome) -> str:
    sentences = outcome.verdict.sentences
    lines = [f"  {'BROKEN' if outcome.broken else 'kept'} in {outcome.seconds:.0f} s"]
    lines += [f"    {sentence}" for sentence in sentences[:SHOWN]]
    if len(sentences) > SHOWN:
        lines.append(f"    and {len(sentences) - SHOWN} more")
    return "\n".join(lines)


def table(outcomes: Sequence[Outcome]) -> Table:
    shown = Table(*COLUMNS)
    for outcome in outcomes:
        shown.add_row(*row(outcome))
    return shown


def row(outcome: Outcome) -> list[str]:
    plan, found = outcome.plan, outcome.verdict
    names = ["none" if plan.calm else "", *plan.names]
    if plan.declined:
        names.append("channel unreadable")
    return [
        str(plan.seed) if not plan.calm else "-",
        str(plan.people),
        ", ".join(filter(None, names)),
        str(outcome.submissions),
        str(outcome.struck),
        str(outcome.kills),
        str(outcome.replays),
        str(found.lost),
        str(found.menus_doubled),
        str(found.posts_doubled),
        "BROKEN" if outcome.broken else "kept",
    ]


def closing(outcomes: Sequence[Outcome]) -> str:
    found = [outcome.verdict for outcome in outcomes]
    readable = [one for one in outcomes if not one.plan.declined]
    blind = [one for one in outcomes if one.plan.declined]
    lines = [
        f"{len(outcomes)} runs, {sum(one.submissions for one in outcomes)} submissions acknowledged,"
        f" {sum(one.kills for one in outcomes)} kills:"
        f" lost {sum(one.lost for one in found)}, menus missing {sum(one.menus_missing for one in found)},"
        f" menus twice {sum(one.menus_doubled for one in found)}, posts missing {sum(one.posts_missing for one in found)},"
        f" posts twice {sum(one.verdict.posts_doubled for one in readable)}",
    ]
    if blind:
        doubled, kills = sum(one.verdict.posts_doubled for one in blind), sum(one.sender_kills for one in blind)
        lines.append(
            f"without the scopes to read the channel ({len(blind)} runs): {doubled} posts twice after {kills} kills of"
            f" senders and {sum(one.struck for one in blind)} other faults"
        )
    for one in outcomes:
        if one.plan.calm:
            lines.append(f"429 answers in the undisturbed run: {one.rate_limited}")
    return "\n".join(lines)
