"""Calls with JSON skip urllib, and mean the same: the same request, and the same errors."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.errors import SlackRateLimited, SlackRefused, SlackUnavailable
from app.slack.calls import call
from app.slack.direct_client import DirectClient
from app.slack.http_pool import POOLS

ANSWERS = {
    "ok": (200, {}, b'{"ok": true, "ts": "1.1"}'),
    "refused": (200, {}, b'{"ok": false, "error": "channel_not_found"}'),
    "limited": (429, {"Retry-After": "7"}, b'{"ok": false, "error": "ratelimited"}'),
    "down": (503, {}, b"<html>no</html>"),
    "no JSON": (200, {}, b"hello"),
    "a list": (200, {}, b"[]"),
    "moved": (302, {"Location": "http://127.0.0.1:1/"}, b""),
}


@pytest.fixture
def slack():
    """A server that answers as its `answer` says, and keeps what it got."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            self.server.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, content = ANSWERS[self.server.answer]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    POOLS.trust(None)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.got, server.answer = True, [], "ok"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def clients(server):
    url = f"http://127.0.0.1:{server.server_port}/api/"
    options = {"timeout": 5, "retry_handlers": []}
    return DirectClient("xoxb-1", url, **options), WebClient("xoxb-1", base_url=url, **options)


def test_the_request_is_the_one_that_the_library_makes(slack):
    for client in clients(slack):
        reply = client.chat_postMessage(channel="C1", text="žluťoučký 🐎 \ud83d", blocks=[])
        assert (reply["ts"], reply.status_code) == ("1.1", 200)
    (path, headers, body), (its_path, its_headers, its_body) = slack.got
    assert (path, json.loads(body)) == (its_path, json.loads(its_body))
    same = ("authorization", "content-type", "user-agent", "content-length")
    assert {name: headers[name] for name in same} == {name: its_headers[name] for name in same}


def test_a_call_without_json_goes_the_librarys_way(slack):
    direct, _ = clients(slack)
    assert direct.users_info(user="U1")["ok"]
    assert slack.got[0][2] == b"user=U1&include_locale=0" or b"user=U1" in slack.got[0][2]


def error_of(client):
    with pytest.raises((SlackRefused, SlackRateLimited, SlackUnavailable)) as raised:
        call(client.views_open, trigger_id="1", view={"type": "modal"})
    return type(raised.value), getattr(raised.value, "code", ""), getattr(raised.value, "retry_after", 0)


@pytest.mark.parametrize("answer", ["refused", "limited", "down", "no JSON"])
def test_an_error_means_what_it_means_by_the_librarys_way(slack, answer):
    slack.answer = answer
    direct, library = clients(slack)
    assert error_of(direct) == error_of(library)


@pytest.mark.parametrize("answer", ["a list", "moved"])
def test_an_answer_that_slack_never_gives_is_no_answer(slack, answer):
    slack.answer = answer
    assert error_of(clients(slack)[0])[0] is SlackUnavailable


def test_the_reply_of_a_refusal_is_the_errors(slack):
    slack.answer = "refused"
    with pytest.raises(SlackApiError) as refusal:
        clients(slack)[0].views_open(trigger_id="1", view={})
    assert refusal.value.response["error"] == "channel_not_found"
