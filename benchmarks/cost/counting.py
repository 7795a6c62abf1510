"""Lives a day of so many people with the packaged app, and counts everything that AWS would bill."""

import json
import secrets
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.flows.sending.turns import RENEW_EVERY
from app.slack.limits import MESSAGES, UPDATES
from benchmarks.requests import payloads
from benchmarks.requests.endpoints import Endpoints
from benchmarks.requests.environment import Environment
from benchmarks.requests.quota import Quota
from benchmarks.requests.variants import Variant

SLACK_SECONDS = 0.1
# Posts to one channel, in seconds.
A_SECOND = 1.0
LONGEST = 3600
READ_UNIT, INDEX_KEYS, ITEM_EXTRA = 4096, ("member", "report_id", "report_user_id"), 100
# Of a menu that is changed in the background: our own time besides the call, the write that notes it, what is sent.
MENU_SECONDS, MENU_UNITS, MENU_BYTES = 0.02, 2, 1500
# CloudWatch counts so many bytes besides each line.
LINE_EXTRA = 26


@dataclass(frozen=True)
class Counts:
    """One day: the questions, everybody's click and submission with its lazy run, and the report."""

    people: int
    http_requests: int
    invocations: int
    busy_seconds: float  # of both functions, the senders at their planned pace
    init_seconds: float  # of one start
    read_units: float
    write_units: float
    slack_calls: int
    slack_bytes: int
    log_bytes: int  # the app's own lines
    metrics: int  # different ones
    stored_bytes: int  # of the day's rows and their index, which are kept for 400 days


class Meter(Endpoints):
    """The endpoints of the bench, which here also count what DynamoDB bills and what goes to Slack."""

    reads: list[float]
    writes: list[float]
    sent: list[int]

    def begin(self) -> None:
        """Count from here on."""
        self.reads, self.writes, self.sent = [], [], []
        self.slack_calls.clear()
        self.invoked.clear()

    def dynamodb(self, operation: str, body: bytes) -> tuple[int, bytes]:
        asked = json.loads(body)
        if operation in {"PutItem", "UpdateItem"}:
            body = json.dumps({**asked, "ReturnConsumedCapacity": "TOTAL"}).encode()
        status, content = super().dynamodb(operation, body)
        answer = json.loads(content)
        if operation in {"PutItem", "UpdateItem"}:
            # A condition that does not hold is billed as well, and the answer then does not say how much.
            self.writes.append(answer.get("ConsumedCapacity", {}).get("CapacityUnits", 1.0))
        if operation in {"Query", "BatchGetItem"}:
            self.reads.append(read_units(asked, answer))
        return status, content

    def answer(self, path: str, target: str, body: bytes, *, dry_run: bool = False) -> tuple[int, bytes]:
        if not target and not path.endswith("/invocations"):
            self.sent.append(len(body))
        return super().answer(path, target, body, dry_run=dry_run)

    def stored(self, table: str) -> int:
        """Give the bytes that a table's rows take up, those of its index and DynamoDB's own included."""
        start: dict[str, Any] = {}
        total = 0
        while True:
            page = json.loads(self.dynamodb("Scan", json.dumps({"TableName": table, **start}).encode())[1])
            for item in page["Items"]:
                total += size(item) + ITEM_EXTRA
                if "member" in item:
                    total += size({name: item[name] for name in INDEX_KEYS}) + ITEM_EXTRA
            if "LastEvaluatedKey" not in page:
                return total
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def read_units(asked: dict[str, Any], answer: dict[str, Any]) -> float:
    """Give what DynamoDB bills for a read: 4 kB a unit, half of it unless it is consistent; nothing found is one."""
    if "RequestItems" not in asked:
        return _units(sum(map(size, answer.get("Items", [])))) * _weight(asked)
    units = 0.0
    for table, wanted in asked["RequestItems"].items():
        found = answer.get("Responses", {}).get(table, [])
        missing = len(wanted["Keys"]) - len(found)
        units += (missing + sum(_units(size(item)) for item in found)) * _weight(wanted)
    return units


