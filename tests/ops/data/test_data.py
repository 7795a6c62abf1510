"""What is stored, out and in again: the same rows, and only those that were asked for."""

import csv
import io
import json
import os
import re
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.job import Job, JobKind
from app.domain.standup import with_values
from app.errors import StorageUnavailable
from app.flows.privacy.uninstalling import WORKSPACE, check_gone
from app.flows.scheduling import ticking
from app.storage.privacy.raw_rows import KEYS, RawRows
from app.storage.rows.raw_values import plain_item, stored_item
from app.storage.rows.row import SCHEMA
from app.storage.scheduling.leases import SENDER
from app.storage.setup.concerns import is_noted_anew
from app.views.day.last_workday import plan_occurrence
from local.stack import Stack
from ops import ending
from ops.data import data, export_files
from ops.data.export_files import checked, rows_of
from slack_simulator.ids import GENERAL_CHANNEL
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_report, a_standup, a_submitted_report
from tests.storage.rows.test_schema import LEASE, MEMBER, OCCURRENCE, REPORT

TEAM = "T0TEAM"
ODD = {
    "sets": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2.5"]},
    "blob": {"B": b"\x00\xff"},
    "fraction": {"N": "0.1"},
    "deep": {"M": {"list": {"L": [{"N": "1"}, {"NULL": True}, {"BOOL": False}]}}},
}


class Tables:
    """The tables of a stage as DynamoDB itself sees them."""

    def __init__(self, stack: Stack) -> None:
        self.client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")

    def everything(self):
        rows = {name: self.client.scan(TableName=f"standup-{name}", ConsistentRead=True)["Items"] for name in KEYS}
        return {name: sorted(items, key=str) for name, items in rows.items()}

    def put(self, name, item):
        self.client.put_item(TableName=f"standup-{name}", Item=item)

    def empty(self):
        for name, items in self.everything().items():
            for item in items:
                self.client.delete_item(TableName=f"standup-{name}", Key={key: item[key] for key in KEYS[name]})


