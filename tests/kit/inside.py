"""The app in the tests' own process: signed requests go to its entry, and what is lazy is done at once."""

import base64
from typing import Any

import httpx

from app import bootstrap, entry
from app.lazy import DurableRunner
from tests.kit.requester import signature


class Inside:
    """Sends requests as `tests.kit.requester.Requester` does, with no network in between."""

    def __init__(self, services) -> None:
        self._services = services
        self._app = bootstrap.build_app(services, DurableRunner(None))
        self._context: object = None

    def send(self, body: bytes, *, form: bool = True) -> httpx.Response:
        timestamp = str(int(self._services.clock.now().timestamp()))
        headers = {
            "content-type": "application/x-www-form-urlencoded" if form else "application/json",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(body, timestamp),
        }
        event: dict[str, Any] = {
            "version": "2.0",
            "requestContext": {"http": {"method": "POST"}},
            "headers": headers,
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        answer = entry.slack_responses(self._app, self._services, event, self._context)
        return httpx.Response(answer["statusCode"], text=answer["body"])
