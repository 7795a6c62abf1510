"""HTTP connections to Slack that stay open for the next call, for as long as Slack surely keeps them open."""

import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPMessage
from io import BytesIO
from ssl import SSLContext
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPSHandler, Request
from urllib.response import addinfourl

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager
from urllib3.exceptions import HTTPError

# No server closes a connection so soon. A Lambda function that was frozen for longer opens new connections.
KEPT_SECONDS = 4.0
# As many are kept as a sender has hands.
CONNECTIONS = 32


class Pools:
    """The open connections to each host. A call that fails is never repeated: it may have been carried out."""

    def __init__(self) -> None:
        self.trust(None)

    def trust(self, context: SSLContext | None) -> None:
        """Trust whom this context trusts, from now on; without one, the usual authorities."""
        self._manager = PoolManager(maxsize=CONNECTIONS, ssl_context=context)
        self._hosts: dict[str, HTTPConnectionPool] = {}
        self._used_at = 0.0
        self._opening: Thread | None = None

    def open_ahead(self, host: str, timeout: float) -> None:
        """Open a connection for a call that comes soon, beside other work, unless one is open."""
        if time.monotonic() - self._used_at > KEPT_SECONDS:
            self._forget()
            self._used_at = time.monotonic()
            self._opening = Thread(target=self._open, args=(self._pool(host), timeout), daemon=True)
            self._opening.start()

    def send(
        self, method: str, host: str, path: str, body: bytes | None, headers: Mapping[str, str], timeout: float | None
    ) -> BaseHTTPResponse:
        """Send a request to a host, named as in `https://slack.com`; raises URLError."""
        if time.monotonic() - self._used_at > KEPT_SECONDS:  # also after Lambda froze what was being opened
            self._forget()
        elif self._opening:
            self._opening.join(timeout)
        self._opening = None
        try:
            return self._pool(host).urlopen(
                method,
                path,
                body,
                headers,
                retries=False,
                redirect=False,  # urllib decides about redirects
                assert_same_host=False,  # a proxy is asked for another host
                timeout=timeout,
                decode_content=False,
            )
        except HTTPError as error:
            raise URLError(error) from error
        finally:
            self._used_at = time.monotonic()

    def _pool(self, host: str) -> HTTPConnectionPool:
        return self._hosts.get(host) or self._hosts.setdefault(host, self._manager.connection_from_url(host))

    def _forget(self) -> None:
        self._manager.clear()
        self._hosts.clear()

    @staticmethod
    def _open(pool: HTTPConnectionPool, timeout: float) -> None:
        connection = pool._get_conn()  # noqa: SLF001 urllib3 opens one only with a request
        connection.timeout = timeout
        with suppress(HTTPError, OSError):  # the call itself will tell
            connection.connect()
            pool._put_conn(connection)  # noqa: SLF001


# What all calls share: slack_sdk and urllib open a connection for each.
POOLS = Pools()


class _Pooled:
    """Lets urllib send its requests over the open connections."""

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        """Send a request as urllib's own method does, but keep the connection open afterwards."""
        if getattr(req, "_tunnel_host", None):  # through a proxy
            return super().do_open(http_class, req, **options)  # type: ignore[misc]
        body: bytes = req.data  # type: ignore[assignment]  # always bytes here
        host = f"{req.type}://{req.host}"
        reply = POOLS.send(req.get_method(), host, req.selector, body, dict(req.header_items()), req.timeout)
        headers = HTTPMessage()
        for name, value in reply.headers.items():
            headers[name] = value
        answer = addinfourl(BytesIO(reply.data), headers, req.full_url, reply.status)
        answer.msg = reply.reason  # type: ignore[attr-defined]
        return answer


class PooledHttp(_Pooled, HTTPHandler):
    """Keeps connections without TLS, such as those to the local workspace."""


class PooledHttps(_Pooled, HTTPSHandler):
    """Keeps connections with TLS."""
