"""HTTP connections to Slack that stay open for the next call, for as long as Slack surely keeps them open."""

import time
from http.client import HTTPMessage
from io import BytesIO
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPSHandler, Request
from urllib.response import addinfourl

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

# No server closes a connection so soon. A Lambda function that was frozen for longer opens new connections.
KEPT_SECONDS = 4.0


class _Pooled:
    """Lets urllib, which slack_sdk uses, send its requests through urllib3's pools of open connections.

    A call that fails is never repeated here, because it may have been carried out.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pools = PoolManager(maxsize=10, ssl_context=options.get("context"))
        self._used_at = 0.0

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        """Send a request as urllib's own method does, but keep the connection open afterwards."""
        if getattr(req, "_tunnel_host", None):  # through a proxy
            return super().do_open(http_class, req, **options)  # type: ignore[misc]
        if time.monotonic() - self._used_at > KEPT_SECONDS:
            self._pools.clear()
        try:
            pool = self._pools.connection_from_url(f"{req.type}://{req.host}")
            reply = pool.urlopen(
                req.get_method(),
                req.selector,
                req.data,  # type: ignore[arg-type]  # always bytes here
                dict(req.header_items()),
                retries=False,
                redirect=False,  # urllib decides about redirects
                assert_same_host=False,  # a proxy is asked for another host
                timeout=req.timeout,
                decode_content=False,
            )
        except HTTPError as error:
            raise URLError(error) from error
        finally:
            self._used_at = time.monotonic()
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
