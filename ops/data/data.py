"""The stored data of a stage: exported, imported, erased by person, and who did what with it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.domain.history.csv_rows import COLUMNS, answer_rows, as_csv
from app.domain.privacy.audit import Deed
from app.settings import Settings
from app.storage.privacy.audit import Audit
from app.storage.privacy.raw_rows import RawRows
from app.storage.rows import connection
from app.storage.rows.days import occurrence_of, report_of
from app.storage.rows.gate import GATE
from app.storage.rows.raw_values import stored_item
from app.storage.rows.tables import OccurrenceRow, ReportRow, ReportsTable
from ops.data import export_files
from ops.data.erasing import USER, erase
from ops.data.importing import ERASED_SINCE, THERE, Import, in_order, take_over_erased
from ops.data.selection import TABLES, Selection, every_row
from ops.data.trail import Trail
from ops.ending import Commands
from ops.secrets import StoredSecrets, explained
from ops.stage import SIGNING_SECRET, SUPPRESSION_KEY, Region, Stage, StageName
from ops.standups.standups import caller, open_services
from ops.steps import Problem
from ops.visible import visible

HALF_WAY = "Not all of it is there. The same command again brings the rest, for what is there stays."

app = Commands("What is stored, out, in, and away.")


class Form(StrEnum):
    """How a file is written."""

    JSONL = "jsonl"
    CSV = "csv"


def opened(stage: Stage) -> Audit:
    """Connect the tables of a stage; a secret is read only where somebody was erased. Returns its audit trail.

    Raises Problem where the stage has no tables.
    """
    dynamodb = stage.client("dynamodb")
    with explained(stage):
        try:
            dynamodb.describe_table(TableName=stage.tables["standups"])
        except dynamodb.exceptions.ResourceNotFoundException:
            raise Problem(stage.lacks(f"table {stage.tables['standups']}")) from None
    named = {"AWS_REGION": stage.region, "DYNAMODB_TABLE_PREFIX": stage.stack}
    here = {name: os.environ[name] for name in ("DAYS_KEPT",) if name in os.environ}
    settings = Settings.from_env({**here, **named})
    connection.connect(settings, connection.PATIENT)
    GATE.use(partial(_secrets, stage))
    return Audit(settings.days_kept)


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[], None]]:
    """Show how many rows were seen, on the error output, so that a file may go to the other; gives the step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as shown:
        task = shown.add_task(title, total=total or None)
        yield lambda: shown.advance(task)


def write_rows(
    file: TextIO, rows: RawRows, wanted: Selection, now: datetime, step: Callable[[], None], trail: Trail
) -> None:
    """Write what is wanted as JSON Lines, and count the rows of each table."""
    about = {"at": now.isoformat(), "selection": {name: str(getattr(wanted, name) or "") for name in wanted.__slots__}}
    file.write(export_files.header(about))
    trail.counts.update(dict.fromkeys(TABLES, 0))
    for table in TABLES:
        for item in every_row(rows, table):
            step()
            if wanted.wants(table, item, now) and not trail.is_own(item):
                trail.begin(item)
                file.write(export_files.line(table, item))
                trail.counts.update([table])
    file.write(export_files.trailer({table: trail.counts[table] for table in TABLES}))


def write_csv(
    file: TextIO, rows: RawRows, wanted: Selection, now: datetime, step: Callable[[], None], trail: Trail
) -> None:
    """Write the reports that are wanted as a table, a row for each answer, and count the reports."""
    file.write("\ufeff" + as_csv([COLUMNS]))  # by this mark spreadsheets know that it is UTF-8
    day = None
    for item in every_row(rows, "reports"):  # an occurrence comes before its reports
        step()
        row = ReportsTable.from_raw_data(stored_item(item))
        if isinstance(row, OccurrenceRow):
            day = occurrence_of(row) if row.channel else None
        elif isinstance(row, ReportRow) and wanted.wants("reports", item, now):
            known = day if day and str(day.report_id) == row.report_id else None
            trail.begin(item)
            file.write(as_csv(answer_rows(known, report_of(row))))
            trail.counts.update(["reports"])


@contextmanager
def after(told: str, stage: Stage) -> Iterator[None]:
    """Begin what AWS refuses inside the block with what is done by then."""
    try:
        with explained(stage):
            yield
    except Problem as problem:
        raise Problem(f"{told} {problem}") from None


def _days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """Read both ends of a time; raises Problem if they are no days, or the wrong way round."""
    begin, end = _day(first), _day(last)
    if begin and end and end < begin:
        raise Problem(f"The last day, {end}, is before the first, {begin}.")
    return begin, end


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Problem(f"A day looks like 2026-11-24, not {text!r}.") from None


def _stored(stage: Stage, tables: tuple[str, ...]) -> int:
    """Tell about how many rows there are; AWS counts them every six hours."""
    client = stage.client("dynamodb")
    with explained(stage):
        found = [client.describe_table(TableName=stage.tables[table])["Table"] for table in tables]
    return sum(int(table.get("ItemCount", 0)) for table in found)


