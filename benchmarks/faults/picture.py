"""The picture of the world that is judged: what Slack shows and DynamoDB holds, for each standup of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from app.views import ids
from benchmarks.faults.crowd import menus_of
from benchmarks.faults.invariants import Stored, World
from local.stack import TABLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.faults.standups import Held
    from benchmarks.faults.watching import Marks
    from local.stack import Stack
    from slack_simulator.hosting import Workspace

Json = dict[str, Any]


async def stored(stack: Stack, report_id: str) -> dict[str, Stored]:
    """Give what is stored of each person on the day of a standup."""
    return _stored(await _rows(stack), report_id)


async def picture(stack: Stack, days: Sequence[Held], unreachable: frozenset[str], marks: Marks) -> list[World]:
    """Take the picture of each standup; a message that belongs to none of them counts as the first one's."""
    rows = await _rows(stack)
    known = {day.report_id for day in days}
    menus, channels = _menus(stack.workspace, marks, days), list(_in_channels(stack.workspace))
    return [
        World(
            roster=frozenset(day.users),
            unreachable=unreachable.intersection(day.users),
            menus={user: menus[user, day.report_id] for user in stack.workspace.people},
            rows=_stored(rows, day.report_id),
            posts=_posts(mark for mark in channels if _is_of(mark, day, days[0], known)),
            summary_headers=sum(
                mark["event_type"] == ids.HEADER for mark in channels if _is_of(mark, day, days[0], known)
            ),
            allowed={user: day.ledger.allowed(user, is_out=True) for user in day.users},
            is_asked=any(row["report_id"] == day.report_id and "asked_at" in row for row in rows),
            is_reported=any(row["report_id"] == day.report_id and "settled_at" in row for row in rows),
            broken_at_noon=day.broken_at_noon,
        )
        for day in days
    ]


async def _rows(stack: Stack) -> list[Json]:
    return (await stack.aws.rows())[f"{TABLE_PREFIX}-reports"]


def _stored(rows: Sequence[Json], report_id: str) -> dict[str, Stored]:
    theirs = [row for row in rows if row["report_id"] == report_id and "user_id" in row]
    return {row["user_id"]: Stored(_text(row), row.get("problem")) for row in theirs}


def _text(row: Json) -> str | None:
    return row["answers"]["question0"] if row["state"] == "submitted" else None


def _menus(workspace: Workspace, marks: Marks, days: Sequence[Held]) -> Counter[tuple[str, str]]:
    """Count menus by person and occurrence."""
    known = {day.report_id for day in days}
    found: Counter[tuple[str, str]] = Counter()
    for user in workspace.people:
        for menu in menus_of(workspace, user):
            report_id = marks.report_of(f"D{user[1:]}", menu["ts"])
            found[user, report_id if report_id in known else days[0].report_id] += 1
    return found


def _in_channels(workspace: Workspace) -> Iterator[Json]:
    """Give the marks of all messages in channels, each with its message: a standup that moves posts in both."""
    for place, messages in workspace.messages.items():
        if not place.startswith("D"):
            yield from ({**message["metadata"], "message": message} for message in messages if message.get("metadata"))


def _is_of(mark: Json, day: Held, first: Held, known: set[str]) -> bool:
    report_id = mark["event_payload"].get("report_id")
    return bool(report_id == day.report_id or (day is first and report_id not in known))


def _posts(marks: Iterator[Json]) -> Mapping[str, Sequence[str]]:
    posts: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        if mark["event_type"] == ids.POST:
            posts[mark["event_payload"]["user_id"]].append(str(mark["message"]["blocks"]))
    return posts
