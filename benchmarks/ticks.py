"""What a tick costs: requests and time with many standups stored, and five standups due in the same minute."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.bootstrap import build_services
from app.domain.day.member import Member, Profile
from app.domain.setup.config import config_values
from app.domain.standup import Standup, default_standup, with_values
from app.flows.scheduling import ticking
from app.services import Services
from app.settings import Secrets, Settings
from app.storage.rows import connection
from app.storage.rows.tables import StandupRow
from app.storage.setup.standup_rows import SHARD
from benchmarks.crowd.clock import NOON, HeldClock
from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET, TABLE_PREFIX, Options, running
from ops.deploying.local_stage import dynamodb_of, environment
from ops.ending import Commands
from slack_simulator.visitor import Place

MINUTE = timedelta(minutes=1)
WORKSPACES = 100
TOO_MANY_REQUESTS = 429

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
# A morning is counted with so many standups and scaled up, since none touches another's rows.
SAMPLE, PEOPLE = 15, 17

STORED = (10, 1000, 10000)
# Which standups are due, who has come or gone, who asked to be erased, and which long work goes on.
IDLE = {"Query": 4}

app = Commands()
console = Console()


@dataclass(frozen=True, slots=True)
class Cost:
    """What one tick did, and needed for it."""

    due: int
    done: int
    requests: Counter[str]
    slack_calls: int
    seconds: float


class Room:
    """A local workspace on a held clock, whose requests are counted."""

    def __init__(self, place: Place, services: Services, members: Sequence[str]) -> None:
        self.services = services
        self.members = members
        self.team_id = services.slack.identity().team_id
        self.requests: Counter[str] = Counter()
        self.write_units: Counter[str] = Counter()  # by table and index
        self._place = place
        events = StandupRow._get_connection().connection.client.meta.events  # noqa: SLF001 PynamoDB shows no other
        events.register("before-send.dynamodb", self._count)
        events.register("provide-client-params.dynamodb", _with_units)
        events.register("after-call.dynamodb", self._count_units)

    def _count(self, request: Any, **_: Any) -> None:
        target = request.headers["X-Amz-Target"]
        name = target.decode() if isinstance(target, bytes) else target
        self.requests[name.rpartition(".")[2]] += 1

    def _count_units(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        used = parsed.get("ConsumedCapacity", []) if model.name in WRITES else []
        for one in used if isinstance(used, list) else [used]:
            table = one["TableName"].rpartition("-")[2]
            self.write_units[table] += one.get("Table", one)["CapacityUnits"]
            for index, units in one.get("GlobalSecondaryIndexes", {}).items():
                self.write_units[f"{table}/{index}"] += units["CapacityUnits"]

    def calls(self, method: str = "") -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self._place.get("calls", method=method)["calls"]
        return calls

    def standup(self, team_id: str, number: int, **changes: Any) -> Standup:
        return with_values(default_standup(team_id, CHANNEL), {"standup_id": f"many-{number}", **changes})

    def store_not_due(self, number: int) -> None:
        """Store so many standups of a hundred other workspaces, due tomorrow."""
        _store([self.standup(f"T{one % WORKSPACES:05}", one) for one in range(number)], NOON + timedelta(days=1))

    def store_due(self, groups: Sequence[Sequence[str]], at: datetime, **changes: Any) -> None:
        """Store one standup of this workspace for each group of people, due at a moment."""
        fields = {"ask_at": time(at.hour, at.minute), "report_at": time(20), **changes}
        _store([self.standup(self.team_id, one, people=tuple(group), **fields) for one, group in enumerate(groups)], at)

    def tick(self, moment: datetime, lasts: timedelta = 15 * MINUTE) -> Cost:
        """Let the tick of a moment come, and count; `lasts` is how long it may run."""
        clock = self.services.clock
        clock.sleep((moment - clock.now()).total_seconds())
        self.requests.clear()
        before, began = len(self.calls()), perf_counter()
        outcome = ticking.tick(self.services, moment, clock.now() + lasts)
        seconds = perf_counter() - began
        due, done = outcome["due"], outcome["done"]
        assert isinstance(due, int) and isinstance(done, list)  # noqa: S101, PT018 - its own answer
        return Cost(due, len(done), Counter(self.requests), len(self.calls()) - before, seconds)


def _with_units(params: dict[str, Any], model: Any, **_: Any) -> None:
    """Have DynamoDB say what a write costs, in each index."""
    if model.name in WRITES:
        params["ReturnConsumedCapacity"] = "INDEXES"


def _store(standups: Sequence[Standup], due_at: datetime) -> None:
    with StandupRow.batch_write() as batch:
        for one in standups:
            row = StandupRow(one.team_id, one.standup_id, config=config_values(one), version=1)
            row.due_at, row.due_shard = due_at, SHARD
            batch.save(row)


@contextmanager
def room(people: int) -> Iterator[Room]:
    """Open a workspace with so many people more; real storage, real HTTP, Slack's real limits."""
    clock = HeldClock()
    options = Options(Path(tempfile.mkdtemp()), port=0, fresh=True, clock=lambda: clock, by_itself=False)
    with running(options) as stack, Place(stack.url) as place, environment(dynamodb_of(stack)):
        already = len(stack.workspace.conversations[CHANNEL].members)
        place.post("people", add=people)
        place.settle()  # the functions hear of who has joined, and their calls are not the tick's
        settings = Settings(
            Secrets(BOT_TOKEN, SIGNING_SECRET), CHANNEL, table_prefix=TABLE_PREFIX, slack_api_url=f"{stack.url}/api/"
        )
        connection.connect(settings, connection.PATIENT)
        members = stack.workspace.conversations[CHANNEL].members[already:]
        opened = Room(place, build_services(settings, clock), members)
        opened.tick(NOON)  # the first of a process looks whether the default standup is stored
        yield opened


