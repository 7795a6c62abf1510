"""What is remembered of a stage between commands: ids and addresses, in a file of this checkout. Never a secret."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TextIO

from ops.steps import ROOT, Problem

OWNER_ONLY = 0o600
# Names another folder than the checkout's own.
VARIABLE = "STANDUP_STATE"


@dataclass(frozen=True)
class Record:
    """Where a stage is, and how far its setup has come.

    `url` is where Slack was last told to send its requests: a stack that is made anew has another address.
    """

    region: str = ""
    channel: str = ""
    app_id: str = ""
    url: str = ""


def folder() -> Path:
    """Give the folder of what is remembered."""
    return Path(os.environ.get(VARIABLE) or ROOT / ".standup")


def file_of(stage: str, place: Path | None = None) -> Path:
    return (place or folder()) / f"{stage}.json"


def read(stage: str, place: Path | None = None) -> Record:
    """Give what is remembered of a stage, which may be nothing; raises Problem for a file that is not readable."""
    file = file_of(stage, place)
    if not file.exists():
        return Record()
    try:
        kept = json.loads(file.read_text("utf-8"))
        return Record(**{each.name: str(kept.get(each.name, "")) for each in fields(Record)})
    except (OSError, ValueError, AttributeError) as error:
        raise Problem(f"{file} cannot be read ({error}). Mend it or delete it: it holds no secrets.") from None


def sharing(stage: str, app_id: str, place: Path | None = None) -> tuple[str, ...]:
    """Name the other stages that are remembered to have the same Slack app; files that are not readable name none."""
    others = []
    for file in sorted((place or folder()).glob("*.json")) if app_id else []:
        with suppress(Problem):
            if file.stem != stage and "." not in file.stem and read(file.stem, place).app_id == app_id:
                others.append(file.stem)
    return tuple(others)


def note(stage: str, place: Path | None = None, **known: str) -> Record:
    """Write down what has become known; returns all that is."""
    before = read(stage, place)
    changed = replace(before, **{name: value for name, value in known.items() if value})
    file = file_of(stage, place)
    if changed != before or not file.exists():
        write(file, asdict(changed))
    return changed


def created(file: Path) -> TextIO:
    """Open a new file for writing, which is the owner's alone from its first byte on; raises OSError if it exists."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8")


def write(file: Path, content: dict[str, Any]) -> None:
    """Replace a file at one go; it is the owner's alone from its first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with created(fresh) as text:
        json.dump(content, text, indent=2)
        text.write("\n")
    fresh.replace(file)
