"""Hand scheduled work to a run of its own, which Lambda repeats and finally keeps in the failure queue."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from app.errors import HandoverFailed

# Lambda's status for an asynchronous invocation that it has accepted; it takes up to a megabyte.
ACCEPTED = 202


class LambdaClient(Protocol):
    """The part of the AWS client for Lambda that we use."""

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> Mapping[str, Any]:  # noqa: N803 AWS's
        """Invoke a function."""


class Handover:
    """Starts our own function again with a scheduled event."""

    def __init__(self, client: LambdaClient | None = None, function_name: str = "") -> None:
        self._client = client
        self._function_name = function_name

    def start(self, event: Mapping[str, Any]) -> bool:
        """Have another run carry the event out; False if there is no function to invoke.

        Raises HandoverFailed if Lambda does not confirm it; whether it accepted is unknown then.
        """
        if self._client is None or not self._function_name:
            return False
        try:
            reply = self._client.invoke(
                FunctionName=self._function_name, InvocationType="Event", Payload=json.dumps(event).encode()
            )
            reply["Payload"].read()  # an unread reply would keep the connection from being used again
        except (BotoCoreError, ClientError, OSError) as error:
            raise HandoverFailed(type(error).__name__) from error
        if reply["StatusCode"] != ACCEPTED:
            raise HandoverFailed(f"status {reply['StatusCode']}")
        return True
