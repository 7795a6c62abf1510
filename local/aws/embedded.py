"""The embedded AWS: DynamoDB in a process of our own, its tables, and what is in them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import boto3
import httpx
from boto3.dynamodb.types import Binary, TypeSerializer
from botocore.config import Config

from local.aws.credentials import Credentials
from local.aws.relay import Relay
from local.processes import end, environment, options

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

    from slack_simulator.faults import Faults

REGION = "us-east-1"
READY_SECONDS = 90
SAVE_SECONDS = 15
ATTEMPTS = 3


class AwsDidNotStart(Exception):
    """The embedded AWS could not be started; the message says where to look."""


class Aws:
    """Starts, reads and stops the embedded AWS; `dynamodb_url` is what the program gets as its endpoint.

    Each run has a key of its own, which is kept beside what it stores.
    """

    def __init__(self, folder: Path, root: Path, faults: Faults, prefix: str = "standup") -> None:
        self._folder = folder
        self._root = root
        self._prefix = prefix
        self._relay = Relay(faults)
        self._process: asyncio.subprocess.Process | None = None
        self._log: IO[bytes] | None = None
        self._tables: Any = None
        self._known: list[Any] = []
        self.dynamodb_url = ""
        self.credentials = Credentials.new()

    @property
    def log_file(self) -> Path:
        return self._folder / "aws.log"

    async def listen(self) -> str:
        """Take the address that the program is told; it answers as soon as the AWS behind it has been started."""
        self.dynamodb_url = f"http://127.0.0.1:{await self._relay.start()}"
        return self.dynamodb_url

    async def start(self) -> None:
        """Start it and wait until it answers; raises AwsDidNotStart."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.credentials.keep(self._folder)
        port = await self._serve()
        self._relay.target = ("127.0.0.1", port)
        self._tables = await asyncio.to_thread(_dynamodb, f"http://127.0.0.1:{port}", self.credentials)

    async def stop(self) -> None:
        """Stop it; what it holds is saved first."""
        await self._relay.close()
        await self._end()

    async def create_tables(self, environment: Mapping[str, str]) -> str:
        """Run the project's own command for the tables, and return what it said; raises AwsDidNotStart."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local", "tables"),
            cwd=self._root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options(),
        )
        said = (await process.communicate())[0].decode("utf-8", "replace").strip()
        if process.returncode:
            raise AwsDidNotStart(f"The tables could not be created. {said}")
        self._known = []
        return said

    @property
    def requests(self) -> Counter[str]:
        """How many requests DynamoDB has had, by operation; whoever counts may clear it."""
        return self._relay.requests

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of our tables, by table, as plain JSON values."""
        return await asyncio.to_thread(self._rows)

    async def standups(self) -> list[dict[str, Any]]:
        """Every row of the table of standups, as DynamoDB's own values."""
        return await asyncio.to_thread(self._standups)

    async def days(self, keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        """Give the rows of the table of reports that have these keys, as DynamoDB's own values."""
        return await asyncio.to_thread(self._days, keys)

    async def clear(self) -> None:
        """Delete all rows of our tables."""
        await asyncio.to_thread(self._clear)

    def _ours(self) -> list[Any]:
        """Give our tables, which stay the same once there are any."""
        if not self._known:
            there = self._tables.tables.all()
            self._known = [table for table in there if table.name.startswith(f"{self._prefix}-")]
        return self._known

    def _rows(self) -> dict[str, list[dict[str, Any]]]:
        return {table.name: [plain(row) for row in _scan(table)] for table in self._ours()}

    def _standups(self) -> list[dict[str, Any]]:
        return [_stored(row) for row in _scan(self._tables.Table(f"{self._prefix}-standups"))]

    def _days(self, keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        table = self._tables.Table(f"{self._prefix}-reports")
        named = ({"report_id": day, "report_user_id": row} for day, row in keys)
        found = (table.get_item(Key=key, ConsistentRead=True).get("Item") for key in named)
        return [_stored(item) for item in found if item]

    def _clear(self) -> None:
        for table in self._ours():
            keys = [part["AttributeName"] for part in table.key_schema]
            with table.batch_writer() as batch:
                for row in _scan(table):
                    batch.delete_item(Key={key: row[key] for key in keys})

    async def _serve(self) -> int:
        """Start DynamoDB's process and return its port; raises AwsDidNotStart."""
        self._log = self.log_file.open("wb")
        for _ in range(ATTEMPTS):  # another program may take the free port before we do
            port = _free_port()
            self._process = await self._spawn(port)
            if await self._answers(port):
                return port
        await self.stop()
        raise AwsDidNotStart(f"The embedded AWS did not start. Its last words are in {self.log_file}")

    async def _end(self) -> None:
        if self._process is not None:
            await end(self._process, wait=SAVE_SECONDS)
        if self._log is not None:
            self._log.close()

    async def _spawn(self, port: int) -> asyncio.subprocess.Process:
        variables = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "SERVICES": "dynamodb",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._folder.resolve()),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": "unix:///nowhere/docker.sock",
            "LOG_LEVEL": "WARNING",
            **self.credentials.variables,
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local.aws.server"),
            cwd=self._root,
            env=environment([self._root], variables),
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            **options(),
        )

    async def _answers(self, port: int) -> bool:
        assert self._process is not None  # noqa: S101 - started just before
        async with httpx.AsyncClient(trust_env=False) as client:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READY_SECONDS):
                    while self._process.returncode is None:
                        with contextlib.suppress(httpx.HTTPError):
                            if (await client.get(f"http://127.0.0.1:{port}/_ministack/health")).is_success:
                                return True
                        await asyncio.sleep(0.02)
        await end(self._process, wait=0)
        return False


def plain(value: Any) -> Any:
    """Turn a row, or a value in it, into what JSON can hold."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=str)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Binary() | bytes():
            return base64.b64encode(bytes(value)).decode()
    return value


def _stored(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row as DynamoDB has it."""
    return {name: TypeSerializer().serialize(value) for name, value in row.items()}


def _scan(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    start: dict[str, Any] = {}
    while True:
        page = table.scan(ConsistentRead=True, **start)
        rows += page["Items"]
        if "LastEvaluatedKey" not in page:
            return rows
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _dynamodb(url: str, credentials: Credentials) -> Any:
    session = boto3.Session(credentials.key, credentials.secret, region_name=REGION)
    return session.resource("dynamodb", endpoint_url=url, config=Config(retries={"total_max_attempts": 2}, proxies={}))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
