"""The table, as Markdown that also reads well in a terminal."""

from collections.abc import Sequence

from benchmarks.requests.goals import Row

HEAD = ("", "floor", "baseline", "app", "ratio", "goal", "")


def lines(title: str, rows: Sequence[Row]) -> list[str]:
    """Lay out one table; the last column says whether the goal is met."""
    cells = [_cells(row) for row in rows]
    head = (title, *HEAD[1:])
    used = [column for column in range(len(head)) if column == 0 or any(line[column] for line in cells)]
    widths = [max(len(line[column]) for line in [head, *cells]) for column in used]
    shown = [head, *cells]
    text = ["| " + " | ".join(f"{line[c]:<{w}}" for c, w in zip(used, widths, strict=True)) + " |" for line in shown]
    return [text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]]


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    goal = "" if row.goal is None else f"<= {row.goal:g}"
    verdict = "" if row.goal is None else "met" if row.met else "MISSED"
    return (row.what, row.floor, row.baseline, row.ours, ratio, goal, verdict)
