"""Attacks by web pages on the machine of a developer: foreign origins, foreign host names, keys that anybody knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from benchmarks.attacks import cast, signed
from benchmarks.attacks.listing import attack
from local import stack as local_stack
from local.aws.embedded import REGION

if TYPE_CHECKING:
    import httpx

    from benchmarks.attacks.world import World

EVIL = "https://evil.example"
REFUSED = range(400, 500)


def _page(**more: str) -> dict[str, str]:
    return {"origin": EVIL, **more}


# As browsers send them: of today, of yesterday without `Sec-Fetch`, of a frame without an origin, and after rebinding.
FOREIGN = (
    _page(**{"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}),
    _page(**{"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
    _page(),
    {"origin": "null"},
    {"referer": f"{EVIL}/x", "origin": EVIL},
    {"origin": "http://127.0.0.1.evil.example"},
)
HOSTS = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4390", "169.254.169.254")


def _refused(world: World, answer: httpx.Response, what: str) -> None:
    world.tried += 1
    world.expect(answer.status_code in REFUSED, f"{what} was answered with {answer.status_code}")
    allowed = answer.headers.get("access-control-allow-origin", "")
    world.expect(allowed not in {"*", EVIL, "null"}, f"{what}: its answer may be read by any page ({allowed})")


@attack(by="a web page")
def act_as_somebody_on_the_local_page(world: World) -> None:
    """Click, type and reset in the local workspace from a foreign web page."""
    url = world.stack.url
    body = json.dumps({"as": cast.OWNER, "channel": cast.TEAM, "command": "/standup", "text": "pause"})
    for headers in FOREIGN:
        for kind in ("application/json", "text/plain"):
            for path in ("/_local/command", "/_local/reset", "/_local/clock"):
                answer = world.http.post(url + path, content=body, headers={**headers, "content-type": kind})
                _refused(world, answer, f"POST {path} from {headers['origin']}")
        for path in ("/_local/state?as=" + cast.OWNER, "/_local/rows", "/_local/calls"):
            _refused(
                world,
                world.http.get(url + path, headers=headers),
                f"GET {path.partition('?')[0]} from {headers['origin']}",
            )


@attack(by="a web page")
def come_under_another_name(world: World) -> None:
    """Reach the local workspace under a foreign host name that leads to this machine."""
    paths = ("/", "/_local/state?as=" + cast.OWNER, "/_local/rows", "/api/auth.test", "/slack/events")
    for host in HOSTS:
        for path in paths:
            _refused(world, world.http.get(world.stack.url + path, headers={"host": host}), f"{path} as {host}")


@attack(by="a web page")
def speak_to_the_simulated_slack(world: World) -> None:
    """Call the simulated Slack and the local functions from a foreign web page."""
    url = world.stack.url
    for headers in FOREIGN:
        form = {"token": local_stack.BOT_TOKEN, "channel": cast.TEAM, "text": "from a page"}
        _refused(world, world.http.post(f"{url}/api/chat.postMessage", data=form, headers=headers), "chat.postMessage")
        invoke = f"{url}/2015-03-31/functions/slack-responses/invocations"
        _refused(world, world.http.post(invoke, content="{}", headers=headers), "invoking a function")
        body = signed.an_event(signed.bot_joined(cast.TEAM, cast.OWNER, is_private=False), "EvPAGE1")
        sent = {**signed.headers(body, world.timestamp(), signed.JSON), **headers}
        _refused(world, world.http.post(f"{url}/slack/events", content=body, headers=sent), "a signed request")
    world.settle()
    world.expect("from a page" not in world.read(world.posts(cast.TEAM)), "the page has posted")


def _addresses(world: World) -> list[str]:
    """Give the addresses of the embedded AWS: the one that the app is told, and what stands behind it."""
    host, port = world.stack.aws._relay.target  # noqa: SLF001 - a page finds any port by trying all
    return [world.stack.aws.dynamodb_url, f"http://{host}:{port}"]


@attack(by="a web page")
def read_the_embedded_aws(world: World) -> None:
    """Read and change the tables of the embedded AWS from a foreign web page, or under a foreign host name."""
    target = "DynamoDB_20120810.ListTables"
    auth = f"AWS4-HMAC-SHA256 Credential=local/20261124/{REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
    sent = {"x-amz-target": target, "content-type": "application/x-amz-json-1.0", "authorization": auth}
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "x-amz-target,content-type"}
    for url in _addresses(world):
        for headers in FOREIGN:
            preflight = world.http.options(url, headers={**headers, **asks})
            world.tried += 1
            allowed = preflight.headers.get("access-control-allow-origin", "")
            world.expect(allowed not in {"*", EVIL, "null"}, f"the embedded AWS allows every page to ask ({allowed})")
            answer = world.http.post(url, content="{}", headers={**sent, **headers})
            _refused(world, answer, f"ListTables from {headers['origin']}")
        for host in HOSTS:
            _refused(world, world.http.post(url, content="{}", headers={**sent, "host": host}), f"ListTables as {host}")


@attack(by="another program")
def know_the_keys_of_the_embedded_aws(world: World) -> None:
    """Read the tables of the embedded AWS with the keys that are the same in every local workspace."""
    for url in _addresses(world):
        for key, secret in (("local", "local"), ("test", "test"), ("AKIAIOSFODNN7EXAMPLE", "x")):
            session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, region_name=REGION)
            config = Config(retries={"total_max_attempts": 1}, proxies={}, connect_timeout=5, read_timeout=5)
            world.tried += 1
            try:
                found = session.client("dynamodb", endpoint_url=url, config=config).list_tables()["TableNames"]
            except (ClientError, BotoCoreError):
                continue
            world.expect(not found, f"the tables are read with the keys {key}/{secret}")
