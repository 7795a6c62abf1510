"""The files of `manage.py data`: written whole or not at all, and read with every line checked before any is used."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO, cast

from app.errors import SHAPE_ERRORS
from app.storage.privacy.raw_rows import KEYS
from app.storage.rows.raw_values import plain_item, stored_item
from app.storage.rows.row import SCHEMA
from ops.steps import Problem
from ops.visible import Visible

FORM = 1
# A row has at most 400 kB, and JSON may write each of its characters in six.
LONGEST_LINE = 3_000_000
STDOUT = "-"


@contextmanager
def whole_file(name: str) -> Iterator[TextIO]:
    """Give a file to write that appears under its name when all of it is there; `-` is the standard output.

    It holds what people wrote, so nobody but its owner may read it. Raises Problem before anything is written if there
    is no room for such a file: a folder, a device or a pipe of that name would have to go for it.
    """
    if name == STDOUT:
        yield cast("TextIO", Visible(sys.stdout)) if sys.stdout.isatty() else sys.stdout
        sys.stdout.flush()
        return
    target = place_of(name)
    part = _part_of(target)
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise Problem(f"{name} cannot be written: {error.strerror or error}.") from None
    finally:
        part.unlink(missing_ok=True)


def place_of(name: str) -> Path:
    """Return where a file of that name is to be, behind any link; raises Problem if it cannot be written there."""
    target = Path(os.path.realpath(name))
    if not name or (target.exists() and not target.is_file()):
        raise Problem(f"{name or 'A file without a name'} cannot be written: it is no file. {STDOUT} is the output.")
    part = _part_of(target)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600))
        part.unlink()
    except OSError as error:
        raise Problem(f"{name} cannot be written: {error.strerror or error}.") from None
    return target


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def header(about: dict[str, Any]) -> str:
    """Give the first line of a file: what it is, and in which form."""
    return json.dumps({"standup_bot": "export", "form": FORM, "schema": SCHEMA, **about}) + "\n"


def line(table: str, item: dict[str, Any]) -> str:
    """Give the line of one row."""
    return json.dumps({"table": table, "row": item}, ensure_ascii=False) + "\n"


def trailer(counts: dict[str, int]) -> str:
    """Give the last line: without it a file is known not to be whole."""
    return json.dumps({"standup_bot": "end", "rows": counts}) + "\n"


def checked(file: Path) -> dict[str, int]:
    """Look at every line; returns how many rows of each table there are. Raises Problem for what cannot be imported."""
    counts = dict.fromkeys(KEYS, 0)
    end: Any = None
    for number, values in _lines(file):
        where = f"{file}, line {number}"
        if end is not None:
            raise Problem(f"{where}: there is more after the end.")
        if number == 1:
            _check_header(file, values)
        elif values.get("standup_bot") == "end":
            end = values.get("rows")
        else:
            counts[_check_row(where, values)] += 1
    if end is None:
        raise Problem(f"{file} is not whole: its last line is missing. Export it again.")
    if end != counts:
        raise Problem(f"{file} is not whole: it says it has {end} rows, and it has {counts}. Export it again.")
    return counts


def written_at(file: Path) -> str:
    """Return when a file that was checked was written; empty, which is before any moment, if it does not say so."""
    first: Any = next(_lines(file))[1]
    return str(first.get("at", ""))


def rows_of(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of a file that was checked, each with its table."""
    for _, values in _lines(file):
        if "table" in values:
            yield values["table"], values["row"]


def _lines(file: Path) -> Iterator[tuple[int, Any]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, text in enumerate(iter(partial(lines.readline, LONGEST_LINE + 1), ""), 1):
                if len(text) > LONGEST_LINE:
                    raise Problem(f"{file}, line {number} is longer than any row that DynamoDB holds.")
                values = json.loads(text, parse_constant=_no_number)
                if not isinstance(values, dict):
                    raise Problem(f"{file}, line {number} is no row of an export.")
                yield number, values
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{file} cannot be read: {error}") from None
    except (ValueError, RecursionError) as error:
        raise Problem(f"{file} is not what 'data export' writes as JSON Lines: {error}") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number that DynamoDB holds")


def _check_header(file: Path, values: dict[str, Any]) -> None:
    if values.get("standup_bot") != "export":
        raise Problem(f"{file} does not begin as what 'data export' writes as JSON Lines.")
    form, schema = values.get("form", 0), values.get("schema", 0)
    if not (isinstance(form, int) and isinstance(schema, int)):
        raise Problem(f"{file}, line 1 does not say in which form it is.")
    if form > FORM or schema > SCHEMA:
        raise Problem(f"{file} was written by a newer version of the Standup Bot. Import it with that one, or a newer.")


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _check_row(where: str, values: dict[str, Any]) -> str:
    table, row = str(values.get("table")), values.get("row")
    if table not in KEYS or not isinstance(row, dict) or not all(_is_key(row.get(key)) for key in KEYS[table]):
        raise Problem(f"{where} is no row of the tables {', '.join(KEYS)}.")
    try:
        json.dumps(plain_item(stored_item(row)), ensure_ascii=False).encode()  # half a character does not get through
        is_newer = row.get("schema", 1) > SCHEMA
    except SHAPE_ERRORS:
        raise Problem(f"{where} holds what DynamoDB does not.") from None
    if is_newer:
        raise Problem(
            f"{where} is of form {row['schema']}, and this version knows those up to {SCHEMA}. "
            "Import it with the version that wrote it, or a newer."
        )
    return table
