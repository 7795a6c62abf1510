"""Invoke our own functions from the sender.

Scheduled work is handed to a run of its own, which Lambda repeats and finally keeps in the failure queue. The function
that answers Slack is woken, so that nobody's click has to wait for an environment to start.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from app.errors import HandoverFailed

# Lambda's status for an asynchronous invocation that it has accepted; it takes up to a megabyte.
ACCEPTED = 202
# How the names of our two functions end.
RESPONSES, SENDER = "slack-responses", "scheduled-events"
# Like the envelope of lazy work: no HTTP request can produce this key.
WAKE = "standup_wake"


class LambdaClient(Protocol):
    """The part of the AWS client for Lambda that we use."""

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> Mapping[str, Any]:  # noqa: N803 AWS's
        """Invoke a function."""


class Handover:
    """Starts our own functions with events."""

    def __init__(self, client: LambdaClient | None = None, function_name: str = "") -> None:
        self._client = client
        self._function_name = function_name

    def start(self, event: Mapping[str, Any]) -> bool:
        """Have another run carry the event out; False if there is no function to invoke.

        Raises HandoverFailed if Lambda does not confirm it; whether it accepted is unknown then.
        """
        return self._invoke(self._function_name, event)

    def wake(self, environments: int, until: datetime) -> bool:
        """Wake so many environments of the function that answers Slack, which wait for each other until that moment.

        False if there is no function to invoke. Raises HandoverFailed if Lambda does not confirm it.
        """
        responses = self._function_name.replace(SENDER, RESPONSES)
        return all(self._invoke(responses, {WAKE: {"until": until.isoformat()}}) for _ in range(environments))

    def _invoke(self, function_name: str, event: Mapping[str, Any]) -> bool:
        if self._client is None or not function_name:
            return False
        try:
            reply = self._client.invoke(
                FunctionName=function_name, InvocationType="Event", Payload=json.dumps(event).encode()
            )
            reply["Payload"].read()  # an unread reply would keep the connection from being used again
        except (BotoCoreError, ClientError, OSError) as error:
            raise HandoverFailed(type(error).__name__) from error
        if reply["StatusCode"] != ACCEPTED:
            raise HandoverFailed(f"status {reply['StatusCode']}")
        return True
