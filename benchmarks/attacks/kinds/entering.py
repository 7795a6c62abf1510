"""Attacks at the door: requests without a signature, with another's, too late, too large, too many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.views import ids
from benchmarks.attacks import cast, signed
from benchmarks.attacks.hands import Hands
from benchmarks.attacks.listing import attack
from local.stack import PROJECT, SIGNING_SECRET
from slack_simulator.hosting import signature
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

REFUSED = range(400, 500)
FLOOD = 150
# A refused request should cost some milliseconds; a busy machine may need a few times that.
REFUSED_MS = 40.0

MEASURES = """
    import json, os, sys, time
    sys.path[:0] = [os.getcwd()]
    import handler
    for line in sys.stdin:
        event = json.loads(line)
        began = time.process_time()
        try:
            status = handler.slack_responses(event, None)["statusCode"]
        except BaseException as error:
            status = type(error).__name__
        print(json.dumps({"ms": (time.process_time() - began) * 1000, "status": status}), flush=True)
"""


def _skips(world: World) -> tuple[Hands, str, bytes]:
    """Give the day of somebody who was asked, and what would have them skip it."""
    hands = Hands(world)
    standup_id, _ = hands.standup("door", cast.OWNER, [cast.MEMBER], people=[cast.MEMBER])
    report_id = hands.asks(standup_id)
    world.mark()
    click = signed.a_click(cast.MEMBER, ids.SKIP_TODAY, report_id, world.trigger(cast.MEMBER))
    return hands, report_id, signed.as_form(click)


def _skipped(world: World) -> bool:
    world.settle()
    rows = [row for row in world.rows()["standup-reports"] if row.get("user_id") == cast.MEMBER]
    return any("skipped" in json.dumps(row) for row in rows)


@attack(by="a stranger")
def come_without_a_signature(world: World) -> None:
    """Send somebody's click without a signature, with a made-up one, and with one of another secret or body."""
    _, _, body = _skips(world)
    stamp = world.timestamp()
    for headers in (
        {"x_slack_signature": None},
        {"x_slack_request_timestamp": None},
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0="},
        {"x_slack_signature": "v0=" + "0" * 64},
        {"x_slack_signature": "v1" + signature(SIGNING_SECRET, stamp, body)[2:]},
        {"x_slack_signature": signature("0" * 32, stamp, body)},
        {"x_slack_signature": signature("", stamp, body)},
        {"x_slack_signature": signature(SIGNING_SECRET, stamp, body + b"&x=1")},
        {"x_slack_signature": signature(SIGNING_SECRET, stamp, body).upper()},
        {"x_slack_request_timestamp": "soon"},
        {"x_slack_request_timestamp": "9" * 30},
        {"x_slack_request_timestamp": "-1"},
        {"x_slack_request_timestamp": "nan"},
    ):
        status = world.send(body, **headers).status_code
        world.expect(status in REFUSED, f"it was answered with {status}")
    world.expect(world.send(b"ssl_check=1&token=x", x_slack_signature=None).status_code in REFUSED, "ssl_check went in")
    world.expect(not _skipped(world), "the click counted")


@attack(by="an eavesdropper")
def come_again_after_five_minutes(world: World) -> None:
    """Replay somebody's signed click six minutes later, and one that is signed for the future."""
    _, _, body = _skips(world)
    for minutes in (-6, 6, -60 * 24, 60 * 24):
        stamp = str(int((world.now + timedelta(minutes=minutes)).timestamp()))
        headers = {"x_slack_request_timestamp": stamp, "x_slack_signature": signature(SIGNING_SECRET, stamp, body)}
        status = world.send(body, **headers).status_code
        world.expect(status in REFUSED, f"it was answered with {status}")
    world.expect(not _skipped(world), "the click counted")


