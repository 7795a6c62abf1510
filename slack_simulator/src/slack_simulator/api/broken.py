"""Answers that fail on purpose: what a fault does to an HTTP request."""

import asyncio
import contextlib

from starlette.responses import JSONResponse, PlainTextResponse, Response

from slack_simulator.delivery.connections import Dropped
from slack_simulator.errors import RateLimitedError, SlackError
from slack_simulator.faults import Fault


def refused(error: SlackError) -> Response:
    """Slack's JSON for an error: 200, or 429 with Retry-After."""
    if isinstance(error, RateLimitedError):
        return JSONResponse(error.reply, 429, {"Retry-After": str(error.retry_after)})
    return JSONResponse(error.reply)


async def answer_instead(fault: Fault) -> Response | None:
    """Return what is answered instead of doing anything; None for faults that first let it be done."""
    if fault.kind == "error":
        return refused(SlackError(fault.error))
    if fault.kind == "ratelimited":
        return refused(RateLimitedError(max(1, round(fault.seconds))))
    if fault.kind == "status":
        return PlainTextResponse("<!DOCTYPE html><title>Server Error</title>", fault.status, media_type="text/html")
    if fault.kind == "drop":
        return Dropped()
    if fault.kind == "hang":
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(fault.seconds)
        return refused(SlackError("request_timeout"))
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    return None
