"""Checks of the way in: whether the public URL answers Slack, and nobody else, and whether the clocks agree."""

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from slack_sdk.errors import SlackApiError

from ops.checks.finding import CannotTell, Finding, fault, ok, unknown
from ops.checks.surroundings import SECONDS, Surroundings, header
from ops.slack_app import knock, signature_headers
from ops.stage import SIGNING_SECRET

OK, UNAUTHORIZED, FAILING = 200, 401, 500
BUSY = {429, 503}
BEHIND = "See the lines 'address' and 'functions'."
FLOODED = "See the line 'address', and docs/operations.md, 'A flood'."
CHALLENGE = "standup-doctor"

# AWS takes signatures for five minutes.
SKEW = 60
LONGEST_SKEW = 240


def request_url(look: Surroundings) -> Finding:
    """Knock without a signature: our app, and nothing else, answers 401."""
    reply = _probe(look.request_url, _body(), {})
    if reply.status_code == UNAUTHORIZED:
        return ok(f"{look.request_url} answers, and turns strangers away")
    if reply.status_code == OK:
        return fault(f"{look.request_url} takes requests that nobody signed: that is not this app", BEHIND)
    if reply.status_code in BUSY:
        return fault(f"{look.request_url} turns everybody away: too many requests ({reply.status_code})", FLOODED)
    if reply.status_code >= FAILING:
        reason = f"what is behind {look.request_url} cannot be started, or fails ({reply.status_code})"
        return fault(reason, f"{BEHIND} The log may say more: {look.to_read_logs}")
    return fault(f"{look.request_url} leads to nothing of this app ({reply.status_code})", BEHIND)


def signing_secret(look: Surroundings) -> Finding:
    """Knock as Slack does when it checks an address; the app answers with the challenge and does nothing else.

    The signature has the time that the address itself says it is: a wrong clock here says nothing about the secret.
    """
    body = _body()
    there = _date(_probe(look.request_url, body, {}).headers.get("date", "")) or look.now()
    try:
        secret = look.secret(SIGNING_SECRET)
    except CannotTell as problem:
        return fault(problem.reason, f"Store it: {look.to_store_secrets}")
    reply = _probe(look.request_url, body, signature_headers(body, secret, int(there.timestamp())))
    if reply.status_code == OK and CHALLENGE in reply.text:
        return ok("the app takes what is signed with the stored secret (a click shows whether Slack has the same)")
    cure = f"Copy the secret at https://api.slack.com/apps under 'Basic Information', then: {look.to_store_secrets}"
    if reply.status_code == UNAUTHORIZED:
        return fault("the app turns away what is signed with the stored secret: it works with another one", cure)
    return unknown(f"the app answered {reply.status_code} to a signed request", "See the line 'request url'.")


def clocks(look: Surroundings) -> Finding:
    """Compare this clock with AWS's and Slack's, as far as they answer; AWS says the time when it refuses, too."""
    dates = {"AWS": _aws_date(look)}
    try:
        dates["Slack"] = header(look.identity.headers, "date")
    except (CannotTell, SlackApiError, BotoCoreError, ClientError):
        dates["Slack"] = ""
    told = {who: (look.now() - there).total_seconds() for who, date in dates.items() if (there := _date(date))}
    if not told:
        return unknown("nobody says what time it is", "Look again when AWS and Slack answer.")
    worst = max(abs(seconds) for seconds in told.values())
    differences = ", ".join(f"{seconds:+.0f} s to {who}" for who, seconds in told.items())
    if worst <= SKEW:
        return ok(f"they agree ({differences})")
    effect = "; AWS refuses what it signs because of it" if worst > LONGEST_SKEW else ""
    return fault(
        f"this machine's clock is off: {differences}{effect}", "Let this machine set its clock from the network."
    )


def _aws_date(look: Surroundings) -> str:
    try:
        answer = look.aws("sts").get_caller_identity()
    except ClientError as error:
        answer = error.response
    return header(answer["ResponseMetadata"].get("HTTPHeaders", {}), "date")


def _body() -> bytes:
    return json.dumps({"type": "url_verification", "challenge": CHALLENGE, "token": ""}).encode()


def _probe(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """Send a request as Slack would; raises CannotTell if nothing answers."""
    try:
        return knock(url, body, headers, 2 * SECONDS)  # a cold start takes a while
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CannotTell(f"{url} does not answer: {error}", "See the lines 'stack' and 'functions'.") from error


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
