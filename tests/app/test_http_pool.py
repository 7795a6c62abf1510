"""Kept connections: used again while they are sure to be open, and never the reason for a second attempt."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, build_opener

import pytest

from app.slack import http_pool
from app.slack.http_pool import POOLS, PooledHttp, Pools


class Server(ThreadingHTTPServer):
    """Counts connections and requests; `hangs_up` closes each connection after so many requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections = 0
        self.requests = 0
        self.status = 200
        self.closes = False
        self.swallows = False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.server.requests += 1
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.swallows:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        if self.server.closes:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def opener() -> OpenerDirector:
    POOLS.trust(None)
    return build_opener(PooledHttp())


def post(opener: OpenerDirector, server: Server, text: str = "hello") -> str:
    with opener.open(f"http://127.0.0.1:{server.server_port}/", data=text.encode(), timeout=5) as reply:
        return reply.read().decode()


def test_a_connection_serves_many_calls(server, opener):
    assert [post(opener, server, text) for text in ("one", "two", "three")] == ["one", "two", "three"]
    assert (server.connections, server.requests) == (1, 3)


def test_a_refusal_is_an_answer_and_leaves_the_connection_open(server, opener):
    server.status = 429
    with pytest.raises(HTTPError) as refusal:
        post(opener, server)
    assert refusal.value.code == 429
    assert refusal.value.read() == b"hello"
    server.status = 200
    post(opener, server)
    assert server.connections == 1


def test_a_connection_that_the_other_side_ends_is_not_used_again(server, opener):
    server.closes = True
    post(opener, server)
    post(opener, server)
    assert (server.connections, server.requests) == (2, 2)


def test_a_connection_that_rested_too_long_is_not_used_again(server, opener, monkeypatch):
    post(opener, server)
    monkeypatch.setattr(http_pool, "KEPT_SECONDS", -1)
    post(opener, server)
    assert server.connections == 2


def test_a_call_without_an_answer_is_not_repeated(server, opener):
    """Nobody can tell whether it was carried out: whoever made it has to find out."""
    post(opener, server)
    server.swallows = True
    with pytest.raises((URLError, OSError)):
        post(opener, server)
    assert server.requests == 2
    server.swallows = False
    assert post(opener, server) == "hello"


@pytest.fixture
def pools() -> Pools:
    return Pools()


def send(pools: Pools, server: Server) -> bytes:
    return pools.send("POST", f"http://127.0.0.1:{server.server_port}", "/", b"hello", {}, 5.0).data


def test_a_connection_that_is_opened_ahead_serves_the_call(server, pools):
    pools.open_ahead(f"http://127.0.0.1:{server.server_port}", 5.0)
    assert send(pools, server) == b"hello"
    assert (server.connections, server.requests) == (1, 1)


def test_where_a_connection_is_open_none_is_opened_ahead(server, pools):
    send(pools, server)
    pools.open_ahead(f"http://127.0.0.1:{server.server_port}", 5.0)
    assert send(pools, server) == b"hello"
    assert server.connections == 1


def test_a_connection_that_was_opened_ahead_and_rested_too_long_is_not_used(server, pools, monkeypatch):
    """Lambda freezes a function as soon as it has answered."""
    pools.open_ahead(f"http://127.0.0.1:{server.server_port}", 5.0)
    monkeypatch.setattr(http_pool, "KEPT_SECONDS", -1)
    assert send(pools, server) == b"hello"
    assert server.requests == 1


def test_a_connection_that_cannot_be_opened_ahead_is_the_calls_own_error(pools):
    nobody = socket.socket()
    nobody.bind(("127.0.0.1", 0))
    host = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    pools.open_ahead(host, 5.0)
    with pytest.raises(URLError):
        pools.send("POST", host, "/", b"", {}, 5.0)
    nobody.close()
