"""Locks on files: only one process uses a state folder at a time, and the lock goes when its process goes."""

from __future__ import annotations

import sys
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def acquire(path: Path, wait: float = 0) -> IO[bytes] | None:
    """Lock the file, trying for `wait` seconds; the lock is held while the returned file is open, None if taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    until = time.monotonic() + wait
    while not _lock(file):
        if time.monotonic() >= until:
            file.close()
            return None
        time.sleep(0.05)
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