def size(item: dict[str, Any]) -> int:
    """Give the bytes of an item, nearly as DynamoDB counts them: names and values in UTF-8."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def count_day(variant: Variant, meter: Meter, quota: Quota, people: int) -> Counts:
    """Live the day with Slack 100 ms away; what the senders' pace adds is computed, not waited for."""
    prefix = f"cost-{people}-{secrets.token_hex(3)}"
    meter.create_tables(prefix, variant.tables)
    meter.slack.fill(people)
    meter.slack_seconds = SLACK_SECONDS
    meter.begin()
    environments = []

    def start(handler: str) -> Environment:
        environments.append(variant.start(handler, quota, prefix))
        return environments[-1]

    with start("scheduled_events") as sender:
        asking = sender.invoke(payloads.scheduled("send_questions"), LONGEST).wall
    busy, lazy_runs = 0.0, 0
    with start("slack_responses") as answering:
        for user_id in meter.slack.people:
            busy += answering.invoke(payloads.click(meter.slack, user_id)).wall
            busy += answering.invoke(payloads.submission(meter.slack, user_id)).wall
            while meter.invoked:
                busy += answering.invoke(meter.invoked.pop(0)).wall
                lazy_runs += 1
    before = meter.slack_calls.copy()
    with start("scheduled_events") as sender:
        reporting = sender.invoke(payloads.scheduled("send_report"), LONGEST).wall
    calls = meter.slack_calls - before
    asking_planned = people * 60 / MESSAGES.a_minute
    reporting_planned = calls["chat.postMessage"] * A_SECOND
    sending = max(asking, asking_planned) + max(reporting, reporting_planned)
    later = in_the_background(people - calls["chat.update"], meter.stored(f"{prefix}-reports"))
    lines = [line for environment in environments for line in environment.output.splitlines()]
    return Counts(
        people=people,
        http_requests=2 * people,
        invocations=2 * people + lazy_runs + 2,
        busy_seconds=round(busy + sending + later.seconds, 1),
        init_seconds=round(sum(environment.init for environment in environments) / len(environments), 2),
        read_units=sum(meter.reads) + later.reads,
        write_units=sum(meter.writes)
        + round((sending - asking - reporting) / RENEW_EVERY.total_seconds())
        + later.writes,
        slack_calls=meter.slack_calls.total() + later.menus,
        slack_bytes=sum(meter.sent) + later.menus * MENU_BYTES,
        log_bytes=sum(len(line.encode()) + LINE_EXTRA for line in lines),
        metrics=len(metric_names(lines)),
        stored_bytes=meter.stored(f"{prefix}-reports"),
    )


@dataclass(frozen=True)
class Later:
    """What follows the report over the next minutes: the menus of more people than are told at once."""

    menus: int = 0
    seconds: float = 0.0
    reads: int = 0
    writes: int = 0


def in_the_background(people: int, day_bytes: int) -> Later:
    """Give what it takes to change so many menus by ticks: a call and a write each, and a day's read in between."""
    if people <= 0:
        return Later()
    ticks = ceil(people / UPDATES.at_once) + 1
    seconds = people * (SLACK_SECONDS + MENU_SECONDS)
    return Later(people, seconds, ticks * _units(day_bytes), people * MENU_UNITS + 2 * ticks)


def metric_names(lines: list[str]) -> set[str]:
    """Give the names of the metrics that these lines of a log count."""
    found = [json.loads(line) for line in lines if '"CloudWatchMetrics"' in line]
    told = [group for line in found for group in line["_aws"]["CloudWatchMetrics"]]
    return {metric["Name"] for group in told for metric in group["Metrics"]}


def _units(length: int) -> int:
    return max(1, ceil(length / READ_UNIT))


def _weight(asked: dict[str, Any]) -> float:
    return 1.0 if asked.get("ConsistentRead") else 0.5


def _value_size(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_size(each) for name, each in content.items())
    if kind == "L":
        return 3 + sum(1 + _value_size(each) for each in content)
    if kind == "N":
        return 1 + ceil(len(content) / 2)
    return len(content.encode()) if kind == "S" else 1
