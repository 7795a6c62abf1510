"""The way to Slack and to calendars, and the time that it takes on the held clock."""

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Condition
from typing import Any

from app.flows.sending import turns
from app.public_http import PublicHttp
from app.slack.http_pool import POOLS, PooledHttp
from app.storage.rows.tables import StandupRow
from benchmarks.crowd.clock import HeldClock
from tests.kit.database import DatabaseInside

# Seconds.
SLACK = 0.12
DATABASE = 0.005
CALENDAR = 2.0

HOLIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//crowd//EN
BEGIN:VEVENT
UID:one@crowd
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261225
SUMMARY:Closed
END:VEVENT
END:VCALENDAR
"""


def distant(clock: HeldClock) -> Callable[..., Any]:
    """Return a way to Slack that brings every call there and back, in its time."""
    send = POOLS.send

    def send_far(*request: Any, **options: Any) -> Any:
        clock.sleep(SLACK)
        with clock.outside():
            return send(*request, **options)

    return send_far


class DistantCalendar(PublicHttp, frozen=True):
    """A calendar far away."""

    clock: HeldClock | None = None

    def text(self, url: str) -> str:  # noqa: ARG002 all have the same days
        if self.clock:
            self.clock.sleep(CALENDAR)
        return HOLIDAYS


@contextmanager
def at_a_distance(clock: HeldClock, database: DatabaseInside) -> Iterator[None]:
    """Let each call to Slack and each request to DynamoDB take its time inside the block."""
    before = urllib.request._opener  # type: ignore[attr-defined] # noqa: SLF001 there is no other way to keep it
    vars(turns)["Condition"] = clock.condition  # its waits have to end by the same clock
    client = StandupRow._get_connection().connection.client  # noqa: SLF001 PynamoDB shows no other
    vars(client)["_make_api_call"] = Straight(client, clock, database).call  # what PynamoDB calls
    vars(POOLS)["send"] = distant(clock)  # all calls go through it
    urllib.request.install_opener(urllib.request.build_opener(PooledHttp()))
    try:
        yield
    finally:
        urllib.request.install_opener(before)
        del vars(POOLS)["send"]
        vars(turns)["Condition"] = Condition
        del vars(client)["_make_api_call"]  # the class has its own


class Straight:
    """A way to DynamoDB without botocore, which would take half of the time that a morning is computed in."""

    def __init__(self, client: Any, clock: HeldClock, database: DatabaseInside) -> None:
        self._client = client
        self._clock = clock
        self._database = database

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a request; raises what botocore's client would."""
        self._clock.pass_by(DATABASE)
        _, headers, body = self._database.answer(f"DynamoDB_20120810.{operation}", json.dumps(arguments).encode())
        answer: dict[str, Any] = json.loads(body)
        answer["ResponseMetadata"] = {"HTTPHeaders": headers, "RetryAttempts": 0}
        if "__type" in answer:
            code = answer["__type"].rpartition("#")[2]
            error = {"Code": code, "Message": answer.get("message") or answer.get("Message", "")}
            raise self._client.exceptions.from_code(code)({**answer, "Error": error}, operation)
        return answer
