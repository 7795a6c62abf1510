"""The log: facts with fields, one JSON object a line; never answers, tokens or signatures."""

import json
import logging
import sys
from contextvars import ContextVar

from msgspec import Struct

_ENCODER = json.JSONEncoder(default=str)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}


class Trail(Struct, frozen=True):
    """What all log lines of one piece of work have in common: the id of its request, and where it runs.

    A lazy run has the id of the request that started it, so that one click can be followed to its end.
    """

    request_id: str = ""
    function: str = ""
    stage: str = "local"


NOTHING = Trail()
_trail: ContextVar[Trail] = ContextVar("trail", default=NOTHING)


def follow(trail: Trail) -> None:
    """Put this trail on all log lines from here on, until other work begins."""
    _trail.set(trail)


def trail() -> Trail:
    """Return the trail of the present work."""
    return _trail.get()


class JsonLines(logging.Formatter):
    """Formats a log record as one JSON object, with its trail and the fields given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= {"request_id": trail().request_id, "function": trail().function}
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _ENCODER.encode(line)


def configure() -> None:
    """Send our own log as JSON lines to standard output, which say nothing of threads and lines of code.

    Python's manual advises not to look these up for each line if nobody reads them.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 the manual's own way
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("app")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False
    quieted("urllib3")


def quieted(library: str) -> logging.Logger:
    """Silence a library's warnings, which may quote what people wrote or secret addresses, and return its logger."""
    logger = logging.getLogger(library)
    logger.setLevel(logging.ERROR)
    return logger
