"""The real flows with nothing between them and their edges: the embedded AWS and the simulator's Slack.

All is in one process. What the app sends is what it would send over HTTP, and both sides are the ones that the local
workspace runs: only the wires are missing, which makes a tick about ten times as fast.
"""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError
from ministack.services import dynamodb
from urllib3 import HTTPResponse

from app import bootstrap
from app.services import Services
from app.settings import Settings
from app.slack.http_pool import POOLS, PooledHttp
from app.storage.rows import connection
from app.storage.rows.row import Row
from app.storage.rows.tables import TABLES, ReportsTable, StandupsTable
from local.stack import BOT_TOKEN, SIGNING_SECRET
from slack_simulator.hosting import (
    Arguments,
    Clock,
    Conversation,
    Journal,
    Person,
    Workspace,
    call,
    direct_message,
    read_body,
)
from tests import ROOT

HERE = "http://inside.invalid/"
MANIFEST = ROOT / "manifest.json"
# As fast as can be: what Slack's pace does to a day is told by other tests.
FAST = 900_000


class HeldClock(Clock):
    """One clock for both sides, which stands still unless it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        super().__init__()

    def now(self) -> datetime:
        return self.moment

    def open(self) -> None:
        pass

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=max(0.0, seconds))


def _aws(operation: str, asked: dict[str, Any], *_: object) -> dict[str, Any]:
    """Carry out a request as botocore's client would, whose protocol for DynamoDB is the same words in JSON."""
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    handling = dynamodb.handle_request("POST", "/", headers, json.dumps(asked).encode(), {})
    try:
        handling.send(None)
    except StopIteration as done:
        status, _, body = done.value
    reply: dict[str, Any] = json.loads(body)
    if status >= HTTPStatus.BAD_REQUEST:
        code = str(reply.get("__type", "")).rpartition("#")[2]
        error = {"Error": {"Code": code, "Message": str(reply.get("message") or reply.get("Message"))}}
        raise ClientError({**reply, **error}, operation)
    return reply


class _Slack:
    """Answers the SDK's requests as the simulator's front does."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.calls: list[tuple[datetime, str, Mapping[str, Any], Mapping[str, Any]]] = []

    def send(
        self, _method: str, _host: str, path: str, body: bytes | None, headers: Mapping[str, str], _timeout: Any
    ) -> HTTPResponse:
        sent = {name.lower(): value for name, value in headers.items()}
        values = read_body(sent.get("content-type", ""), body or b"", "")
        values.pop("token", None)
        name = path.rpartition("/")[2]
        response, reply = call(self._workspace, name, Arguments(values), BOT_TOKEN)
        self.calls.append((self._workspace.clock.now(), name, values, reply))
        return HTTPResponse(bytes(response.body), dict(response.headers), response.status_code, reason="OK")


class Place:
    """A workspace and the app's services in it, emptied for each story."""

    def __init__(self, clock: HeldClock) -> None:
        self.clock = clock
        manifest = json.loads(MANIFEST.read_text("utf-8"))
        manifest["settings"]["event_subscriptions"]["bot_events"] = []  # what the app hears of is told by the story
        self.workspace = Workspace(
            HERE, SIGNING_SECRET, BOT_TOKEN, manifest, clock=clock, journal=Journal(clock), pace=FAST
        )
        self.slack = _Slack(self.workspace)
        urllib.request.install_opener(urllib.request.build_opener(PooledHttp()))
        vars(POOLS)["send"] = self.slack.send  # all calls go through it
        self.services = self._services()
        self._bot = self.services.slack.identity().bot_user_id

    def _services(self) -> Services:
        env = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_PACE": str(FAST)}
        return bootstrap.build_services(
            Settings.from_env({**env, "SLACK_API_URL": f"{HERE}api/", "DYNAMODB_TABLE_PREFIX": "oracle"}),
            self.clock,  # type: ignore[arg-type]
        )

    @property
    def team_id(self) -> str:
        return self.services.slack.identity().team_id

    def begins(self, moment: datetime, zones: Mapping[str, str], channel: str) -> None:
        """Empty it, and let these people be in the channel at a moment."""
        self.clock.moment = moment
        for row in TABLES:
            _items(row).clear()
        self.slack.calls.clear()
        workspace = self.workspace
        workspace.messages.clear()
        workspace.calls.clear()
        workspace.people = {each: workspace.people[each] for each in (self._bot,)} | {
            user_id: Person(user_id, user_id.lower(), user_id, user_id, zone) for user_id, zone in zones.items()
        }
        team = Conversation(channel, name="team", members=[self._bot, *zones])
        direct = [direct_message(user_id) for user_id in zones]
        workspace.conversations = {each.id: each for each in (team, *direct)}

    def due_at(self, standup_id: str) -> datetime | None:
        """When a standup is to be looked at next: read where it is stored, for that is asked every minute."""
        row = _items(StandupsTable).get(self.team_id, {}).get(standup_id, {})
        return datetime.fromisoformat(row["due_at"]["S"]) if "due_at" in row else None

    def has_joinings(self) -> bool:
        """Whether somebody has come or gone, which the next tick is to merge."""
        return any("joined" in row for row in _items(StandupsTable).get(self.team_id, {}).values())

    def missed(self, standup_id: str) -> Iterator[tuple[date, datetime, bool]]:
        """Give the days that are recorded as missed, when, and whether anybody was asked on them."""
        for key, rows in _items(ReportsTable).items():
            for range_key, row in rows.items():
                if "missed_at" in row and f".{standup_id}." in key:
                    day = datetime.strptime(range_key, "%Y%m%d").date()  # noqa: DTZ007 a date
                    yield day, datetime.fromisoformat(row["missed_at"]["S"]), "roster" in row

    def members(self, channel: str) -> list[str]:
        """Who is in a channel, to be changed by the story."""
        return self.workspace.conversations[channel].members


def _items(row: type[Row]) -> dict[str, dict[str, Any]]:
    name = row.Meta.table_name
    table = next(table for (_, _, known), table in dynamodb._tables.all_items() if known == name)
    return table["items"]  # type: ignore[no-any-return]


@contextmanager
def inside(moment: datetime) -> Iterator[Place]:
    """Let this process have both edges within itself for as long as this lasts."""
    opener, settings = urllib.request._opener, Settings.from_env({"DYNAMODB_TABLE_PREFIX": "oracle"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "inside")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "inside")
        connection.connect(settings)
        ReportsTable._get_connection().connection.client._make_api_call = _aws
        for row in TABLES:
            if not row.exists():
                row.create_table(wait=True)
        try:
            yield Place(HeldClock(moment))
        finally:
            urllib.request.install_opener(opener)
            vars(POOLS).pop("send", None)
