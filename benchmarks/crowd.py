"""A crowd: a thousand people asked under Slack's own limits, on a clock that need not be waited for."""

import random
import tempfile
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.bootstrap import build_services
from app.domain.standup import Standup
from app.flows.gathering import gather
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.sender import sole_sender
from app.records import replace
from app.services import Clock as AppClock
from app.services import Services
from app.settings import Secrets, Settings
from app.slack.client import Slack
from app.slack.limits import MESSAGES
from app.storage.rows import connection
from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET, TABLE_PREFIX, Options, running
from ops.deploying.local_stage import dynamodb_of, environment
from ops.ending import Commands
from slack_simulator.hosting import Clock as WorkspaceClock
from slack_simulator.hosting import Limits, RateLimitedError
from slack_simulator.ids import BOT_USER_ID
from slack_simulator.visitor import Place

# What a call to Slack takes, as far as the held clock is concerned.
LATENCY = 0.12
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATEST = 1.15
VIEWS_OPEN_TIER = 4
CLICKS = 0.7
QUICK_SECONDS = 30

PEOPLE = (100, 300, 1000)

app = Commands()
console = Console()


class HeldClock(WorkspaceClock, AppClock):
    """A clock that moves by what is slept, for the app and for the workspace's limits alike."""

    def __init__(self) -> None:
        self.moment = NOON
        super().__init__(monotonic=self.seconds)

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def move_to(self, moment: datetime) -> None:
        """Stay: whoever sets the workspace up anew may not move this clock."""

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=max(0.0, seconds))


class DistantSlack(Slack):
    """Slack with the time that it takes, and a look at the sender's memory when it is nearly done."""

    def __init__(self, clock: HeldClock, people: int, base_url: str, progress: Progress) -> None:
        super().__init__(BOT_TOKEN, base_url)
        self._clock = clock
        self._left = people
        self._bar = progress.add_task(f"asking {people:,}", total=people)
        self._progress = progress
        self.kilobytes = 0.0

    def post(self, *arguments: Any, **keywords: Any) -> tuple[str, str]:
        self._clock.sleep(LATENCY)
        posted = super().post(*arguments, **keywords)
        self._left -= 1
        self._progress.advance(self._bar)
        if self._left == 0:
            ours = tracemalloc.Filter(inclusive=True, filename_pattern="*/app/[dfsv]*")
            statistics = tracemalloc.take_snapshot().filter_traces([ours]).statistics("filename")
            self.kilobytes = sum(one.size for one in statistics) / 1024
        return posted


@dataclass(frozen=True, slots=True)
class Crowd:
    """How a crowd was asked."""

    people: int
    seconds: float
    planned: float
    reached: int
    twice: int
    rate_limited: int
    refused_clicks: float
    kilobytes: float

    @property
    def is_right(self) -> bool:
        in_time = self.seconds <= LATEST * self.planned
        return in_time and self.reached == self.people and not (self.twice or self.rate_limited)


def planned_seconds(people: int) -> float:
    """Say how long the planned pace takes."""
    return people * 60 / MESSAGES.a_minute


def refused_clicks(asked: Sequence[float], seed: int = 1) -> float:
    """Share of quick clicks that Slack would refuse to open a modal for, 100 a minute being its limit."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    clicks = [at + chance.expovariate(1 / QUICK_SECONDS) for at in asked if chance.random() < CLICKS]
    clock = HeldClock()
    limits = Limits(1, clock.monotonic)
    refused = 0
    for click in sorted(clicks):
        clock.moment = datetime.fromtimestamp(click, UTC)
        try:
            limits.count_call("views.open", VIEWS_OPEN_TIER)
        except RateLimitedError:
            refused += 1
    return refused / max(1, len(clicks))


def ask(people: int, progress: Progress) -> Crowd:
    """Ask so many people in a workspace of their own; real storage, real HTTP, Slack's real limits."""
    clock = HeldClock()
    options = Options(Path(tempfile.mkdtemp()), port=0, fresh=True, clock=lambda: clock, by_itself=False)
    with running(options) as stack, Place(stack.url) as place, environment(dynamodb_of(stack)):
        already = len(stack.workspace.conversations[CHANNEL].members)
        place.post("people", add=people)
        settings = Settings(Secrets(BOT_TOKEN, SIGNING_SECRET), CHANNEL, table_prefix=TABLE_PREFIX)
        connection.connect(settings)
        slack = DistantSlack(clock, people, f"{stack.url}/api/", progress)
        services = replace(build_services(settings, clock), slack=slack)
        crowd = list(stack.workspace.conversations[CHANNEL].members[already:])
        stack.workspace.conversations[CHANNEL].members[:already] = [BOT_USER_ID]
        standup = services.standups.get(slack.identity().team_id, "daily")
        assert standup is not None  # noqa: S101 - the default one always exists
        meet(services, standup)
        tracemalloc.start()
        started = clock.now()
        ask_everyone(services, standup, NOON.date(), started + timedelta(hours=2))
        seconds = (clock.now() - started).total_seconds()
        tracemalloc.stop()
        calls = place.get("calls", method="chat.postMessage")["calls"]
    menus = [call["result"]["channel"] for call in calls if call["ok"]]
    asked = [float(call["result"]["ts"]) for call in calls if call["ok"]]
    return Crowd(
        people=len(crowd),
        seconds=seconds,
        planned=planned_seconds(people),
        reached=len(set(menus)),
        twice=len(menus) - len(set(menus)),
        rate_limited=sum(call["status"] == 429 for call in calls),  # noqa: PLR2004 - HTTP's Too Many Requests
        refused_clicks=refused_clicks(asked),
        kilobytes=slack.kilobytes,
    )


def meet(services: Services, standup: Standup) -> None:
    """Look the crowd up, as the tick does once it is invited: that is done before anybody is asked."""
    until = services.clock.now() + timedelta(hours=2)
    with sole_sender(services, standup.team_id, "meet", until) as pacer:
        gather(services, standup, NOON.date(), pacer.look)


def show(crowds: Sequence[Crowd]) -> None:
    table = Table("people", "seconds", "planned", "ratio", "reached", "twice", "429", "clicks refused", "sender's kB")
    for one in crowds:
        table.add_row(
            f"{one.people:,}",
            f"{one.seconds:.0f}",
            f"{one.planned:.0f}",
            f"{one.seconds / one.planned:.2f}",
            f"{one.reached:,}",
            str(one.twice),
            str(one.rate_limited),
            f"{one.refused_clicks:.1%}",
            f"{one.kilobytes:,.0f}",
        )
    console.print(table)


@app.command()
def crowd(
    people: Annotated[list[int] | None, typer.Argument(help="sizes of the crowds (100 300 1000)")] = None,
) -> None:
    """Ask crowds under Slack's own limits; exit code 1 if anybody is left out, asked twice, or late."""
    with Progress(console=console, transient=True) as progress:
        crowds = [ask(number, progress) for number in people or PEOPLE]
    show(crowds)
    if not all(each.is_right for each in crowds):
        raise typer.Exit(1)
