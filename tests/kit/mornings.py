"""The morning after the questions: asked for once, by the app itself, and brought back for tests that begin there."""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3

from local.aws.embedded import REGION
from local.stack import Stack
from tests.kit.people import Team


@dataclass(frozen=True)
class Morning:
    """What a reset forgets of a workspace in which nothing is under way and no form is open."""

    moment: datetime
    workspace: dict[str, Any]
    calls: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    rows: dict[str, list[dict[str, Any]]]


def is_pure(morning: Morning) -> bool:
    """Whether the journal tells of the asking alone: a line that a test before has logged may come after the reset."""
    ids = [entry["detail"]["request_id"] for entry in morning.entries if entry["kind"] == "invocation"]
    logged = [entry["title"] for entry in morning.entries if entry["kind"] == "log"]
    is_known = all(any(each in line for each in ids) for line in logged)
    return is_known and all(entry["ok"] for entry in morning.entries)


class Mornings:
    """Keeps the morning of one workspace."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        ours = stack.aws.credentials
        session = boto3.Session(ours.key, ours.secret, region_name=REGION)
        database = session.resource("dynamodb", endpoint_url=stack.aws.dynamodb_url)
        self._tables = {table.name: table for table in database.tables.all()}
        self._kept: Morning | None = None

    def comes(self, team: Team) -> None:
        """Have the people of a fresh workspace asked, or let all be as it was when they had been."""
        if self._kept:
            self._bring_back(self._kept)
            return
        asked = team.are_asked()
        assert asked["status"] == "succeeded", asked
        morning = self._as_it_is()
        if is_pure(morning):
            self._kept = morning

    def _as_it_is(self) -> Morning:
        workspace, journal = self._stack.workspace, self._stack.journal
        return Morning(
            self._stack.clock.now(),
            copy.deepcopy(workspace._content()),
            copy.deepcopy(workspace.calls),
            journal.after(0),
            {name: table.scan(ConsistentRead=True)["Items"] for name, table in self._tables.items()},
        )

    def _bring_back(self, kept: Morning) -> None:
        stack = self._stack
        for name, rows in kept.rows.items():
            with self._tables[name].batch_writer() as batch:
                for row in rows:
                    batch.put_item(row)
        assert stack.workspace._restore(copy.deepcopy(kept.workspace))
        stack.workspace.calls[:] = copy.deepcopy(kept.calls)
        stack.journal._entries.extend(kept.entries)
        stack.clock.move_to(kept.moment)
        stack.schedules.clear()
