"""Child processes that end with us: started, stopped and looked after alike on every system."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEPT = ("PATH", "SYSTEMROOT", "COMSPEC", "PATHEXT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def options() -> dict[str, Any]:
    """Keep the child out of reach of the terminal's Ctrl-C, so that the parent decides the order of stopping."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def environment(paths: list[Path], extra: Mapping[str, str]) -> dict[str, str]:
    """Make an environment with what a Python process needs to run here, and nothing of the person's own settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    python = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    return kept | python | dict(extra)


async def end(process: asyncio.subprocess.Process, wait: float) -> None:
    """Close the child's input, which tells it to stop; after `wait` seconds it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    if wait:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), wait)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()
