"""Lets one process at a time do what several may not do in the same folder. Standard library only."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ops.steps import Problem, say


@contextlib.contextmanager
def lock(path: Path, waiting: str) -> Iterator[None]:
    """Hold a lock while the block runs, saying `waiting` if another has it; the system frees that of one that died."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - the call takes no keyword
        if not _locked(file.fileno()):
            say(waiting)
            while not _locked(file.fileno()):
                time.sleep(0.2)
        yield


@contextlib.contextmanager
def alone(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock while the block runs; raises Problem if another has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        os.set_inheritable(file.fileno(), False)  # noqa: FBT003 - the call takes no keyword
        if not _locked(file.fileno()):
            raise Problem(refusal)
        yield


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there only on Windows

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not there on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
