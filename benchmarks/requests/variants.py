"""The programs that are measured: the app as it is packaged and from its sources, the baseline, and two floors."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks.requests.endpoints import Endpoints
from benchmarks.requests.environment import Environment
from benchmarks.requests.payloads import SECRET, scheduled
from benchmarks.requests.quota import Quota
from benchmarks.requests.slack import CHANNEL
from ops.packaging import authorities, interpreter, tree
from ops.steps import ROOT
from ops.venv import BASE_PYTHON

BENCHMARKS = ROOT / "benchmarks"
BUILD = ROOT / "build" / "bench"
PREFIX = "${self:custom.tablePrefix}-"
OURS, NAIVE, FLOOR = "app", "baseline", "floor"
# Bolt with one listener and nothing else: what whoever builds on Bolt cannot go below.
BOLT = "bolt"
# As they are on a developer's machine: libraries as they are installed, and no TLS.
OURS_FROM_SOURCES, NAIVE_FROM_SOURCES = "app-sources", "baseline-sources"


@dataclass(frozen=True)
class Variant:
    """A program in a folder of its own, ready to be started."""

    name: str
    folder: Path
    runtime: Path
    python: str
    endpoints: Endpoints
    tables: tuple[Mapping[str, Any], ...]
    has_tls: bool = True
    libraries: Path | None = None

    def start(self, handler: str, quota: Quota | None = None, prefix: str = "") -> Environment:
        """Start a fresh process that answers as one of the two functions."""
        command = [self.python, "-s", "-m", "awslambdaric", f"handler.{handler}"]
        return Environment(command, self._variables(prefix or self.name), self.folder, quota)

    def make_day(self, people: int, prefix: str = "") -> None:
        """Make the workspace's people and this program's tables, and have the questions sent."""
        self.endpoints.create_tables(prefix or self.name, self.tables)
        self.endpoints.slack.fill(people)
        with self.start("scheduled_events", prefix=prefix) as environment:
            environment.invoke(scheduled("send_questions"), patience=900)

    def _variables(self, prefix: str) -> dict[str, str]:
        url = self.endpoints.url if self.has_tls else self.endpoints.without_tls
        return {
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(map(str, filter(None, [self.folder, self.runtime, self.libraries]))),
            "LAMBDA_TASK_ROOT": str(self.folder),
            "AWS_LAMBDA_FUNCTION_NAME": "standup-bench-slack-responses",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_SESSION_TOKEN": "bench",
            "AWS_ENDPOINT_URL": url,
            # The package finds its authorities by itself.
            **({} if self.name == OURS else {"SSL_CERT_FILE": str(self.endpoints.certificates)}),
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_CHANNEL": CHANNEL,
            "SLACK_API_URL": f"{url}/api/",
            "SLACK_PACE": "100000",
            "DYNAMODB_TABLE_PREFIX": prefix,
        }


def prepare(endpoints: Endpoints) -> dict[str, Variant]:
    """Install and compile what is measured, all in the same way; raises Problem."""
    python = interpreter.find() or BASE_PYTHON
    runtime, naive, ours, floor, bolt = (BUILD / name for name in ("runtime", NAIVE, OURS, FLOOR, BOLT))
    sources = BUILD / OURS_FROM_SOURCES
    shutil.rmtree(BUILD, ignore_errors=True)
    interpreter.install("bench.txt", naive, python)
    runtime.mkdir(parents=True)
    for path in [*naive.glob("awslambdaric"), *naive.glob("simplejson"), *naive.glob("*snapshot*.py")]:
        shutil.move(path, runtime)
    for path in naive.glob("runtime_client*"):
        shutil.move(path, runtime)
    shutil.copytree(BENCHMARKS / "naive", naive, dirs_exist_ok=True)
    shutil.copytree(BENCHMARKS / "floor", floor, ignore=shutil.ignore_patterns("bolt"))
    shutil.copytree(BENCHMARKS / "floor" / "bolt", bolt)
    tree.fill(ours, python, platform=())
    interpreter.install("app.txt", sources, python)
    tree.copy_sources(sources)
    for folder in (naive, ours):
        with (folder / "botocore" / "cacert.pem").open("ab") as certificates:
            certificates.write(endpoints.authority)
    authorities.add(endpoints.authority.decode(), ours / tree.AUTHORITIES)
    for folder in (runtime, naive, ours, floor, bolt, sources):
        tree.compile_all(folder, python, str(folder))
    naive_tables = tuple(json.loads((BENCHMARKS / "naive" / "tables.json").read_text("utf-8")))
    make = partial(Variant, runtime=runtime, python=python, endpoints=endpoints)
    return {
        FLOOR: make(FLOOR, floor, tables=()),
        NAIVE: make(NAIVE, naive, tables=naive_tables),
        OURS: make(OURS, ours, tables=stack_tables()),
        BOLT: make(BOLT, bolt, libraries=naive, tables=()),
        NAIVE_FROM_SOURCES: make(NAIVE_FROM_SOURCES, naive, tables=naive_tables, has_tls=False),
        OURS_FROM_SOURCES: make(OURS_FROM_SOURCES, sources, tables=stack_tables(), has_tls=False),
    }


def stack_tables() -> tuple[Mapping[str, Any], ...]:
    """Read our tables as they are deployed, without what only a real account has."""
    stack = yaml.safe_load((ROOT / "stack" / "tables.yml").read_text("utf-8"))
    keys = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    tables = []
    for resource in stack["Resources"].values():
        properties = resource["Properties"]
        name = {"TableName": properties["TableName"].removeprefix(PREFIX)}
        tables.append({**name, **{key: properties[key] for key in keys if key in properties}})
    return tuple(tables)
