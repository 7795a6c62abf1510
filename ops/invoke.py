"""Runs one of the two functions here and now, with the settings of the environment, as Lambda would with an event."""

import base64
import importlib
import json
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from app.errors import InvalidSettings
from app.slack.patience import hurried
from ops.ending import Commands
from ops.secrets import explained
from ops.slack_app import signature_headers
from ops.stage import RESPONSES, SCHEDULED, Region, Stage
from ops.steps import Problem

Json = dict[str, Any]

LONGEST_SECONDS = 900
REFUSED = 400
FORM = "application/x-www-form-urlencoded"

app = Commands()
console = Console(highlight=False)


class Function(StrEnum):
    """The functions by the names that serverless.yml gives them."""

    RESPONSES = RESPONSES
    SCHEDULED = SCHEDULED


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function about its run. Without a function's address, lazy work is done in the same run."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    ends_at: float = field(default_factory=lambda: time.monotonic() + LONGEST_SECONDS)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self.ends_at - time.monotonic()) * 1000))


@app.command()
def invoke(
    function: Annotated[Function, typer.Argument(help="which one")],
    file: Annotated[Path, typer.Argument(help="the event as JSON, as in example-data/")],
    *,
    sign: Annotated[
        bool, typer.Option("--sign", help="sign a request anew, with the present time and the signing secret")
    ] = False,
    now: Annotated[bool, typer.Option("--now", help="let a scheduled event be one of the present moment")] = False,
    stage: Annotated[str, typer.Option(help="take tables and secrets of this deployed stage")] = "",
    region: Region = "",
) -> None:
    """Run a function here with the settings of the environment; exit code 1 if it failed or refused."""
    chosen = Stage(stage, region) if stage else None
    try:
        if chosen:
            _settle_for(chosen)
        event = encoded(_read(file))
        if now:
            event = {**event, "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        if sign:
            event = signed(event, _signing_secret(chosen), int(time.time()))
        with hurried():  # as Lambda runs it
            result = _handler(function)(event, Context(function))
    except Problem:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the function raises is what was asked for
        traceback.print_exc()
        raise Problem(f"{function} failed: {type(error).__name__}: {error}") from None
    console.print_json(json.dumps(_readable(result)), ensure_ascii=True)
    if isinstance(result, dict) and result.get("statusCode", 0) >= REFUSED:
        cure = " Sign it anew with --sign." if result["statusCode"] == 401 and not sign else ""  # noqa: PLR2004 HTTP's
        raise Problem(f"{function} refused the request.{cure}")


def encoded(event: Json) -> Json:
    """Give an event whose body is text: one that is written out as JSON is encoded as Slack and API Gateway do it."""
    body = event.get("body")
    if not isinstance(body, dict):
        return event
    if FORM in str(event.get("headers", {}).get("content-type", "")):
        fields = {name: value if isinstance(value, str) else _compact(value) for name, value in body.items()}
        text = base64.b64encode(urlencode(fields).encode()).decode()
        return {**event, "body": text, "isBase64Encoded": True}
    return {**event, "body": _compact(body), "isBase64Encoded": False}


def signed(event: Json, secret: str, now: int) -> Json:
    """Give a request with Slack's signature for the moment `now`, in Unix seconds."""
    if "requestContext" not in event:
        raise Problem("Only a request can be signed, and this is none. Leave --sign out.")
    body = str(event.get("body") or "").encode()
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body
    return {**event, "headers": {**event.get("headers", {}), **signature_headers(raw, secret, now)}}


def _settle_for(stage: Stage) -> None:
    """Let the environment say what serverless.yml says for this stage; what is set stays, but not the region."""
    with explained(stage):
        outputs = stage.outputs()
    if outputs is None:
        raise Problem(stage.not_there)
    os.environ["AWS_REGION"] = stage.region
    for variable, value in {
        "SLACK_CHANNEL": outputs.get("SlackChannel", "none").replace("none", ""),
        "DYNAMODB_TABLE_PREFIX": stage.stack,
        "SSM_PARAMETER_PREFIX": f"/standup/{stage.name}/",
        "STAGE": stage.name,
    }.items():
        os.environ.setdefault(variable, value)


def _signing_secret(stage: Stage | None) -> str:
    secret = os.environ.get("SLACK_SIGNING_SECRET", "")
    if not secret and stage:
        with explained(stage):
            name = stage.parameters["SLACK_SIGNING_SECRET"]
            secret = stage.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    if not secret:
        raise Problem("To sign, the signing secret is needed: set SLACK_SIGNING_SECRET, or name a --stage.")
    return secret


def _read(file: Path) -> Json:
    try:
        event = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Problem(f"{file} is no JSON: {error}.") from None
    if not isinstance(event, dict):
        raise Problem(f"{file} holds no event: one is a JSON object, as those in example-data/.")
    return event


def _handler(function: Function) -> Callable[[Json, Context], Any]:
    """Build the program as a cold start does."""
    try:
        handler = importlib.import_module("handler")
    except InvalidSettings as error:
        raise Problem(f"The settings do not make sense: {error}. See docs/settings.md, or name a --stage.") from None
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"AWS does not give the secrets: {error}") from None
    found: Callable[[Json, Context], Any] = getattr(handler, function.replace("-", "_"))
    return found


def _readable(result: Any) -> Any:
    """Write out a JSON body inside the answer."""
    if isinstance(result, dict) and isinstance(result.get("body"), str):
        try:
            return {**result, "body": json.loads(result["body"])}
        except ValueError:
            return result
    return result


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