def measure(stored: int, due: int) -> tuple[Cost, Cost]:
    """Give the cost of a tick with nothing due, and of one that asks another person for each of the due standups."""
    with room(due) as opened:
        opened.store_not_due(stored)
        opened.store_due([[person] for person in opened.members], NOON + 2 * MINUTE)
        return opened.tick(NOON + MINUTE), opened.tick(NOON + 2 * MINUTE)


def measure_reminders(people: int) -> tuple[Cost, float]:
    """Give the cost of the tick that reminds so many people, and how long it takes at Slack's pace, in seconds."""
    with room(people) as opened:
        asked, reminded = NOON + MINUTE, NOON + timedelta(hours=2)
        opened.store_due([opened.members], asked, report_at=time(reminded.hour, 30), reminders=(30,))
        for user_id in opened.members:  # for nobody it is night
            opened.services.members.remember_profile(
                Member(opened.team_id, user_id, profile=Profile(zone="Europe/London")), NOON
            )
        opened.tick(asked)
        cost = opened.tick(reminded)
        assert len(opened.calls("chat.delete")) == people  # noqa: S101 a reminder takes the place of the menu
        return cost, (opened.services.clock.now() - reminded).total_seconds()


def measure_morning(standups: int, people: int) -> Counter[str]:
    """Give the write units, by table and index, of a morning in which so many standups ask and report."""
    with room(standups * people) as opened:
        asked, reported = NOON + MINUTE, NOON + timedelta(hours=2)
        groups = [opened.members[one * people : (one + 1) * people] for one in range(standups)]
        opened.store_due(groups, asked, report_at=time(reported.hour))
        opened.write_units.clear()
        for moment in (asked, reported, reported + 2 * MINUTE):
            opened.tick(max(moment, opened.services.clock.now()))
        return opened.write_units


def show_morning(standups: int) -> None:
    """Print the write units of a morning of so many standups, and of one of them."""
    counted = measure_morning(SAMPLE, PEOPLE)
    table = Table("write units", "one standup", f"{standups:,} standups")
    for name, units in sorted(counted.items()):
        table.add_row(name, f"{units / SAMPLE:.1f}", f"{standups * units / SAMPLE:,.0f}")
    console.print(table)


def show(costs: Sequence[tuple[int | str, Cost]]) -> None:
    table = Table("stored", "due", "done", "DynamoDB", "by kind", "Slack", "seconds")
    for stored, cost in costs:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(cost.requests.items()))
        table.add_row(
            stored if isinstance(stored, str) else f"{stored:,}",
            str(cost.due),
            str(cost.done),
            str(cost.requests.total()),
            kinds,
            str(cost.slack_calls),
            f"{cost.seconds:.3f}",
        )
    console.print(table)


@app.command("ticks")
def measure_all(
    stored: Annotated[list[int] | None, typer.Argument(help="how many standups are stored (10 1000 10000)")] = None,
    due: Annotated[int, typer.Option(help="how many standups are due in the same minute")] = 100,
    remind: Annotated[int, typer.Option(metavar="PEOPLE", help="only let so many of one standup be reminded")] = 0,
    morning: Annotated[int, typer.Option(metavar="STANDUPS", help="only count what a morning of so many writes")] = 0,
) -> None:
    """Count a tick's requests and time; exit code 1 if a tick with nothing due needs more than its queries."""
    if morning:
        show_morning(morning)
        return
    if remind:
        cost, lasts = measure_reminders(remind)
        show([("reminding", cost)])
        console.print(f"{remind:,} people are reminded in {lasts:.0f} s at Slack's pace.")
        return
    costs = [(number, cost) for number in stored or STORED for cost in measure(number, due)]
    show(costs)
    if not all(cost.due or cost.requests == IDLE for _, cost in costs):
        raise typer.Exit(1)
