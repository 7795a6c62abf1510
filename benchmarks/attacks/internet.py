"""A little internet on this machine: public names, names that lead inside, and a record of who came.

The program is run from a folder of its own, whose handler first believes in these names and then is the real one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import trustme

from local.stack import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALENDAR, HOOK, HOP = "calendar.example", "hook.example", "hop.example"
PUBLIC_ADDRESS = "93.184.215.14"
PUBLIC = (CALENDAR, HOOK, HOP)
# Names of the attackers' that lead inside, at once or at the second look.
LOOP, METADATA, SWITCHING = "loop.example", "metadata.example", "switching.example"
INSIDE = {LOOP: "127.0.0.1", METADATA: "169.254.169.254"}

HANDLER = """
import importlib.util, sys
from benchmarks.attacks.internet import believe
{opens}
believe({port}, {authority!r})
spec = importlib.util.spec_from_file_location("real_handler", {handler!r})
real = importlib.util.module_from_spec(spec)
spec.loader.exec_module(real)
slack_responses, scheduled_events = real.slack_responses, real.scheduled_events
"""


@dataclass
class Listener:
    """Who came to the public names, and who came to a port inside to which nobody may be led."""

    port: int = 0
    inside_port: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def clear(self) -> None:
        for kept in (self.texts, self.asked, self.posted, self.inside):
            kept.clear()


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[Listener]:
    """Serve the public names, and listen inside; the authority's certificate is put into the folder."""
    listener, authority = Listener(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*PUBLIC, SWITCHING, LOOP).configure_cert(context)
    public = ThreadingHTTPServer(("127.0.0.1", 0), _serving(listener))
    public.socket = context.wrap_socket(public.socket, server_side=True, do_handshake_on_connect=False)
    inside = socket.create_server(("127.0.0.1", 0))
    listener.port, listener.inside_port = public.server_port, inside.getsockname()[1]
    threading.Thread(target=public.serve_forever, daemon=True).start()
    threading.Thread(target=_watch, args=(inside, listener), daemon=True).start()
    try:
        yield listener
    finally:
        public.shutdown()
        public.server_close()
        inside.close()


def _serving(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = str(self.headers.get("Host", "")).partition(":")[0]
            listener.asked.append((host, self.path))
            text = listener.texts.get(self.path, "")
            self.send_response(302 if text.startswith("->") else 200 if text else 404)
            if text.startswith("->"):
                self.send_header("Location", text[2:])
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            listener.posted.append((self.path, body.decode("utf-8", "replace")))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _watch(inside: socket.socket, listener: Listener) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = inside.accept()
            with connection:
                connection.settimeout(1)
                with contextlib.suppress(OSError):
                    listener.inside.append(repr(connection.recv(200)))


def program(folder: Path, listener: Listener, opens: str = "") -> Path:
    """Make the folder from which the program is run; `opens` is code by which a test opens a door."""
    for name in ("serverless.yml", "manifest.json"):
        shutil.copy(PROJECT / name, folder / name)
    authority, handler = str(folder / "authority.pem"), str(PROJECT / "handler.py")
    code = HANDLER.format(port=listener.port, authority=authority, handler=handler, opens=opens)
    (folder / "handler.py").write_text(code, "utf-8")
    return folder


def believe(port: int, authority: str) -> None:
    """Have this process believe in the names: looked up they are public, and connected to they are the listener."""
    os.environ["SSL_CERT_FILE"] = authority
    look_up, looks = socket.getaddrinfo, [0]

    def getaddrinfo(host: Any, service: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in PUBLIC:
            return _found(PUBLIC_ADDRESS, service)
        if name in INSIDE:
            return _found(INSIDE[name], service)
        if name == SWITCHING:  # another address each time that it is looked up
            looks[0] += 1
            return _found(PUBLIC_ADDRESS if looks[0] % 2 else "127.0.0.1", service)
        if name == PUBLIC_ADDRESS:  # as it is when it is connected to
            return _found("127.0.0.1", port)
        return look_up(host, service, *arguments, **named)

    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]


def _found(address: str, service: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, service))]
