"""The folder in which a workspace keeps everything between its runs: one workspace at a time has it."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT_IN_STATE = ("workspace.json", "functions.json", "aws")


# The ids of the app in folders that an earlier release has written, and what they are now.
EARLIER_IDS = {"U0STANDUP1": "U0THEAPP01", "B0STANDUP1": "B0THEAPP01", "A0STANDUP1": "A0THEAPP01"}


class CannotStart(Exception):
    """The workspace cannot be started; the message is a sentence for the person who tried."""


def forget(state: Path) -> None:
    """Remove what a workspace keeps between its runs."""
    for name in KEPT_IN_STATE:
        path = state / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def upgrade(state: Path) -> None:
    """Give the app its present ids in what an earlier release has kept: in the workspace, and in the stored rows."""
    for path in (state / "workspace.json", state / "functions.json", *sorted((state / "aws").glob("*.json"))):
        kept = path.read_bytes() if path.is_file() else b""
        now = kept
        for earlier, present in EARLIER_IDS.items():
            now = now.replace(earlier.encode(), present.encode())
        if now != kept:
            beside = path.with_suffix(".tmp")
            beside.write_bytes(now)
            beside.replace(path)


@contextlib.contextmanager
def locked(state: Path) -> Iterator[None]:
    """Hold the folder while the block runs; raises CannotStart if another workspace has it."""
    try:
        lock = FileLock(state / "lock").acquire(timeout=0.2)
    except Timeout:
        message = f"A local workspace is running with {state} already. Stop it, or choose another --state."
        raise CannotStart(message) from None
    except OSError as problem:
        raise CannotStart(f"The folder {state} cannot be used: {problem.strerror}.") from problem
    with lock:
        yield
