"""Lazy listeners that cannot lose work.

Bolt's own runner for Lambda loses a lazy function's work when its invoke fails, when it raises, and when it runs more
than five minutes after the click. This one hands the work to an asynchronous invocation of the same function in an
envelope of its own, does it at once if that fails, and lets errors fail the invocation, so that Lambda repeats it twice
and then keeps it in the failure queue for 14 days. A repetition is safe: the later submission wins, by the moment of
receipt. What the acknowledgement has read may go along as a `snapshot`; whoever uses it checks that it still holds. The
signature is not checked again, because only IAM can start a lazy run: no HTTP request can produce the
envelope's top-level key.
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError
from slack_bolt import App
from slack_bolt.kwargs_injection import build_required_kwargs
from slack_bolt.lazy_listener import LazyListenerRunner
from slack_bolt.request import BoltRequest
from slack_bolt.util.utils import get_arg_names_of_callable

from app.handover import ACCEPTED, RESPONSES, SENDER, LambdaClient
from app.telemetry import log

# No HTTP request can produce this key: API Gateway and function URLs choose the top-level keys of their events.
ENVELOPE = "standup_lazy"

# Work that may take minutes goes to the sender's function, which has fifteen; the one that answers Slack has one. A
# function that invokes itself again and again would not do: Lambda stops such a chain after some sixteen rounds.
LONG = frozenset({"post_now"})

_log = logging.getLogger(__name__)


class DurableRunner(LazyListenerRunner):
    """Starts lazy functions by invoking our own Lambda function, and runs them when that invocation arrives."""

    def __init__(self, client: LambdaClient) -> None:
        self.logger = _log
        self._client = client

    def warm_up(self, function_name: str) -> None:
        """Open the connection that the first invoke will need, by a dry run, which only checks the permission."""
        if function_name:
            reply = self._client.invoke(FunctionName=function_name, InvocationType="DryRun", Payload=b"{}")
            reply["Payload"].read()

    def start(self, function: Callable[..., None], request: BoltRequest) -> None:
        """Hand the work over, or do it now if that fails; raises what the work raises."""
        context = request.context
        if context.get("refused") or context.get("done"):
            return
        envelope = {
            "id": log.trail().request_id or uuid4().hex,
            "function": function.__name__,
            "received_at": context["received_at"].isoformat(),
            "body": request.body,
            "snapshot": context.get("snapshot"),
        }
        if self._invoked(_function_for(function.__name__, context.get("function_arn")), envelope):
            return
        self.run(function, request)

    def run(self, function: Callable[..., None], request: BoltRequest) -> None:
        """Run the function here; unlike Bolt's own runner, this lets its errors out."""
        arguments = build_required_kwargs(
            logger=_log,
            required_arg_names=get_arg_names_of_callable(function),
            request=request,
            response=None,
            this_func=function,
        )
        function(**arguments)

    def _invoked(self, function_arn: str | None, envelope: Mapping[str, Any]) -> bool:
        if not function_arn:
            return False
        try:
            reply = self._client.invoke(
                FunctionName=function_arn,
                InvocationType="Event",
                Payload=json.dumps({ENVELOPE: envelope}).encode(),
            )
            # An unread reply would keep the connection from being used again.
            reply["Payload"].read()
        except (BotoCoreError, ClientError, OSError) as error:
            _log.warning("invoke failed, working inline", extra={"id": envelope["id"], "error": type(error).__name__})
            return False
        return bool(reply["StatusCode"] == ACCEPTED)


def _function_for(work: str, function_arn: str | None) -> str | None:
    """Return the ARN of the function that is to do the work: our own, or the sender's beside it."""
    return function_arn.replace(RESPONSES, SENDER) if function_arn and work in LONG else function_arn


def request_in(envelope: Mapping[str, Any]) -> BoltRequest:
    """Return the request of a lazy run; IAM let the invocation through, so there is no signature to check again."""
    request = BoltRequest(
        body=dict(envelope["body"]),
        mode="socket_mode",
        context={
            "lazy": True,
            "received_at": datetime.fromisoformat(envelope["received_at"]),
            "snapshot": envelope.get("snapshot"),
        },
    )
    request.lazy_only = True
    request.lazy_function_name = envelope["function"]
    return request


def refuse_namesakes(app: App) -> None:
    """Raise ValueError if two lazy functions have the same name, by which Bolt finds them."""
    functions: dict[str, Callable[..., None]] = {}
    for listener in app._listeners:  # noqa: SLF001 Bolt does not show its listeners otherwise
        for function in listener.lazy_functions:
            if functions.setdefault(function.__name__, function) is not function:
                raise ValueError(f"two lazy functions are called {function.__name__}")
