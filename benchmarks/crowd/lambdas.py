"""Scheduled events, carried out as Lambda does: a tick each minute, whether or not the one before is still at work."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from slack_bolt import App

from app import entry
from app.bootstrap import build_app, build_services
from app.handover import ACCEPTED, RESPONSES, SENDER, Handover
from app.lazy import DurableRunner
from app.records import replace
from app.services import Services
from app.settings import Settings
from benchmarks.crowd.clock import HeldClock
from benchmarks.crowd.distance import DistantCalendar

# What serverless.yml gives the function, and how long it takes until an invocation runs.
TIMEOUT = timedelta(minutes=15)
STARTS_WITHIN = timedelta(milliseconds=50)
MINUTE = timedelta(minutes=1)

Environment = tuple[App, Services]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the function, as its `context` argument."""

    clock: HeldClock
    ends_at: datetime
    aws_request_id: str
    function_name: str = SENDER
    invoked_function_arn: str = f"arn:aws:lambda:eu-central-1:000000000000:function:{SENDER}"

    def get_remaining_time_in_millis(self) -> int:
        return round((self.ends_at - self.clock.now()) / timedelta(milliseconds=1))


class Lambdas:
    """The function `scheduled-events`: a run that comes while another goes on gets an environment of its own.

    `failures` are the errors that runs have ended with, `longest` is the longest run.
    """

    def __init__(self, settings: Settings, clock: HeldClock) -> None:
        self._settings = settings
        self._clock = clock
        self._idle: list[Environment] = []
        self._runs: list[threading.Thread] = []
        self.environments = 0
        self.failures: list[Exception] = []
        self.longest = timedelta(0)

    def tick(self, begins: datetime, ends: datetime, each_minute: Callable[[datetime], None]) -> None:
        """Let a tick come each minute from `begins` to `ends`; `each_minute` is called before."""
        moment = begins
        while moment < ends:
            each_minute(moment)
            self._start({"type": "tick", "source": "crowd", "time": moment.isoformat()})
            moment += MINUTE
            self._clock.sleep((moment - self._clock.now()).total_seconds())
        for run in self._runs:
            run.join()

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> Mapping[str, Any]:  # noqa: N803
        """Accept an asynchronous invocation, as Lambda's own client does."""
        if InvocationType == "Event" and RESPONSES not in FunctionName:  # those that answer people are none of this
            self._start(json.loads(Payload))
        return {"StatusCode": ACCEPTED, "Payload": BytesIO()}

    def _start(self, event: Mapping[str, Any]) -> None:
        run = threading.Thread(target=self._run, args=(event,), name="run")
        self._runs = [one for one in self._runs if one.is_alive()]
        run.start()
        self._runs.append(run)

    def _run(self, event: Mapping[str, Any]) -> None:
        self._clock.sleep(STARTS_WITHIN.total_seconds())
        environment = self._idle.pop() if self._idle else self._new()
        began = self._clock.now()
        try:
            entry.scheduled_events(*environment, event, Run(self._clock, began + TIMEOUT, uuid4().hex))
        except Exception as failure:  # noqa: BLE001 Lambda would repeat it; here it is shown
            _log.exception("a run failed")
            self.failures.append(failure)
        finally:
            self.longest = max(self.longest, self._clock.now() - began)
            self._idle.append(environment)

    def _new(self) -> Environment:
        self.environments += 1
        services = build_services(self._settings, self._clock, Handover(self, SENDER))
        calendars = replace(services.calendars, public_http=DistantCalendar(clock=self._clock))
        services = replace(services, calendars=calendars)
        return build_app(services, DurableRunner(self)), services
