"""The app in the tests' own process as Lambda runs it: what is lazy is queued when acknowledged, and run later."""

import io
import json
from collections.abc import Callable
from types import SimpleNamespace

from app import bootstrap, entry
from app.lazy import DurableRunner
from tests.kit.inside import Inside

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:slack-responses"


class Queued(Inside):
    """Sends requests as `Inside` does; `runs` does what they have left to be done."""

    def __init__(self, services) -> None:
        super().__init__(services)
        self.waiting: list[bytes] = []
        self._app = bootstrap.build_app(services, DurableRunner(self))
        self._context = SimpleNamespace(invoked_function_arn=FUNCTION)

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes):  # noqa: N803 AWS's
        assert FunctionName.startswith(FUNCTION.rpartition(":")[0]), InvocationType
        self.waiting.append(Payload)
        return {"StatusCode": 202, "Payload": io.BytesIO()}

    def held(self, *requests: Callable[[], object]) -> list[bytes]:
        """Have requests acknowledged, and give what they have left to be done, undone."""
        self.runs()
        for request in requests:
            request()
        left, self.waiting = self.waiting, []
        return left

    def runs(self, events: list[bytes] | None = None) -> None:
        """Do what is queued, or what was held back: a run that fails is repeated by nobody here, and raises."""
        events, self.waiting = (self.waiting if events is None else events), []
        for event in events:
            entry.slack_responses(self._app, self._services, json.loads(event), None)

    def scheduled(self, kind: str, time) -> None:
        event = {"source": "schedule", "time": time.isoformat(), "type": kind}
        entry.scheduled_events(self._app, self._services, event, None)
