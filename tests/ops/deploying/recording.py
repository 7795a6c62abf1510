"""A relay in front of the embedded AWS that notes, as IAM names them, the actions that pass through it."""

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

SERVICES = {"monitoring": "cloudwatch", "events": "events"}
PER_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "server", "date"}
S3 = {
    ("HEAD", False): "s3:ListBucket",
    ("GET", False): "s3:ListBucket",
    ("POST", False): "s3:DeleteObject",
    ("PUT", True): "s3:PutObject",
    ("GET", True): "s3:GetObject",
    ("HEAD", True): "s3:GetObject",
}
LAMBDA = [
    ("GET", r"/functions/[^/]+$", "lambda:GetFunction"),
    ("GET", r"/functions/[^/]+/configuration$", "lambda:GetFunctionConfiguration"),
    ("GET", r"/functions/[^/]+/concurrency$", "lambda:GetFunctionConcurrency"),
    ("GET", r"/functions/[^/]+/policy$", "lambda:GetPolicy"),
    ("GET", r"/functions/[^/]+/event-invoke-config$", "lambda:GetFunctionEventInvokeConfig"),
    ("GET", r"/account-settings$", "lambda:GetAccountSettings"),
    ("POST", r"/functions/[^/]+/invocations$", "lambda:InvokeFunction"),
]


def action_of(method: str, path: str, headers: dict[str, str], body: bytes) -> str:
    """Name the IAM action of a signed request; one that this does not know comes out as method and path."""
    found = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers.get("authorization", ""))
    service = found[1] if found else "unsigned"
    url = urlsplit(path)
    if target := headers.get("x-amz-target"):
        return f"{SERVICES.get(service, service)}:{target.rpartition('.')[2]}"
    if form := parse_qs(body.decode("utf-8", "replace")).get("Action"):
        return f"{SERVICES.get(service, service)}:{form[0]}"
    if service == "s3":
        return S3.get((method, url.path.strip("/").count("/") > 0), f"s3:{method} {path}")
    if service == "lambda":
        known = (action for verb, pattern, action in LAMBDA if verb == method and re.search(pattern, url.path))
        return next(known, f"lambda:{method} {path}")
    return f"{service}:{method}" if service == "apigateway" else f"{service}:{method} {path}"


@contextlib.contextmanager
def recording(target: str) -> Iterator[tuple[str, set[str]]]:
    """Relay to `target`; gives the relay's address and the actions seen so far."""
    seen: set[str] = set()
    client = httpx.Client(base_url=target, timeout=120, trust_env=False)

    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.add(action_of(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            headers = [(name, value) for name, value in self.headers.items() if name.lower() != "connection"]
            reply = client.request(self.command, self.path, content=body, headers=headers)
            self.send_response(reply.status_code)
            for name, value in reply.headers.items():
                if name.lower() not in PER_HOP:
                    self.send_header(name, value)
            length = reply.headers.get("content-length", "0") if self.command == "HEAD" else str(len(reply.content))
            self.send_header("Content-Length", length)
            self.end_headers()
            self.wfile.write(reply.content)

        do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = do_DELETE = relay  # noqa: N815 - http.server looks for these

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        client.close()
