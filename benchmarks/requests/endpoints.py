"""What the apps talk to, over TLS or not: a small Slack, the embedded DynamoDB, and Lambda's Invoke, here."""

import asyncio
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

import trustme
from botocore.httpsession import where
from ministack.services import dynamodb

from benchmarks.requests.slack import Slack

AWS_SECONDS = 0.005
DYNAMODB = "DynamoDB_20120810."


class Endpoints:
    """Serves https://localhost:PORT, and http:// at another port, and counts and keeps what reaches it.

    Their answers take as long as they say.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.certificates = folder / "authority.pem"
        self.authority = authority.cert_pem.bytes()
        # Among the usual authorities, since reading all of them is a good part of what a first connection costs.
        self.certificates.write_bytes(Path(where()).read_bytes() + self.authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        self._servers = [_Server(("127.0.0.1", 0), _handler(self), context), _Server(("127.0.0.1", 0), _handler(self))]
        self._loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self.url = f"https://localhost:{self._servers[0].server_port}"
        self.without_tls = f"http://127.0.0.1:{self._servers[1].server_port}"
        self.slack = Slack(self.url)
        self.slack_seconds = 0.0
        self.aws_seconds = AWS_SECONDS
        self.slack_calls: Counter[str] = Counter()
        self.aws_calls: Counter[str] = Counter()
        self.invoked: list[Any] = []

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._loop.close()

    def create_tables(self, prefix: str, tables: Sequence[Mapping[str, Any]]) -> None:
        """Create tables as a stack would, with a prefix before their names."""
        for table in tables:
            asked = {**table, "TableName": f"{prefix}-{table['TableName']}"}
            status, content = self.dynamodb("CreateTable", json.dumps(asked).encode())
            if status != 200:  # noqa: PLR2004 HTTP's OK
                raise ValueError(content)

    def dynamodb(self, operation: str, body: bytes) -> tuple[int, bytes]:
        headers = {"x-amz-target": DYNAMODB + operation, "content-type": "application/x-amz-json-1.0"}
        with self._lock:
            status, _, content = self._loop.run_until_complete(dynamodb.handle_request("POST", "/", headers, body, {}))
        return status, content if isinstance(content, bytes) else str(content).encode()

    def answer(self, path: str, target: str, body: bytes, *, dry_run: bool = False) -> tuple[int, bytes]:
        """Answer one request."""
        if target:
            operation = target.removeprefix(DYNAMODB)
            self.aws_calls[operation] += 1
            time.sleep(self.aws_seconds)
            return self.dynamodb(operation, body)
        if path.endswith("/invocations"):
            self.aws_calls["Invoke"] += 1
            time.sleep(self.aws_seconds)
            if dry_run:
                return 204, b""
            self.invoked.append(json.loads(body))
            return 202, b""
        method = path.removeprefix("/api/") if path.startswith("/api/") else "response_url"
        self.slack_calls[method] += 1
        time.sleep(self.slack_seconds)
        return 200, json.dumps(self.slack.answer(method, _arguments(body))).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(address, handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS in the connection's own thread, so that one handshake does not hold up another."""
        if self._context is None:
            super().finish_request(request, client_address)
            return
        try:
            with self._context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except OSError:  # whoever was measured has been ended
            return


def _handler(endpoints: Endpoints) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True  # as every server of Slack's and AWS's does

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            target, kind = self.headers.get("x-amz-target") or "", self.headers.get("x-amz-invocation-type")
            status, content = endpoints.answer(self.path, target, body, dry_run=kind == "DryRun")
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        do_GET = do_POST  # noqa: N815 http.server's name

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


def _arguments(body: bytes) -> dict[str, Any]:
    """Read a call's arguments, sent as JSON or as a form."""
    if body.startswith(b"{"):
        return dict(json.loads(body))
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
