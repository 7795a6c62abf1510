"""Turn a Lambda event into a request for the Bolt app, and its response into what Lambda should see.

The clock is asked once a run: listeners get `now` (when this run began) and `received_at` (when the click came).
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import App
from slack_bolt.request import BoltRequest

from app import http, lazy
from app.errors import SHAPE_ERRORS, BadRequest, InvalidEvent, SlackRateLimited
from app.handover import WAKE
from app.services import Services
from app.slack.patience import Wait, patient
from app.telemetry import log, metrics

# Stop this long before Lambda would, so that the slowest call to Slack can end.
MARGIN = timedelta(seconds=12)
LONGEST_RUN = timedelta(minutes=15)
# Work without the sender's lease waits for a rate limit at most this many seconds; Lambda repeats it later.
LONGEST_WAIT = 15.0
# However wrong the clocks are, a woken environment is kept from people no longer than this.
LONGEST_HOLD = timedelta(seconds=1)
SCHEDULED = "scheduled."
OK = 200

_log = logging.getLogger(__name__)


def slack_responses(app: App, services: Services, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request from Slack, or, for our own envelope, do the lazy work in it.

    Lazy work that fails raises, so that Lambda repeats it and finally hands it to the failure queue. An environment
    that was only woken does nothing.
    """
    if isinstance(event, dict) and WAKE in event:
        return hold(services, event[WAKE])
    if isinstance(event, dict) and lazy.ENVELOPE in event:
        return _do_lazy_work(app, services, event[lazy.ENVELOPE], context)
    _follow(services, context)
    received_at = services.clock.now()
    known = {
        "received_at": received_at,
        "now": received_at,
        "function_arn": getattr(context, "invoked_function_arn", None),
        "deadline": _deadline(received_at, context),
    }
    try:
        request = http.read_request(event, known, services.settings.secrets.signing_secret, received_at)
        response = app.dispatch(request)
        if response.status == OK:  # strangers are refused at once, and should not make us look fast
            metrics.took(metrics.ACK_MILLISECONDS, received_at, services.clock.now())
        return http.answer(response)
    except BadRequest as error:
        services.sending.refusals.note(error.reason)
        return http.refusal(error)
    except SHAPE_ERRORS:
        # Bolt reads payloads before and after it calls us, and fails on those that Slack would never send.
        _log.exception("no sense in a signed request")
        return http.refusal(BadRequest(400, "no sense in the payload"))
    finally:
        services.sending.refusals.tell(received_at)


def hold(services: Services, woken: Mapping[str, Any]) -> dict[str, Any]:
    """Wait until the other environments are woken, too: one that is free again would take their invocations."""
    left = datetime.fromisoformat(woken["until"]) - services.clock.now()
    services.clock.sleep(min(left, LONGEST_HOLD).total_seconds())
    return {"statusCode": OK}


def scheduled_events(app: App, services: Services, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Do what a schedule asks for, or lazy work that takes long; returns what was done.

    Any failure raises, so that Lambda repeats it.
    """
    if isinstance(event, dict) and lazy.ENVELOPE in event:
        return _do_lazy_work(app, services, event[lazy.ENVELOPE], context)
    _follow(services, context)
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise InvalidEvent("a scheduled event has a source, a time and a type")
    inner = {**event, "type": SCHEDULED + event["type"]}
    now = services.clock.now()
    deadline = _deadline(now, context)
    request = BoltRequest(
        body={"type": "event_callback", "event": inner},
        mode="socket_mode",
        context={"scheduled": True, "received_at": now, "now": now, "deadline": deadline},
    )
    with patient(_wait_until(deadline, services)):
        _dispatch(app, request)
    return dict(request.context["outcome"])


def _do_lazy_work(app: App, services: Services, envelope: Mapping[str, Any], context: Any) -> dict[str, Any]:
    _follow(services, context, envelope.get("id"))
    request, now = lazy.request_in(envelope), services.clock.now()
    deadline = _deadline(now, context)
    request.context.update(now=now, deadline=deadline)
    with patient(_wait_until(deadline, services)):
        _dispatch(app, request)
    _log.info("done", extra={"work": request.lazy_function_name, **_event_in(request.body)})
    return {"statusCode": OK}


def _event_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type and channel of Slack's event for the log: which events Slack sends is not documented fully."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return {}
    return {name: event[name] for name in ("type", "channel") if isinstance(event.get(name), str)}


def _dispatch(app: App, request: BoltRequest) -> None:
    """Run a request of our own and raise what it raised."""
    response = app.dispatch(request)
    if failure := request.context.get("failure"):
        raise failure
    if response.status != OK:
        raise InvalidEvent(f"no listener for {request.lazy_function_name or request.body['event']['type']}")


def _wait_until(deadline: datetime, services: Services) -> Wait:
    """Return the way to wait for a rate limit when nobody waits for us."""

    def wait(limit: SlackRateLimited) -> None:
        now = services.clock.now()
        metrics.count(metrics.RATE_LIMITED, now)
        if limit.retry_after > LONGEST_WAIT or now + timedelta(seconds=limit.retry_after) >= deadline:
            raise limit
        services.clock.sleep(limit.retry_after)

    return wait


def _follow(services: Services, context: Any, begun_by: str | None = None) -> None:
    """Let the log say which request this is, or which one started this lazy run."""
    request_id = str(begun_by or getattr(context, "aws_request_id", ""))
    log.follow(log.Trail(request_id, getattr(context, "function_name", ""), services.settings.stage))


def _deadline(now: datetime, context: Any) -> datetime:
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    left = timedelta(milliseconds=remaining()) if remaining else LONGEST_RUN
    return now + max(left - MARGIN, left / 2)
