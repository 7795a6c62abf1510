"""The failure queue: what Lambda gave up on, listed, done again, or dropped, in whatever AWS is configured."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.handover import WAKE
from ops.deploying.waiting import received
from ops.ending import Commands
from ops.secrets import explained
from ops.stage import Region, Stage, StageName
from ops.steps import Problem
from ops.visible import visible

# While a listing goes on its messages are hidden from others; they are given back at its end.
HIDDEN_SECONDS = 120
WAIT_SECONDS = 2
ACCEPTED = 202

Ids = Annotated[list[str] | None, typer.Argument(help="the beginnings of the ids that list shows")]
All = Annotated[bool, typer.Option("--all", help="everything in the queue")]
QueueUrl = Annotated[str, typer.Option("--queue-url", help="the queue's address, if it is not named after the stage")]

app = Commands("What AWS Lambda gave up on: listed, done again, or dropped.")
console = Console()


@dataclass(frozen=True, slots=True)
class Failure:
    """One event that failed for good. What people wrote stays inside `event` and is never shown."""

    id: str
    receipt: str
    at: str
    function_arn: str
    attempts: int
    error: str
    event: Any

    @property
    def what(self) -> str:
        """Name the work without quoting it: the lazy function, the kind of scheduled event, or a waking."""
        event = self.event if isinstance(self.event, dict) else {}
        if WAKE in event:
            return "waking"
        lazy = event.get("standup_lazy")
        return str(lazy.get("function") if isinstance(lazy, dict) else event.get("type") or "unknown")

    @property
    def function(self) -> str:
        return self.function_arn.split(":function:")[-1]


def read_failure(message: dict[str, Any]) -> Failure:
    """Read a message as Lambda's destination writes it; one that is not readable is shown as such, not lost."""
    try:
        body = json.loads(message["Body"])
        context, answer = body["requestContext"], body.get("responsePayload") or {}
        reason = ": ".join(str(answer[key]) for key in ("errorType", "errorMessage") if answer.get(key))
        return Failure(
            id=message["MessageId"],
            receipt=message["ReceiptHandle"],
            at=str(body.get("timestamp", ""))[:19].replace("T", " "),
            function_arn=context["functionArn"],
            attempts=int(context.get("approximateInvokeCount", 0)),
            error=reason or str(context.get("condition", "")),
            event=body["requestPayload"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Failure(message["MessageId"], message["ReceiptHandle"], "", "", 0, "not a message of Lambda's", None)


class FailureQueue:
    """The queue of one stage, and the functions that its events belong to."""

    def __init__(self, sqs: Any, functions: Any, url: str) -> None:
        self._sqs = sqs
        self._functions = functions
        self._url = url

    def take(self) -> Iterator[Failure]:
        """Take every message there is, hiding it from others for a while."""
        return map(read_failure, received(self._sqs, self._url, hidden=HIDDEN_SECONDS, wait=WAIT_SECONDS))

    def give_back(self, failure: Failure) -> None:
        self._sqs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=failure.receipt, VisibilityTimeout=0)

    def drop(self, failure: Failure) -> None:
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=failure.receipt)

    def replay(self, failure: Failure) -> bool:
        """Hand the event to its function again; only what Lambda has accepted leaves the queue."""
        if not hand_over(self._functions, failure):
            return False
        self.drop(failure)
        return True


def hand_over(functions: Any, failure: Failure) -> bool:
    """Hand an event to its function again; returns whether Lambda has accepted it."""
    if not failure.function_arn:
        return False
    payload = json.dumps(failure.event).encode()
    reply = functions.invoke(FunctionName=failure.function_arn, InvocationType="Event", Payload=payload)
    return bool(reply["StatusCode"] == ACCEPTED)


def show(failures: Sequence[Failure]) -> None:
    if not failures:
        console.print("The failure queue is empty.")
        return
    table = Table("id", "failed at (UTC)", "function", "what", "tries", "error", title=f"{len(failures)} failed")
    for failure in failures:
        tries, error = str(failure.attempts), failure.error[:80]
        cells = (failure.id[:8], failure.at, failure.function, failure.what, tries, error)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    console.print(table)


