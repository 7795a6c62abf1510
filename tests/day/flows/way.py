"""The way of a request through the code: which functions work on it, in which files, and what it asks of others."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from msgspec.structs import fields

import app
from app.calendars import Calendars
from app.services import Clock, Day, Privacy, Sending, Services, Setup
from app.settings import Settings
from app.storage.rows.connection import Guarded
from local.stack import Stack

APP = f"{Path(app.__file__).parent}/"
# Not the app's work, but how it is imported.
DEFERRED = f"{APP}listeners/deferred.py"
PARTS = {each.type for each in fields(Services)} - {Settings, Clock, Calendars}
GROUPS = {Privacy, Setup, Day, Sending}
# Whoever is given one of these works with what is outside of the process; all other functions compute.
GIVEN = {Services} | PARTS | {each.type for group in GROUPS for each in fields(group)}
OUTSIDE = tuple(each for each in GIVEN if isinstance(each, type) and each.__module__.startswith("app."))


@dataclass
class Way:
    """What a request has passed, run by run: a listener begins one, and the lazy one may be a process of its own.

    The steps of a run are the files in order, a file as often as the way comes to it.
    """

    functions: list[str] = field(default_factory=list)
    runs: list[list[str]] = field(default_factory=lambda: [[]])
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    slack: list[str] = field(default_factory=list)

    def goes_to(self, file: str, function: str) -> None:
        self.functions.append(f"{file}: {function}")
        if file.startswith("listeners/"):
            self.runs.append([file])
        elif self.runs[-1][-1:] != [file]:
            self.runs[-1].append(file)

    @property
    def dynamodb(self) -> list[str]:
        return [operation for operation, _ in self.requests]

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys(step for run in self.runs for step in run))

    @property
    def returns(self) -> int:
        """How often a run comes back to a file that it has left."""
        return sum(len(run) - len(set(run)) for run in self.runs)


@contextmanager
def followed(stack: Stack) -> Iterator[Way]:
    """Follow what this thread does: the functions that are given the services, or a part of them."""
    way, calls, journal = Way(), len(stack.workspace.calls), len(stack.journal.after(0))

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(APP) or code.co_filename == DEFERRED:
            return
        if code is Guarded.dispatch.__code__:
            way.requests.append((frame.f_locals["operation_name"], frame.f_locals["operation_kwargs"]))
        elif _works_outside(frame):
            way.goes_to(code.co_filename.removeprefix(APP), code.co_qualname)

    sys.setprofile(note)
    try:
        yield way
    finally:
        sys.setprofile(None)
        way.slack += [call["method"] for call in stack.workspace.calls[calls:]]
        way.slack += [each["kind"] for each in stack.journal.after(0)[journal:] if each["kind"] == "response_url"]


def _works_outside(frame: FrameType) -> bool:
    code = frame.f_code
    given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(isinstance(frame.f_locals.get(name), OUTSIDE) for name in given if name != "self")
