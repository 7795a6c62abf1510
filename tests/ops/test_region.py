"""One stage is in one region for all commands: said, else remembered, else that of the AWS settings."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module

import boto3
import pytest

from ops import record
from ops.__main__ import COMMANDS
from ops.deploying import deploy, emulator, local_stage
from ops.ending import run
from ops.setting_up.setup import app as setup
from ops.stage import Stage, region_of
from ops.steps import ROOT, Problem

EVENT = str(ROOT / "example-data" / "url-verification.json")
# Every command that asks AWS for anything, as somebody would type it.
TYPED = {
    "setup": "setup --yes --channel C0000000001",
    "deploy": "deploy --yes",
    "doctor": "doctor --json",
    "probe": "probe C0000000001 --yes",
    "logs": "logs",
    "explain": "explain U0000000001 2026-11-27",
    "failures list": "failures list",
    "failures replay": "failures replay --all",
    "failures drop": "failures drop --all",
    "standups export": "standups export",
    "standups diff": f"standups diff {EVENT}",
    "standups apply": f"standups apply {EVENT} --prune --yes",
    "data export": "data export -",
    "data import": f"data import {EVENT}",
    "data erase": "data erase --person U0000000001 --team T0000000001 --yes",
    "data audit": "data audit T0000000001",
    "invoke": f"invoke slack-responses {EVENT} --sign --stage prod",
    "remove": "remove --yes",
}
# These ask AWS for nothing.
ELSEWHERE = {"languages", "package", "release"}
GLOBAL = {"iam"}
REFUSAL = b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"

SAID, REMEMBERED, FIRST, SECOND, OF_PROFILE = "eu-west-3", "eu-central-1", "ap-south-1", "sa-east-1", "ca-central-1"
# Each knows one more place than the one below it.
PLACES = {
    "said": SAID,
    "remembered": REMEMBERED,
    "AWS_REGION": FIRST,
    "AWS_DEFAULT_REGION": SECOND,
    "profile": OF_PROFILE,
    "nowhere": "us-east-1",
}


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[str, set[str]]]:
    """An AWS that refuses everything and notes in which region it was asked."""
    regions: set[str] = set()

    class Refusing(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            found = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", self.headers.get("authorization", ""))
            if found and found[2] not in GLOBAL:
                regions.add(found[1])
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(403)
            self.send_header("content-length", str(len(REFUSAL)))
            self.end_headers()
            self.wfile.write(REFUSAL)

        do_GET = do_POST = do_PUT = do_HEAD = refuse  # noqa: N815 - http.server looks for these

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", regions
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    """What an admin's terminal knows of regions: everything as far down as a place, and nothing above it."""

    def knows(place: str) -> list[str]:
        known = list(PLACES)[list(PLACES).index(place) :]
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("STANDUP_STATE", str(tmp_path / "state"))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        if "remembered" in known:
            record.note("prod", region=REMEMBERED)
        for name in {"AWS_REGION", "AWS_DEFAULT_REGION"}.intersection(known):
            monkeypatch.setenv(name, PLACES[name])
        if "profile" in known:
            (tmp_path / "config").write_text(f"[default]\nregion = {OF_PROFILE}\n", "utf-8")
        return ["--region", SAID] if place == "said" else []

    return knows


def test_every_command_is_in_the_table():
    assert {typed.split()[0] for typed in TYPED} == set(COMMANDS) - ELSEWHERE


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", TYPED)
def test_every_command_goes_to_the_same_region(typed, place, asked, terminal, monkeypatch):
    url, regions = asked
    regions.clear()
    more = terminal(place)
    for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "ENDPOINT_URL": url}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    name, *arguments = TYPED[typed].split()
    run(import_module(COMMANDS[name]).app, [*arguments, *more], name)
    assert regions == {PLACES[place]}


@pytest.mark.parametrize("place", PLACES)
def test_a_stage_is_where_it_is_said_remembered_or_usual(place, terminal):
    _, *said = terminal(place) or [""]
    assert region_of("prod", *said) == PLACES[place]
    assert Stage("prod", *said).options == f"--stage prod --region {PLACES[place]}"


