"""Checks of the way in: whether the public URL answers Slack, and nobody else, and whether the clocks agree."""

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from ops.checks.finding import CannotTell, Finding, fault, ok, unknown
from ops.checks.surroundings import SECONDS, Surroundings, header

OK, UNAUTHORIZED = 200, 401
CHALLENGE = "standup-doctor"

# Slack's signatures are good for five minutes, AWS's too.
SKEW = 60
LONGEST_SKEW = 240


def request_url(look: Surroundings) -> Finding:
    """Knock without a signature: our app, and nothing else, answers 401."""
    status, _ = _probe(look.request_url, _body(), {})
    if status == UNAUTHORIZED:
        return ok(f"{look.request_url} answers, and turns strangers away")
    cure = f"See the line 'functions', and the log: {look.to_read_logs}"
    if status == OK:
        return fault(f"{look.request_url} takes requests that nobody signed: that is not this app", cure)
    return fault(f"{look.request_url} answers {status}", cure)


def signing_secret(look: Surroundings) -> Finding:
    """Knock as Slack does when it checks an address; the app answers with the challenge and does nothing else."""
    body = _body()
    stamp = str(int(look.now().timestamp()))
    signature = SignatureVerifier(look.secret("SLACK_SIGNING_SECRET")).generate_signature(timestamp=stamp, body=body)
    signed = {"x-slack-request-timestamp": stamp, "x-slack-signature": str(signature)}
    status, answer = _probe(look.request_url, body, signed)
    if status == OK and CHALLENGE in answer:
        return ok("the app takes what is signed with the stored secret (a click shows whether Slack has the same)")
    cure = f"Copy the secret at https://api.slack.com/apps under 'Basic Information', then: {look.to_store_secrets}"
    if status == UNAUTHORIZED:
        return fault("the app turns away what is signed with the stored secret: it works with another one", cure)
    return unknown(f"the app answered {status} to a signed request", "See the line 'request url'.")


def clocks(look: Surroundings) -> Finding:
    """Compare this clock with AWS's and Slack's, as far as they answer."""
    skews = {}
    aws = look.aws("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    skews["AWS"] = _skew(header(aws, "date"), look.now())
    try:
        skews["Slack"] = _skew(header(look.identity.headers, "date"), look.now())
    except (CannotTell, SlackApiError):
        skews["Slack"] = None
    told = {who: seconds for who, seconds in skews.items() if seconds is not None}
    if not told:
        return unknown("nobody says what time it is", "Look again when AWS and Slack answer.")
    worst = max(abs(seconds) for seconds in told.values())
    differences = ", ".join(f"{seconds:+.0f} s to {who}" for who, seconds in told.items())
    if worst <= SKEW:
        return ok(f"they agree ({differences})")
    effect = "; signatures fail because of it" if worst > LONGEST_SKEW else ""
    return fault(
        f"this machine's clock is off: {differences}{effect}", "Let this machine set its clock from the network."
    )


def _body() -> bytes:
    return json.dumps({"type": "url_verification", "challenge": CHALLENGE, "token": ""}).encode()


def _probe(url: str, body: bytes, signed: Mapping[str, str]) -> tuple[int, str]:
    """Send a request as Slack would; raises CannotTell if nothing answers."""
    headers = {"content-type": "application/json", **signed}
    try:
        address = httpx.URL(url)
        if address.host.endswith(".localhost"):  # this machine's by RFC 6761, but not every resolver knows that
            headers["host"] = address.netloc.decode()
            address = address.copy_with(host="127.0.0.1")
        reply = httpx.post(address, content=body, headers=headers, timeout=2 * SECONDS)  # a cold start takes a while
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CannotTell(f"{url} does not answer: {error}", "See the lines 'stack' and 'functions'.") from error
    return reply.status_code, reply.text


def _skew(date: str, now: datetime) -> float | None:
    try:
        return (now - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return None