@app.command("export")
def export(  # noqa: PLR0917 typer makes options of them
    file: Annotated[str, typer.Argument(help="the file to write; - is the standard output")],
    form: Annotated[Form | None, typer.Option("--format", help="by the file's name unless it is said")] = None,
    team: Annotated[str, typer.Option("--team", help="one workspace, by its id")] = "",
    standup: Annotated[str, typer.Option("--standup", help="one standup, by its id")] = "",
    person: Annotated[str, typer.Option("--person", help="one person, by their id")] = "",
    first: Annotated[str | None, typer.Option("--from", help="the first day, as in 2026-11-24")] = None,
    last: Annotated[str | None, typer.Option("--to", help="the last day")] = None,
    stage_name: StageName = "prod",
    region: Region = "",
) -> None:
    """Write what is stored to a file: JSON Lines, all of it, for `import`; or CSV, the answers, for spreadsheets."""
    stage = Stage(stage_name, region)
    wanted = Selection(team, standup, person, *_days(first, last))
    is_csv = (form or Form.CSV if file.endswith(".csv") else form) is Form.CSV
    trail = Trail(opened(stage), caller(stage), Deed.EXPORTED, standup)
    total = _stored(stage, ("reports",) if is_csv else TABLES)
    with export_files.whole_file(file) as out, progress("rows seen", total) as step:
        (write_csv if is_csv else write_rows)(out, RawRows(), wanted, datetime.now(UTC), step, trail)
    with after(f"{file} is written, but the audit says of it only that it began.", stage):
        trail.end()
    told = ", ".join(f"{trail.counts[table]} of {table}" for table in TABLES if table in trail.counts) or "nothing"
    print(f"Exported {told}.", file=sys.stderr)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="a file that export wrote as JSON Lines")],
    stage_name: StageName = "prod",
    region: Region = "",
    *,
    replace: Annotated[bool, typer.Option("--replace", help="overwrite rows that are there and differ")] = False,
) -> None:
    """Bring back what export wrote. Rows that are there stay as they are; importing twice changes nothing."""
    stage = Stage(stage_name, region)
    trail = Trail(opened(stage), caller(stage), Deed.IMPORTED)
    found = export_files.checked(file)
    as_of = export_files.written_at(file)
    bringing, counts = Import(trail, replace, as_of), trail.counts
    with after(HALF_WAY, stage), progress("rows", sum(found.values())) as step:
        unknown = take_over_erased(file, as_of)
        for table, exported in in_order(file):
            step()
            bringing.bring(table, exported)
    with after("All of it is there, but not all that follows is done: run the same command again.", stage):
        if found["standups"]:
            bringing.note_concerns_anew()
        trail.end()
    left_out = {
        "were there already and stay as they are": counts[THERE],
        "are left out, for whose they are was erased since": counts[ERASED_SINCE],
        "are known as erased to the file alone, under another installation's key": unknown,
    }
    there = "".join(f"; {count} {why}" for why, count in left_out.items() if count)
    print(f"Imported {', '.join(f'{counts[table]} of {table}' for table in TABLES)}{there}.", file=sys.stderr)
    if bringing.wishers:
        who = visible(", ".join(sorted(bringing.wishers)))
        print(f"{who} wished to be erased when it was exported. Who still does asks again, in Slack.", file=sys.stderr)


@cache
def _secrets(stage: Stage) -> tuple[str, ...]:
    """Give the secrets that open the key of who was erased, asked for only where somebody was."""
    stored = StoredSecrets(stage)
    return tuple(filter(None, (stored.get(SUPPRESSION_KEY), stored.get(SIGNING_SECRET))))


@app.command("erase")
def erase_(
    person: Annotated[str, typer.Option("--person", help="whom, by their id")],
    team: Annotated[str, typer.Option("--team", help="the id of the workspace")],
    receipt: Annotated[Path, typer.Option("--receipt", help="the file for the receipt")] = Path("erasure-receipt.json"),
    stage_name: StageName = "prod",
    region: Region = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="ask nothing")] = False,
) -> None:
    """Erase a person: their answers, profile, posts, and every mention of them. Run it again if it was interrupted."""
    stage = Stage(stage_name, region)
    if not USER.fullmatch(person):
        raise Problem(f"A person is named by their id, as in U0123456789, not {person!r}.")
    if receipt.is_file():  # nobody else knows who was erased
        raise Problem(f"{receipt} is there already, from an erasure before. Name another file with --receipt.")
    export_files.place_of(str(receipt))  # once somebody is erased it is too late to find that it cannot be written
    services, team_id = open_services(stage)
    if team != team_id:
        raise Problem(f"The stage {stage.name} belongs to the workspace {team_id}, not to {team}.")
    if not yes and not typer.confirm(f"Erase {person} from {team} for good?"):
        raise typer.Exit(1)
    with progress("pages looked through", None) as step:
        written = erase(services, team_id, person, caller(stage), receipt=receipt, step=lambda _table: step())
    for what, count in written["counts"].items():
        print(f"{count:7} {visible(what)}")
    print(f"{len(written['left_by_hand']):7} messages to look at by hand: see {receipt}")


@app.command("audit")
def audit_(
    team: Annotated[str, typer.Argument(help="the id of the workspace")],
    stage_name: StageName = "prod",
    region: Region = "",
    *,
    standup: Annotated[str, typer.Option("--standup", help="what concerns one standup only")] = "",
    most: Annotated[int, typer.Option("--most", help="so many, the newest")] = 100,
) -> None:
    """List who has changed, exported or erased what, and when; the newest first."""
    if not team.strip():
        raise Problem("Which workspace? Give its id, as in T0123ABCD.")
    found = opened(Stage(stage_name, region)).entries(team, datetime.now(UTC), standup or None, most)
    for entry in found:
        details = ", ".join(f"{name}: {value}" for name, value in entry.details.items())
        who = f"{entry.by}  {entry.deed}  {entry.standup_id}  {details}".rstrip()
        print(f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {visible(who)}")
    if not found:
        print("Nothing is recorded.")