@pytest.fixture(scope="module")
def two_regions(tmp_path_factory, processes):
    """An AWS in which stage `prod` is in Frankfurt, and another one of the same name in Virginia."""
    services = {"SERVICES": "dynamodb,sts,ssm,cloudformation,sqs,logs", "AUTH": "false"}
    with emulator.running(tmp_path_factory.mktemp("aws"), services) as embedded:
        with local_stage.environment(embedded.variables):
            for region in ("eu-central-1", "us-east-1"):
                make_tables(Stage("prod", region))
        yield embedded.variables


def make_tables(stage: Stage) -> None:
    """The tables of a stage, with one member who is named after the region."""
    keys = {"standups": ("team_id", "standup_id"), "members": ("team_id", "user_id")}
    keys["reports"] = ("report_id", "report_user_id")
    for name, (first, second) in keys.items():
        stage.client("dynamodb").create_table(
            TableName=stage.tables[name],
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in (first, second)],
            KeySchema=[
                {"AttributeName": first, "KeyType": "HASH"},
                {"AttributeName": second, "KeyType": "RANGE"},
            ],
        )
    row = {"team_id": {"S": "T0000000001"}, "user_id": {"S": stage.region}}
    stage.client("dynamodb").put_item(TableName=stage.tables["members"], Item=row)


def exported(capsys, *more: str) -> list[str]:
    assert run(import_module(COMMANDS["data"]).app, ["export", "-", *more], "data") == 0
    rows = map(json.loads, capsys.readouterr().out.splitlines())
    return [row["row"]["user_id"] for row in rows if row.get("table") == "members"]


def test_with_frankfurt_configured_frankfurts_data_is_exported(two_regions, tmp_path, monkeypatch, capsys):
    """Of somebody who has used `aws configure` and set no variable."""
    (tmp_path / "config").write_text("[default]\nregion = eu-central-1\n", "utf-8")
    with local_stage.environment({**two_regions, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""}):
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("STANDUP_STATE", str(tmp_path / "state"))
        assert exported(capsys) == ["eu-central-1"]
        assert exported(capsys, "--region", "us-east-1") == ["us-east-1"]
        record.note("prod", region="us-east-1")
        assert exported(capsys) == ["us-east-1"]


def test_what_is_not_there_is_named_with_the_region_where_it_is(two_regions, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STANDUP_STATE", str(tmp_path))
    record.note("prod", region="eu-central-1")
    record.note("other", region="eu-central-1")
    with local_stage.environment(two_regions):
        for typed in ("failures list", "data audit T1", "logs", "standups export", f"invoke slack-responses {EVENT}"):
            name, *arguments = typed.split()
            more = ["--stage", "prod" if name != "data" else "other", "--region", "us-east-1"]
            assert run(import_module(COMMANDS[name]).app, [*arguments, *more], name) == 1
            assert "The stage was set up in eu-central-1: add --region eu-central-1." in capsys.readouterr().err, typed


def test_no_second_installation_is_made_beside_the_one_that_is_elsewhere(two_regions, tmp_path, monkeypatch, capsys):
    """The tables in Frankfurt hold what people wrote: new, empty ones elsewhere would look as if it were lost."""
    monkeypatch.setenv("STANDUP_STATE", str(tmp_path))
    record.note("prod", region="eu-central-1")
    with local_stage.environment({**two_regions, "SLACK_BOT_TOKEN": ""}):
        for app in (deploy.app, setup):
            assert run(app, ["--stage", "prod", "--region", "us-west-2", "--yes"], "it") == 1
            assert "The stage prod is in eu-central-1, with its data, and not in us-west-2." in capsys.readouterr().err
        formation = boto3.Session().client("cloudformation", region_name="us-west-2")
        assert formation.list_stacks()["StackSummaries"] == []
    assert record.read("prod").region == "eu-central-1"


def test_a_record_that_is_not_readable_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDUP_STATE", str(tmp_path))
    (tmp_path / "prod.json").write_text("{", "utf-8")
    with pytest.raises(Problem, match="Mend it or delete it"):
        Stage("prod")
