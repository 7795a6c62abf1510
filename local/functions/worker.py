"""One Lambda execution environment: imports the handler, then runs one event after another, as lines of JSON."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

# time_machine takes pytest along where there is one, which costs every worker a tenth of a second.
sys.modules.setdefault("pytest", None)  # type: ignore[arg-type]

import time_machine  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

INIT_FAILED = 3


@dataclass(frozen=True)
class Context:
    """What Lambda tells a handler about the invocation."""

    function_name: str
    function_version: str
    invoked_function_arn: str
    aws_request_id: str
    memory_limit_in_mb: str
    log_group_name: str
    log_stream_name: str
    deadline: float
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


def main(handler: str) -> int:
    """Serve until the input ends, which it also does when the parent process dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the parent stops us
    requests, answers = _take_over_stdio()
    try:
        function = load(handler)
    except BaseException as error:  # noqa: BLE001 - whatever the import raises is the answer
        _send(answers, {"init_error": describe(error)})
        return INIT_FAILED
    _send(answers, {"ready": True})
    for line in requests:
        _send(answers, run(function, json.loads(line)))
    return 0


def load(handler: str) -> Callable[[Any, Context], Any]:
    module, _, name = handler.rpartition(".")
    function = getattr(importlib.import_module(module.replace("/", ".")), name)
    if not callable(function):
        raise TypeError(f"{handler} is not a function")
    return function  # type: ignore[no-any-return]


def run(function: Callable[[Any, Context], Any], request: dict[str, Any]) -> dict[str, Any]:
    """Run one event at the workspace's time; the answer has either a result or an error in Lambda's form."""
    context = Context(**request["context"], deadline=time.monotonic() + request["timeout"])
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=request["ahead"]), tick=True):
        try:
            result = function(request["event"], context)
            return {"result": json.loads(json.dumps(result))}
        except Exception as error:  # noqa: BLE001 - whatever the handler raises fails the invocation, as on Lambda
            traceback.print_exc()
            return {"error": describe(error) | {"requestId": context.aws_request_id}}


def describe(error: BaseException) -> dict[str, Any]:
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def _take_over_stdio() -> tuple[IO[str], IO[str]]:
    """Keep the pipes to the parent for ourselves: what the program prints goes to stderr, and its stdin is empty."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout.flush()
    os.dup2(2, 1)
    return requests, answers


def _send(answers: IO[str], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