@pytest.fixture
def tables(services, stack, monkeypatch):
    """Three standups' worth of rows of every kind, some with attributes of a newer version."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.aws.dynamodb_url)
    monkeypatch.setattr(data, "opened", lambda _stage: data.Audit(400))
    monkeypatch.setattr(data, "caller", lambda _stage: "ops ana")
    monkeypatch.setattr(data, "_stored", lambda _stage, _tables: 0)
    found = Tables(stack)
    found.empty()
    services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, EIGHT)
    for name, user in (("daily", "U0BO"), ("retro", "U0ANA"), ("retro", "U0BO")):
        for age in (0, 1):
            occurrence = plan_occurrence(a_standup(standup_id=name), TUESDAY - timedelta(days=age))
            services.reports.open(occurrence, ("U0ANA", "U0BO"), EIGHT)
            report = a_report(occurrence, user_id=user, person_display_name=user)
            services.reports.claim(report, EIGHT)
            written = {"question0": "=1+1", "question1": 'žluťoučký, "kůň"'}
            services.reports.save(a_submitted_report(written, report_id=report.report_id, user_id=user), report)
    for name, rows in (("reports", [OCCURRENCE, REPORT]), ("members", [MEMBER]), ("standups", [LEASE])):
        for row in rows:
            found.put(name, {**row, **ODD})
    return found


def run(*arguments: str) -> int:
    return ending.run(data.app, [*arguments, "--stage", "test"], "data")


def exported(file):
    return list(rows_of(file))


def test_what_is_exported_and_imported_is_the_same_in_every_attribute(tables, tmp_path):
    before = tables.everything()
    file = tmp_path / "all.jsonl"
    assert run("export", str(file)) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    tables.empty()
    assert run("import", str(file)) == 0
    after = tables.everything()
    recorded = [row for row in after["standups"] if row not in before["standups"]]
    assert all(row["standup_id"]["S"].startswith(".audit.") for row in recorded)
    after["standups"] = [row for row in after["standups"] if row not in recorded]
    # Where to look is not data, and is noted anew.
    before["standups"] = [row for row in before["standups"] if not is_noted_anew(row)]
    assert {name: len(rows) for name, rows in before.items()} == {"reports": 11, "standups": 4, "members": 1}
    assert after == before
    assert run("import", str(file)) == 0
    assert tables.everything()["reports"] == before["reports"]


def test_importing_leaves_what_has_changed_since_unless_told_otherwise(tables, tmp_path):
    file = tmp_path / "all.jsonl"
    run("export", str(file))
    tables.put("members", {**MEMBER, "display_name": {"S": "Anna"}})
    run("import", str(file))
    assert tables.everything()["members"][0]["display_name"] == {"S": "Anna"}
    run("import", str(file), "--replace")
    assert tables.everything()["members"] == [{**MEMBER, **ODD}]


@pytest.mark.parametrize(
    ("options", "reports", "others"),
    [
        (["--team", "T0OTHER"], 0, 0),
        (["--team", TEAM], 11, 5),
        (["--standup", "retro"], 6, 2),
        (["--person", "U0BO"], 4, 0),
        (["--person", "U0ANA"], 3, 1),
        (["--from", "2026-11-24"], 6, 0),
        (["--to", "2026-11-23", "--standup", "retro"], 3, 0),
    ],
)
def test_an_export_has_what_was_asked_for(tables, tmp_path, options, reports, others):
    file = tmp_path / "some.jsonl"
    assert run("export", str(file), *options) == 0
    tables_of = [table for table, _ in exported(file)]
    assert (tables_of.count("reports"), len(tables_of) - tables_of.count("reports")) == (reports, others)


def test_an_export_whose_days_are_the_wrong_way_round_is_refused(tables, tmp_path, capsys):
    file = tmp_path / "some.jsonl"
    assert run("export", str(file), "--from", "2026-11-24", "--to", "2026-11-23") == 1
    assert "The last day, 2026-11-23, is before the first, 2026-11-24." in capsys.readouterr().err
    assert not file.exists()


def test_an_audit_of_no_workspace_asks_which(tables, capsys):
    assert run("audit", "") == 1
    assert "Which workspace?" in capsys.readouterr().err


def test_what_has_ended_is_not_exported(tables, tmp_path):
    tables.put("members", {**MEMBER, "expires_at": {"N": str(int(datetime.now(UTC).timestamp()) - 1)}})
    run("export", str(tmp_path / "all.jsonl"))
    assert "members" not in [table for table, _ in exported(tmp_path / "all.jsonl")]


def test_a_spreadsheet_calculates_nothing(tables, capsys):
    assert run("export", "-", "--format", "csv", "--standup", "retro", "--person", "U0ANA") == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["day", "workspace", "standup"]
    assert sorted({row[0] for row in rows[1:]}) == ["2026-11-23", "2026-11-24"]
    assert {row[8] for row in rows[1:]} == {"'=1+1", 'žluťoučký, "kůň"'}
    assert {row[4] for row in rows[1:]} == {"U0ANA"}


def test_an_export_that_fails_leaves_the_file_before_it(tables, tmp_path, monkeypatch):
    file = tmp_path / "all.jsonl"
    file.write_text("before", "utf-8")
    monkeypatch.setattr(data, "write_rows", lambda *_: (_ for _ in ()).throw(data.Problem("It broke.")))
    assert run("export", str(file)) == 1
    assert file.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "is not whole"),
        (lambda lines: [*lines[:2], *lines[3:]], "is not whole"),
        (lambda lines: [lines[0].replace(f'"schema": {SCHEMA}', '"schema": 99'), *lines[1:]], "newer version"),
        (
            lambda lines: [lines[0], lines[1][:-2] + ', "schema": 99}}', *lines[2:]],
            "line 2 is of form 99",
        ),
        (lambda lines: ["{}", *lines], "does not begin as"),
        (lambda lines: [lines[0], "[]", *lines[1:]], "line 2 is no row"),
        (lambda lines: [*lines, lines[1]], "more after the end"),
    ],
)
def test_a_file_that_cannot_be_imported_whole_changes_nothing(tables, tmp_path, capsys, change, said):
    file = tmp_path / "all.jsonl"
    run("export", str(file))
    file.write_text("\n".join(change(file.read_text("utf-8").splitlines())), "utf-8")
    tables.empty()
    assert run("import", str(file)) == 1
    assert said in capsys.readouterr().err
    assert not any(tables.everything().values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: line.replace('"team_id": "T0TEAM"', '"team_id": 5', 1), "is no row of the tables"),
        (lambda line: re.sub(r'("row": .*"schema": )\d', r'\1"x"', line), "holds what DynamoDB does not"),
        (lambda line: line.replace('"row": {', '"row": {"odd": 1e200, ', 1), "holds what DynamoDB does not"),
        (lambda line: line.replace('"row": {', '"row": {"odd": "\\ud800", ', 1), "holds what DynamoDB does not"),
        (lambda line: line.replace('"row": {', '"row": {"odd": {"$blob": 5}, ', 1), "holds what DynamoDB does not"),
        (lambda line: line.replace('"form": 1', '"form": "1"'), "does not say in which form"),
    ],
)
def test_a_row_that_dynamodb_would_refuse_is_found_before_anything_is_written(tables, tmp_path, capsys, change, said):
    file = tmp_path / "all.jsonl"
    run("export", str(file))
    changed = "".join(map(change, file.read_text("utf-8").splitlines(keepends=True)))
    assert changed != file.read_text("utf-8")
    file.write_text(changed, "utf-8")
    tables.empty()
    assert run("import", str(file)) == 1
    assert said in capsys.readouterr().err
    assert not any(tables.everything().values())


def test_an_import_that_ends_half_way_says_so_and_is_finished_by_the_same_command(
    tables, services, tmp_path, monkeypatch, capsys
):
    file, before, rows = tmp_path / "all.jsonl", tables.everything(), []

    def put_new(self, table, item):
        rows.append(item)
        if len(rows) > 9:
            raise StorageUnavailable from ClientError({"Error": {"Code": "SlowDown", "Message": "no"}}, "PutItem")
        return real(self, table, item)

    run("export", str(file))
    tables.empty()
    services.setup.concerns.complete(TEAM)
    real = RawRows.put_new
    monkeypatch.setattr(RawRows, "put_new", put_new)
    assert run("import", str(file)) == 1
    assert "Not all of it is there. The same command again brings the rest" in capsys.readouterr().err
    monkeypatch.setattr(RawRows, "put_new", real)
    assert run("import", str(file)) == 0
    assert tables.everything()["reports"] == before["reports"]
    assert services.setup.concerns.of(TEAM, ()) is None  # they are noted anew


def test_a_tick_that_comes_while_it_is_imported_misses_no_day(tables, services, team, clock, tmp_path, monkeypatch):
    """A standup that came back before its days, and was due by then, would count as one that nobody was asked in."""
    tables.empty()
    own, ana = services.slack.identity().team_id, team[0]
    clock.moment = EIGHT
    retro = with_values(a_standup(team_id=own, standup_id="retro", channel=GENERAL_CHANNEL), {"people": (ana.id,)})
    services.standups.save(retro, ana.id, EIGHT, EIGHT)
    ticking.tick(services, EIGHT, EIGHT + timedelta(minutes=15))
    run("export", str(tmp_path / "all.jsonl"), "--standup", "retro")
    tables.empty()
    real = RawRows.put_new

    def put_new(self, table, item):
        is_new = real(self, table, item)
        ticking.tick(services, clock.moment, clock.moment + timedelta(minutes=15))
        return is_new

    clock.moment = TEN
    monkeypatch.setattr(RawRows, "put_new", put_new)
    assert run("import", str(tmp_path / "all.jsonl")) == 0
    day, reports = services.reports.day(ReportId(own, "retro", TUESDAY), TEN)
    assert (day.roster, day.progress.missed_at, len(reports)) == ((ana.id,), None, 1)
    assert day.progress.reported_at


def refused(*_, **__):
    raise StorageUnavailable from ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutItem")


def test_an_export_that_cannot_be_recorded_does_not_begin(tables, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data.Audit, "note", refused)
    assert run("export", str(tmp_path / "all.jsonl")) == 1
    assert "These AWS credentials may not do PutItem" in capsys.readouterr().err
    assert run("export", "-") == 1
    assert TEAM not in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_an_export_whose_end_cannot_be_recorded_is_there_all_the_same(tables, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data.Trail, "end", refused)
    assert run("export", str(tmp_path / "all.jsonl")) == 1
    assert "all.jsonl is written, but the audit says of it only that it began. These AWS" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_audit_says_who_took_data_out_that_was_cut_off(tables, monkeypatch, capsys, form):
    """They have what was out by then, as `| head` has; nobody would know of a record that comes at the end."""

    def cut_off(self, table, *_):
        raise KeyboardInterrupt

    first = RawRows().page("reports")[0]
    pages = iter([(first, {"more": 1})])
    monkeypatch.setattr(RawRows, "page", lambda *_: next(pages, None) or cut_off(*_))
    monkeypatch.setattr(data, "TABLES", ("reports",))
    assert run("export", "-", "--format", form) == 130
    monkeypatch.undo()
    assert "U0ANA" in capsys.readouterr().out
    monkeypatch.setattr(data, "opened", lambda _stage: data.Audit(400))
    assert run("audit", TEAM) == 0
    assert "ops ana  exported    whole: no" in capsys.readouterr().out


def test_the_audit_says_who_began_an_import_that_was_cut_off(tables, tmp_path, monkeypatch, capsys):
    run("export", str(tmp_path / "all.jsonl"))
    with monkeypatch.context() as broken:
        broken.setattr(RawRows, "put_new", refused)
        assert run("import", str(tmp_path / "all.jsonl")) == 1
    capsys.readouterr()
    assert run("audit", TEAM) == 0
    assert "imported    whole: no" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["folder", "pipe", "none/all.jsonl", "link to a folder", ""])
def test_what_cannot_become_a_file_is_refused_before_anything_is_read(tables, tmp_path, monkeypatch, capsys, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link to a folder").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(data, "write_rows", lambda *_: pytest.fail("it was read"))
    assert run("export", str(tmp_path / name) if name else "") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link(tables, tmp_path):
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "all.jsonl")
    assert run("export", str(tmp_path / "link.jsonl")) == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert checked(tmp_path / "all.jsonl")


def test_exports_and_imports_are_recorded(tables, tmp_path, capsys):
    file = tmp_path / "all.jsonl"
    run("export", str(file), "--standup", "retro")
    run("import", str(file))
    capsys.readouterr()
    assert run("audit", TEAM) == 0
    newest, older, oldest = capsys.readouterr().out.splitlines()
    assert "ops ana  imported" in newest
    assert "there already: 8" in newest
    assert "ops ana  exported  retro" in older
    assert "reports: 6" in older
    assert "U0ANA  changed  retro  fields: name, channel" in oldest


UNINSTALLED = {
    **LEASE,
    "uninstalled_at": {"S": "2026-11-20T08:00:00.000000+0000"},
    "uninstalled_token": {"S": "0123456789abcdef"},
}


def row_of(tables, standup_id):
    return next((row for row in tables.everything()["standups"] if row["standup_id"]["S"] == standup_id), None)


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_an_import_erases_nobody_by_a_wish_that_was_settled_since(tables, services, tmp_path, capsys, options):
    """It would be carried out after its 30 days: the file does not know that somebody has taken it back."""
    requests, job = services.privacy.erasure_requests, Job(TEAM, JobKind.ERASURE, "U0BO", EIGHT)
    requests.open(TEAM, "U0ANA", EIGHT)
    services.jobs.keep(job)
    run("export", str(tmp_path / "all.jsonl"))
    requests.settle(TEAM, "U0ANA")
    services.jobs.finish(job)
    assert run("import", str(tmp_path / "all.jsonl"), *options) == 0
    assert "U0ANA wished to be erased when it was exported. Who still does asks again" in capsys.readouterr().err
    assert requests.due(EIGHT + timedelta(days=31)) == []
    assert services.jobs.get(TEAM, JobKind.ERASURE, "U0BO") is None


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_an_import_does_not_uninstall_the_app_where_it_is_installed(tables, services, tmp_path, options):
    tables.put("standups", UNINSTALLED)
    services.jobs.keep(Job(TEAM, JobKind.REMOVAL, WORKSPACE, EIGHT))
    run("export", str(tmp_path / "all.jsonl"))
    services.jobs.forget(TEAM, JobKind.REMOVAL, WORKSPACE)
    tables.put("standups", LEASE)
    assert run("import", str(tmp_path / "all.jsonl"), *options) == 0
    assert row_of(tables, SENDER) == LEASE
    assert services.jobs.get(TEAM, JobKind.REMOVAL, WORKSPACE) is None


def test_what_was_exported_before_the_removal_is_not_removed_once_it_is_back(tables, services, tmp_path):
    """The month after which it goes begins anew, and ends with the first tick that has a token that works."""
    tables.put("standups", UNINSTALLED)
    services.jobs.keep(Job(TEAM, JobKind.REMOVAL, WORKSPACE, EIGHT))
    run("export", str(tmp_path / "all.jsonl"))
    tables.empty()
    assert run("import", str(tmp_path / "all.jsonl")) == 0
    now = datetime.now(UTC)
    assert services.jobs.get(TEAM, JobKind.REMOVAL, WORKSPACE).due_at > now + timedelta(days=29)
    assert check_gone(services, TEAM, now + timedelta(minutes=1)) is False
    assert services.jobs.get(TEAM, JobKind.REMOVAL, WORKSPACE) is None
    assert "due_at" in row_of(tables, "retro")


def test_every_kind_of_value_comes_back_as_it_was():
    assert stored_item(json.loads(json.dumps(plain_item(ODD)))) == ODD


def test_a_file_is_counted_before_it_is_used(tables, tmp_path):
    run("export", str(tmp_path / "all.jsonl"))
    assert checked(tmp_path / "all.jsonl") == {"reports": 11, "standups": 4, "members": 1}
    assert export_files.FORM == 1
