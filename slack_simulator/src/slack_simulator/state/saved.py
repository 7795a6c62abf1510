"""Keeps the workspace in one JSON file: written whole or not at all, and set aside when it cannot be read."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

VERSION = 1
DELAY = 0.3

logger = logging.getLogger(__name__)


def load(path: Path) -> dict[str, Any] | None:
    """Return what was saved, or None for a fresh start; a file that cannot be used is kept beside as `.unreadable`."""
    if not path.exists():
        return None
    try:
        saved = dict(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, OSError) as error:
        set_aside(path, str(error))
        return None
    if saved.get("version") != VERSION:
        set_aside(path, f"it has version {saved.get('version')}, and this is version {VERSION}")
        return None
    return saved


def set_aside(path: Path, reason: str) -> None:
    kept = path.with_suffix(".unreadable.json")
    with contextlib.suppress(OSError):
        path.replace(kept)
    logger.warning("The saved workspace could not be used (%s). It is kept as %s; starting anew.", reason, kept)


def save(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps({"version": VERSION, **content}, ensure_ascii=False), "utf-8")
    beside.replace(path)


class Saver:
    """Saves soon after a change, so that a burst of changes is written once."""

    def __init__(self, path: Path | None, content: Callable[[], dict[str, Any]]) -> None:
        self._path = path
        self._content = content
        self._waiting: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        if self._path is None or self._waiting is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            self._waiting = loop.call_later(DELAY, self.flush)

    def flush(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._path is not None:
            save(self._path, self._content())
