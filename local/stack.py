"""Builds the local workspace out of its parts, serves it on one port, and stops it without leaving anything behind."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.storage.rows.days import range_key
from local.aws.embedded import REGION, Aws
from local.aws.relay import OF_DYNAMODB
from local.functions.functions import Functions
from local.functions.retries import DELAYS
from local.functions.schedules import Schedules
from local.functions.serverless import read_functions
from local.panel import Underneath
from local.processes import environment
from local.standups import read_occurrences, read_standups
from local.state import CannotStart, forget, locked, upgrade
from slack_simulator.hosting import Clock, Journal, Workspace, create_app, listen, serving
from slack_simulator.ids import TEAM_CHANNEL, TEAM_ID

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.day.occurrence import Occurrence, ReportId
    from app.domain.setup.stored import StoredStandup
    from slack_simulator.faults import Faults

PROJECT = Path(__file__).resolve().parents[1]
PORT = 4390
CHANNEL = TEAM_CHANNEL
TABLE_PREFIX = "standup"
SIGNING_SECRET = hashlib.sha256(b"signing secret of the local workspace").hexdigest()[:32]
BOT_TOKEN = f"xoxb-{hashlib.sha256(b'bot token of the local workspace').hexdigest()[:24]}"
DRAIN_SECONDS = 3


@dataclass(frozen=True)
class Options:
    """What the command line may choose; port None takes the usual one, or any free one if that is taken.

    The tests choose the program's folder, the seconds before an asynchronous event is tried again, whether schedules
    fire by themselves, and where DynamoDB runs, too. What nobody will start again `keeps` nothing: saving a crowd after
    each change takes as long as everything else.
    """

    state: Path = PROJECT / ".local"
    port: int | None = None
    fresh: bool = False
    pace: float = 1
    root: Path = PROJECT
    delays: Sequence[float] = DELAYS
    clock: Callable[[], Clock] = Clock
    by_itself: bool = True
    keeps: bool = True
    aws: Callable[[Path, Path, Faults, str], Aws] = Aws


class Stack:
    """All parts of one local workspace, for `async with`; it needs the event loop that it was entered in."""

    clock: Clock
    journal: Journal
    workspace: Workspace
    functions: Functions
    schedules: Schedules
    aws: Aws

    def __init__(self, options: Options) -> None:
        self.options = options
        self.url = ""
        self.ended = asyncio.Event()
        self._exits = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start everything; raises CannotStart, or AwsDidNotStart, with nothing left running."""
        async with contextlib.AsyncExitStack() as exits:
            exits.enter_context(locked(self.options.state))
            if self.options.fresh:
                forget(self.options.state)
            upgrade(self.options.state)
            listening = exits.enter_context(_listen(self.options.port))
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            await self._start(listening, exits)
            self._exits = exits.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exits.aclose()

    async def _start(self, listening: socket.socket, exits: contextlib.AsyncExitStack) -> None:
        options = self.options
        self.clock = self.options.clock()
        self.journal = Journal(self.clock)
        self.workspace = Workspace(
            base_url=self.url,
            signing_secret=SIGNING_SECRET,
            bot_token=BOT_TOKEN,
            manifest=_manifest(options.root),
            clock=self.clock,
            journal=self.journal,
            pace=options.pace,
            state_file=options.state / "workspace.json" if options.keeps else None,
        )
        faults = self.workspace.faults
        faults.know(*OF_DYNAMODB)
        self.aws = options.aws(options.state / "aws", PROJECT, faults, TABLE_PREFIX)
        program = self._environment(await self.aws.listen())
        specs = read_functions(options.root / "serverless.yml")
        self.functions = Functions(
            specs,
            root=options.root,
            environment=program,
            clock=self.clock,
            journal=self.journal,
            faults=faults,
            state_file=options.state / "functions.json" if options.keeps else None,
            delays=options.delays,
        )
        rules = [rule for spec in specs.values() for rule in spec.rules]
        self.schedules = Schedules(
            rules, self.functions, self.clock, self.journal, self._standups, occurrences=self._occurrences
        )
        exits.push_async_callback(self.aws.stop)
        exits.push_async_callback(self.functions.stop)
        self.functions.warm_up()
        await self.aws.start()
        self.journal.add("aws", await self.aws.create_tables(program))
        exits.push_async_callback(self.workspace.close)
        await self._serve(listening, exits)
        self.functions.resume()
        self.schedules.start(by_itself=options.by_itself)
        exits.push_async_callback(self._drain)
        exits.push_async_callback(self.schedules.stop)

    async def _standups(self) -> list[StoredStandup]:
        return read_standups(await self.aws.standups(), TEAM_ID, CHANNEL)

    async def _occurrences(self, days: Sequence[ReportId]) -> dict[ReportId, Occurrence]:
        return read_occurrences(await self.aws.days([(str(day), range_key(day)) for day in days]))

    async def _serve(self, listening: socket.socket, exits: contextlib.AsyncExitStack) -> None:
        app = create_app(self.workspace, [Underneath(self.functions, self.schedules, self.aws, self.clock)])
        exits.enter_context(_log_to(self.options.state / "server.log"))
        server = serving(app, ws="none")
        served = asyncio.ensure_future(server.serve(sockets=[listening]))
        served.add_done_callback(lambda _: self.ended.set())

        async def stop() -> None:
            server.hang_up()
            await served

        exits.push_async_callback(stop)
        await server.listening.wait()

    async def _drain(self) -> None:
        """Let what is under way come to its end; what does not is taken up at the next start."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.functions.idle()

    def _environment(self, dynamodb_url: str) -> dict[str, str]:
        """Everything that the program is told, and all of it."""
        variables = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_CHANNEL": CHANNEL,
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_PACE": f"{self.options.pace:g}",
            "DYNAMODB_TABLE_PREFIX": TABLE_PREFIX,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_url,
            "AWS_ENDPOINT_URL_LAMBDA": self.url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        paths = dict.fromkeys([self.options.root, PROJECT])
        return environment(list(paths), variables | self.aws.credentials.variables)


@contextlib.contextmanager
def running(options: Options) -> Iterator[Stack]:
    """Run a workspace in a thread of its own, for tests and for the day in the terminal; it is up inside the block."""
    started: list[Stack] = []
    problems: list[BaseException] = []
    ready, stop = threading.Event(), threading.Event()

    async def live() -> None:
        async with Stack(options) as stack:
            started.append(stack)
            ready.set()
            await asyncio.to_thread(stop.wait)

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as problem:  # noqa: BLE001 - raised again where the block is entered or left
            problems.append(problem)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="local workspace")
    thread.start()
    ready.wait()
    try:
        if started:
            yield started[0]
    finally:
        stop.set()
        thread.join()
    if problems:
        raise problems[0]


@contextlib.contextmanager
def _listen(wanted: int | None) -> Iterator[socket.socket]:
    for port in [PORT, 0] if wanted is None else [wanted]:
        with contextlib.ExitStack() as exits:
            try:
                listening = exits.enter_context(listen(port))
            except (OSError, OverflowError):
                continue
            yield listening
            return
    raise CannotStart(f"Port {wanted} cannot be used, perhaps another program has it. Choose another with --port.")


def _manifest(root: Path) -> dict[str, object]:
    try:
        manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CannotStart(f"manifest.json cannot be read: {problem}") from problem
    return dict(manifest)


@contextlib.contextmanager
def _log_to(file: Path) -> Iterator[None]:
    """Keep what uvicorn has to say out of the terminal."""
    logger = logging.getLogger("uvicorn")
    handler = logging.FileHandler(file, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
        handler.close()
