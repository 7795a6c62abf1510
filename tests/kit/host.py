"""A web server with TLS on this machine, as a company may have one."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from app import public_http
from app.public_http import PublicHttp

DRIPS = 40
# A busy machine may take its time; the limit itself is tested by a test that sets one of its own.
PATIENCE = 30.0


@dataclass
class Host:
    """What is at each path: a text, or `->` and the address that it redirects to. Everything asked for is noted.

    What is posted is kept, with its headers, and answered with the next of `statuses`, or 200.
    """

    url: str
    public_http: PublicHttp
    texts: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def gives(self, text: str, path: str = "/days.ics") -> str:
        self.texts[path] = text
        return self.url + path


@contextmanager
def running() -> Iterator[Host]:
    authority = trustme.CA()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            text = host.texts.get(self.path)
            if text is None:
                self.send_error(404)
            elif text.startswith("->"):
                self.send_response(302)
                self.send_header("Location", text[2:])
                self.end_headers()
            else:
                self.send_response(200)
                self._headers_buffer += [b"no header at all\r\n"] * self.path.startswith("/odd")
                self.end_headers()
                self.write(text) if self.path != "/slow" else self.drip(text)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            host.posted.append((dict(self.headers), body))
            self.send_response(host.statuses.pop(0) if host.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def drip(self, text: str) -> None:
            for _ in range(DRIPS):
                self.write(text[0])
                time.sleep(0.05)

        def write(self, text: str) -> None:
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def trust():
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    host = Host(f"https://localhost:{server.server_port}", PublicHttp(lambda _: True, trust))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(public_http, "SECONDS", PATIENCE)
            yield host
    finally:
        server.shutdown()
        server.server_close()