@attack(by="an eavesdropper")
def come_again_within_five_minutes(world: World) -> None:
    """Replay somebody's signed answer within five minutes, so that it counts or is posted twice."""
    hands, report_id, _ = _skips(world)
    view = signed.answers_view(report_id, {"question0": "said once"}, ids.ANSWERS)
    body = signed.as_form(signed.a_submission(cast.MEMBER, view, world.trigger(cast.MEMBER)))
    for _ in range(4):
        world.send(body)
    world.settle()
    channel = world.rows()["standup-reports"]
    rows = [row for row in channel if "said once" in json.dumps(row)]
    world.expect(len(rows) == 1, f"{len(rows)} rows have the answer")
    menus = [
        each for each in world.messages(cast.MEMBER) if report_id in world.read(each) or "said once" in world.read(each)
    ]
    world.expect(len(menus) <= 1, "the person got it several times")
    hands.reports(report_id.split(".")[1])
    world.send(body)
    world.settle()
    said = [each for each in world.calls("chat.postMessage") if "said once" in world.read(each["detail"]["args"])]
    world.expect(len(said) <= 1, f"it was posted {len(said)} times")


@attack(by="a stranger")
def imitate_our_own_requests(world: World) -> None:
    """Send what only our own functions and schedules send: lazy envelopes, scheduled events, Bolt's own headers."""
    _, report_id, body = _skips(world)
    envelope = {"function": "save_skip", "body": {}, "received_at": world.now.isoformat(), "id": "x", "request": {}}
    for imitation in (
        {"standup_lazy": envelope},
        {"source": "aws.events", "time": f"{world.now:%Y-%m-%dT%H:%M:%SZ}", "type": "send_report"},
        {"type": "event_callback", "event": {"type": "scheduled.send_report", "time": "2026-11-24T10:00:00Z"}},
        {"type": "event_callback", "scheduled": True, "lazy": True, "event": {"type": "scheduled.tick"}},
    ):
        text = json.dumps(imitation).encode()
        for kind in (signed.JSON, signed.FORM):
            world.send(text, kind, x_slack_signature=None)
            world.send(text, kind)
    lazy: dict[str, Any] = {"x_slack_bolt_lazy_only": "1", "x_slack_bolt_lazy_function_name": "save_skip"}
    world.send(body, **{**lazy, "x_slack_signature": None})
    world.send(signed.as_form(signed.a_click(cast.STRANGER, ids.SKIP_TODAY, report_id, "1")), **lazy)
    world.expect(not _skipped(world), "the click counted")
    world.expect(not world.calls("chat.postMessage"), "something was posted")


@attack(by="a stranger")
def send_what_cannot_be_read(world: World) -> None:
    """Send bodies that make no sense, signed and not: broken JSON, broken letters, a hundred thousand brackets."""
    for body in (
        b"",
        b"payload=%7Bbroken",
        b"payload=[]",
        b"payload=5",
        b"{broken",
        b"\xff\xfe\xfa",
        b"payload=" + b"[" * 100_000,
        b"payload=" + b"%7B%22a%22:" * 20_000,
        b"&" * 200_000,
        b"a=" + b"%" * 200_000,
    ):
        for kind in (signed.FORM, signed.JSON, "text/plain", "multipart/form-data; boundary=x"):
            for signature_sent in ("v0=" + "0" * 64, signature(SIGNING_SECRET, world.timestamp(), body)):
                status = world.send(body, kind, x_slack_signature=signature_sent).status_code
                world.expect(status in REFUSED, f"{body[:20]!r} was answered with {status}")


