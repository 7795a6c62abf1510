"""The failure queue: what Lambda gave up on, listed, done again, or dropped, in whatever AWS is configured."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.errors import SHAPE_ERRORS
from app.handover import WAKE
from ops.deploying.waiting import count, received
from ops.ending import AWS_ERRORS, Commands, sentence_of
from ops.secrets import explained
from ops.stage import Region, Stage, StageName
from ops.steps import Problem
from ops.visible import visible

# While a listing goes on its messages are hidden from others; they are given back at its end.
HIDDEN_SECONDS = 120
WAIT_SECONDS = 2
ACCEPTED = 202
# What Lambda refuses of one event, whatever it says of the others.
OF_ONE_EVENT = {
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "RequestTooLargeException",
    "ResourceNotFoundException",
    "ValidationException",
}
DID = {"replay": "Replayed", "drop": "Dropped"}

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
            function_arn=str(context["functionArn"]),
            attempts=int(context.get("approximateInvokeCount", 0)),
            error=reason or str(context.get("condition", "")),
            event=body["requestPayload"],
        )
    except SHAPE_ERRORS:
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

    def count(self) -> int:
        """Count all messages, those included that another command hides."""
        return count(self._sqs, self._url)

    def give_back(self, failure: Failure) -> None:
        with suppress(self._sqs.exceptions.MessageNotInflight):  # the time is over: it is back by itself
            self._sqs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=failure.receipt, VisibilityTimeout=0)

    def drop(self, failure: Failure) -> None:
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=failure.receipt)

    def replay(self, failure: Failure) -> str:
        """Hand the event to its function again; returns why Lambda has not accepted it: then it stays in the queue."""
        refusal = hand_over(self._functions, failure)
        if not refusal:
            self.drop(failure)
        return refusal


def hand_over(functions: Any, failure: Failure) -> str:
    """Hand an event to its function again; returns why Lambda has not accepted it, or an empty text if it has.

    Raises what AWS refuses for a reason that any other event would meet.
    """
    if not failure.function_arn:
        return failure.error
    payload = json.dumps(failure.event).encode()
    try:
        reply = functions.invoke(FunctionName=failure.function_arn, InvocationType="Event", Payload=payload)
    except ClientError as error:
        if error.response["Error"]["Code"] not in OF_ONE_EVENT:
            raise
        return sentence_of(error)
    return "" if reply["StatusCode"] == ACCEPTED else "Lambda did not accept it"


def show(failures: Sequence[Failure], *, is_all: bool) -> None:
    if not failures:
        console.print("The failure queue is empty." if is_all else "Nothing in the failure queue can be seen now.")
        return
    table = Table("id", "failed at (UTC)", "function", "what", "tries", "error", title=f"{len(failures)} failed")
    for failure in failures:
        tries, error = str(failure.attempts), failure.error[:80]
        cells = (failure.id[:8], failure.at, failure.function, failure.what, tries, error)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    console.print(table)


def carry_out(queue: FailureQueue, command: str, ids: Sequence[str]) -> int:
    """Do one command to the failures whose ids begin with one of `ids`, or to all; returns the exit code."""
    failures: list[Failure] = []
    done: list[Failure] = []
    try:
        counted = queue.count()
        failures += queue.take()
        chosen = [one for one in failures if not ids or one.id.startswith(tuple(ids))]
        unknown = [each for each in ids if not any(one.id.startswith(each) for one in failures)]
        # AWS's count comes late: what another command has dropped a moment ago is in the first, and not in the second.
        unseen = max(0, min(counted, queue.count()) - len(failures))
        for each in unknown:
            console.print(Text(f"No failure in the queue has an id that begins with {visible(each)!r}."))
        if command == "list" and (chosen or not unknown):
            show(chosen, is_all=not unseen)
        elif command != "list":
            _do_to_each(queue, command, chosen, done)
    finally:
        for failure in failures:
            if failure not in done:
                queue.give_back(failure)
    if command != "list" and (chosen or not unknown):
        console.print(f"{DID[command]} {len(done)} of {len(chosen)}.")
    if unseen:
        console.print(
            f"AWS counts {unseen} more, hidden from this command: another one has them, or was ended while it had. "
            "Look again in two minutes."
        )
    is_done = command == "list" or (len(done) == len(chosen) and (ids or not unseen))
    return 0 if is_done and not unknown else 1


def _do_to_each(queue: FailureQueue, command: str, chosen: Sequence[Failure], done: list[Failure]) -> None:
    """Replay or drop what is chosen, noting what is `done`; raises Problem where AWS would take none of the others."""
    try:
        for failure in chosen:
            if command == "drop":
                queue.drop(failure)
            elif refusal := queue.replay(failure):
                console.print(Text(f"{failure.id[:8]} stays in the queue: {visible(refusal).rstrip('.')}."))
                continue
            done.append(failure)
    except AWS_ERRORS as error:
        told = f"{DID[command]} {len(done)} of {len(chosen)}; the others are still in the queue."
        raise Problem(f"{told} {sentence_of(error)}") from None


def replay_saved(stage: Stage, file: Path) -> None:
    """Hand over everything in a file of `remove --save-failures`; raises Problem if Lambda did not take all of it."""
    try:
        found = [
            read_failure({"ReceiptHandle": "", **json.loads(line)}) for line in file.read_text("utf-8").splitlines()
        ]
    except (OSError, *SHAPE_ERRORS) as error:
        raise Problem(f"{file} cannot be read as saved failures: {error}") from None
    functions, left = stage.client("lambda"), list[Failure]()
    for number, failure in enumerate(found):
        try:
            if hand_over(functions, failure):
                left.append(failure)
        except AWS_ERRORS as error:
            told = f"Replayed {number - len(left)} of {len(found)}; {file} has them all still, and twice does no harm."
            raise Problem(f"{told} {sentence_of(error, stage.region)}") from None
    if left:
        told = f"Replayed {len(found) - len(left)} of {len(found)}."
        names = ", ".join(visible(failure.id[:8]) for failure in left)
        raise Problem(f"{told} Not taken: {names}. {file} has them still.")
    console.print(f"Replayed {len(found)} of {len(found)}. Delete {file}: it holds what people wrote.")


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
