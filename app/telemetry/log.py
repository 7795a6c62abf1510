"""Logs: facts with fields, one JSON object a line; never answers, tokens or signatures."""

import json
import logging
import sys
from contextvars import ContextVar

from msgspec import Struct

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}


class Trail(Struct, frozen=True):
    """What all lines of one piece of work have in common: the id of the request that it began with, and where it runs.

    A lazy run has the id of the request that it was left by, so that one click can be followed to its end.
    """

    request_id: str = ""
    function: str = ""
    stage: str = "local"


NOTHING = Trail()
_trail: ContextVar[Trail] = ContextVar("trail", default=NOTHING)


def follow(trail: Trail) -> None:
    """Let the lines from here on belong to this work, until other work begins."""
    _trail.set(trail)


def trail() -> Trail:
    """Return the work that is being done."""
    return _trail.get()


class JsonLines(logging.Formatter):
    """One JSON object a record, with the work that it belongs to and the fields that were given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= {"request_id": trail().request_id, "function": trail().function}
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure() -> None:
    """Send our own log as JSON lines to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("app")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False
    quieted("urllib3")


def quieted(library: str) -> logging.Logger:
    """Return a library's logger, quieted: its warnings would quote what people wrote, or addresses that are secret."""
    logger = logging.getLogger(library)
    logger.setLevel(logging.ERROR)
    return logger