def carry_out(queue: FailureQueue, command: str, ids: Sequence[str]) -> int:
    """Do one command to the failures whose ids begin with one of `ids`, or to all; returns the exit code."""
    failures = list(queue.take())
    chosen = [one for one in failures if not ids or one.id.startswith(tuple(ids))]
    unknown = [each for each in ids if not any(one.id.startswith(each) for one in failures)]
    for each in unknown:
        console.print(Text(f"No failure in the queue has an id that begins with {visible(each)!r}."))
    done: list[Failure] = []
    try:
        if command == "list" and (chosen or not unknown):
            show(chosen)
        for failure in chosen if command != "list" else []:
            if command == "drop":
                queue.drop(failure)
            elif not queue.replay(failure):
                reason = visible(failure.error or "Lambda did not accept it")
                console.print(Text(f"{failure.id[:8]} stays in the queue: {reason}."))
                continue
            done.append(failure)
    finally:
        for failure in failures:
            if failure not in done:
                queue.give_back(failure)
    if command != "list" and (chosen or not unknown):
        console.print(f"{'Replayed' if command == 'replay' else 'Dropped'} {len(done)} of {len(chosen)}.")
    return 0 if not unknown and (command == "list" or len(done) == len(chosen)) else 1


def replay_saved(stage: Stage, file: Path) -> None:
    """Hand over everything in a file of `remove --save-failures`; raises Problem if Lambda did not take all of it."""
    try:
        found = [
            read_failure({"ReceiptHandle": "", **json.loads(line)}) for line in file.read_text("utf-8").splitlines()
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"{file} cannot be read as saved failures: {error}") from None
    functions = stage.client("lambda")
    with explained(stage):
        left = [failure for failure in found if not hand_over(functions, failure)]
    console.print(f"Replayed {len(found) - len(left)} of {len(found)}. Delete {file}: it holds what people wrote.")
    if left:
        raise Problem(f"Not taken: {', '.join(visible(failure.id[:8]) for failure in left)}. The file has them still.")


def connect(stage: Stage, url: str) -> FailureQueue:
    """Find the queue of a stage; raises Problem if there is none."""
    sqs = stage.client("sqs")
    with explained(stage):
        try:
            url = url or sqs.get_queue_url(QueueName=stage.queue)["QueueUrl"]
        except sqs.exceptions.QueueDoesNotExist:
            raise Problem(stage.lacks(f"queue {stage.queue}")) from None
    return FailureQueue(sqs, stage.client("lambda"), url)


@app.command("list")
def list_(ids: Ids = None, stage: StageName = "prod", region: Region = "", queue_url: QueueUrl = "") -> None:
    """Show what failed for good, without a word of what people wrote."""
    _require_whole(ids)
    if code := carry_out(connect(Stage(stage, region), queue_url), "list", ids or ()):
        raise typer.Exit(code)


@app.command()
def replay(
    ids: Ids = None,
    stage: StageName = "prod",
    region: Region = "",
    queue_url: QueueUrl = "",
    file: Annotated[Path | None, typer.Option(help="all that 'remove --save-failures' has kept in this file")] = None,
    *,
    everything: All = False,
) -> None:
    """Hand events to their functions again; what Lambda accepts leaves the queue."""
    if file:
        replay_saved(Stage(stage, region), file)
        return
    _carry_out_chosen("replay", ids, Stage(stage, region), queue_url, everything=everything)


@app.command()
def drop(
    ids: Ids = None,
    stage: StageName = "prod",
    region: Region = "",
    queue_url: QueueUrl = "",
    *,
    everything: All = False,
) -> None:
    """Delete events from the queue for good."""
    _carry_out_chosen("drop", ids, Stage(stage, region), queue_url, everything=everything)


def _carry_out_chosen(
    command: str, ids: Sequence[str] | None, stage: Stage, queue_url: str, *, everything: bool
) -> None:
    _require_whole(ids)
    if not ids and not everything:
        raise typer.BadParameter(f"say which ones to {command}: the ids that list shows, or --all")
    if code := carry_out(connect(stage, queue_url), command, ids or ()):
        raise typer.Exit(code)


def _require_whole(ids: Sequence[str] | None) -> None:
    """Refuse an empty id, as of a variable that is not set: every id begins with it."""
    if ids and not all(each.strip() for each in ids):
        raise typer.BadParameter("an id is empty")
