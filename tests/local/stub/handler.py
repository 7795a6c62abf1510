"""A handler that does what its event says, for the tests of the local Lambda."""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def slack_responses(event, context):
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "application/json", "X-Seen": event["requestContext"]["http"]["method"]},
        "cookies": ["a=1", "b=2"],
        "body": json.dumps({"event": event, "arn": context.invoked_function_arn}),
    }


def scheduled_events(event, context):
    return ACTIONS[event["do"]](event, context)


def _fail(event, _context):
    raise ValueError(event["message"])


def _crash(_event, _context):
    os._exit(7)


def _hang(event, _context):
    time.sleep(event["seconds"])  # the local Lambda's limit is what is tested


def _shout(_event, _context):
    sys.stdout.write("a print\n")
    os.write(1, b"raw bytes on fd 1\n")
    sys.stderr.write("on stderr\n")
    return sys.stdin.read()


def _tell(_event, context):
    return {
        "now": datetime.now(UTC).isoformat(),
        "clock": time.time(),
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "name": context.function_name,
        "request": context.aws_request_id,
        "remaining": context.get_remaining_time_in_millis(),
        "pid": os.getpid(),
        "environment": dict(os.environ),
    }


def _compare(event, _context):
    """Write a file, which has the real time, between two looks at the clock."""
    before = time.time()
    Path(event["file"]).write_text("now", encoding="utf-8")
    return {"before": before, "after": time.time()}


def _meet(event, _context):
    """Wait until as many invocations as the event says are under way at once, in the folder that it names."""
    folder, own = Path(event["folder"]), str(os.getpid())
    (folder / own).touch()
    until = time.monotonic() + 10
    while len(list(folder.iterdir())) < event["of"] and time.monotonic() < until:
        time.sleep(0.005)
    return own


def _fail_until(event, _context):
    """Fail as often as the event says, counting in a file."""
    file = Path(event["file"])
    file.write_text((file.read_text() if file.exists() else "") + ".")
    if file.stat().st_size <= event["times"]:
        raise RuntimeError("not yet")
    return "done"


ACTIONS = {
    "fail": _fail,
    "crash": _crash,
    "hang": _hang,
    "shout": _shout,
    "tell": _tell,
    "compare": _compare,
    "meet": _meet,
    "fail_until": _fail_until,
}