def cost(world: World, bodies: list[bytes]) -> list[dict[str, object]]:
    """Have a handler of its own answer unsigned requests, and give the CPU time that each took."""
    pool = world.stack.functions.pools["slack-responses"]
    variables = dict(pool.environment) | {"PYTHONPATH": os.pathsep.join([str(PROJECT)])}
    lines = []
    for body in [b"x", *bodies]:
        event = {
            "version": "2.0",
            "requestContext": {"http": {"method": "POST"}, "requestId": "x"},
            "headers": {
                "content-type": signed.FORM,
                "x-slack-request-timestamp": world.timestamp(),
                "x-slack-signature": "v0=" + "0" * 64,
            },
            "body": body.decode("latin-1"),
            "isBase64Encoded": False,
        }
        lines.append(json.dumps(event))
    command = [sys.executable, "-c", textwrap.dedent(MEASURES)]
    text = "\n".join(lines) + "\n"
    done = subprocess.run(
        command, cwd=PROJECT, env=variables, input=text, capture_output=True, text=True, timeout=120, check=False
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"ms"')]
    return found[1:]


@attack(by="a stranger")
def send_megabytes_without_a_signature(world: World) -> None:
    """Send almost six megabytes without a signature, in forms that take long to parse."""
    size = 5_800_000
    bodies = [
        (b"a=1&" * (size // 4))[:size],
        b"payload=" + b"[" * (size - 8),
        b"payload=" + (b"%22" * (size // 3)),
        b'{"type":"' + b"x" * size + b'"}',
    ]
    for body, found in zip(bodies, cost(world, bodies), strict=True):
        world.tried += 1
        world.expect(found["status"] in {*REFUSED}, f"{body[:12]!r} was answered with {found['status']}")
        milliseconds = float(str(found["ms"]))
        world.expect(milliseconds < REFUSED_MS, f"refusing {body[:12]!r}… took {milliseconds:,.0f} ms of CPU")


@attack(by="a stranger")
def fill_the_log(world: World) -> None:
    """Send a flood of unsigned requests, each of which is to leave a line in the log."""
    world.mark()
    for _ in range(FLOOD):
        world.send(b"payload=%7B%7D", x_slack_signature=None)
    world.settle()
    lines = [line for line in world.logs() if '"level"' in line]
    world.expect(len(lines) < FLOOD / 5, f"{FLOOD} refused requests left {len(lines)} lines")


@attack(by="a stranger")
def go_on_being_answered_in_a_flood(world: World) -> None:
    """Send unsigned requests without end while somebody answers."""
    hands, report_id, _ = _skips(world)
    acts = [lambda: world.send(b"x" * 20_000, x_slack_signature=None)] * 60
    acts[30] = lambda: world.writes(cast.MEMBER, report_id, question0="amid the flood")
    world.at_once(*acts[:16], acts[30], *acts[31:])
    world.settle()
    world.expect("amid the flood" in world.stored(), "the answer was lost")
    _ = hands


@attack(by="a machine")
def send_payloads_of_no_shape(world: World) -> None:
    """Send signed requests whose parts are missing, doubled, of another type, or from another kind of request."""
    _, report_id, _ = _skips(world)
    click = {"type": "block_actions", "user": {"id": cast.ATTACKER}, "team": {"id": TEAM_ID}}
    odd: tuple[dict[str, object], ...] = (
        {**click, "actions": []},
        {**click, "actions": [{"action_id": f"{ids.LOOK}.0", "value": "[]"}]},
        {**click, "actions": [{"action_id": f"{ids.LOOK}.0", "value": "[" * 10_000}]},
        {**click, "actions": [{"action_id": ids.MORE, "selected_option": {"value": {"x": 1}}}]},
        {**click, "actions": [{"action_id": ids.PAGE_ON, "value": "-99999999999999999999"}]},
        {**click, "actions": [{"action_id": ids.SEEN, "value": "x" * 50_000}]},
        {**click, "actions": [{"action_id": ids.OPEN_DIALOG, "value": report_id}], "response_url": "http://10.0.0.1/"},
        {**click, "user": {"id": "U" * 5_000}, "actions": [{"action_id": ids.EXPORT_OWN}]},
        {**click, "user": {"id": ["U0ANAPRG01"]}, "actions": [{"action_id": ids.EXPORT_OWN}]},
        {**click, "team": [TEAM_ID], "actions": [{"action_id": ids.EXPORT_OWN}]},
        {"type": "view_submission", "user": {"id": cast.ATTACKER}, "team": {"id": TEAM_ID}, "view": {}},
        {
            "type": "view_submission",
            "user": {"id": cast.ATTACKER},
            "team": {"id": TEAM_ID},
            "view": {"callback_id": ids.STANDUP_FORM, "private_metadata": "[]", "state": []},
        },
        {"type": "shortcut", "callback_id": ids.OPEN_TODAY, "user": None},
        {"type": "block_suggestion", "action_id": ids.EXPORT_OWN, "user": {"id": cast.ATTACKER}},
        {"type": "event_callback", "event": {"type": "message", "channel_type": "im", "text": ["x"], "user": 5}},
    )
    statuses = []
    for payload in odd:
        body = json.dumps(payload).encode()
        statuses.append(world.send(body, "application/json").status_code)
        statuses.append(world.send(signed.as_form(payload)).status_code)
    world.expect(max(statuses) < 500, "the app fell over")  # noqa: PLR2004 - the server's own errors
