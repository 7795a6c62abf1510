"""HTTP connections to Slack that stay open for the next call, as long as they are sure to be open still."""

import time
from http.client import HTTPMessage
from io import BytesIO
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPSHandler, Request
from urllib.response import addinfourl

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

# Nobody hangs up that soon. A Lambda function that was frozen in between starts afresh.
KEPT_SECONDS = 4.0


class _Pooled:
    """Lets urllib, which slack_sdk calls with, send requests through urllib3's pools of open connections.

    A call that fails is never repeated here: nobody could tell whether it was carried out.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pools = PoolManager(maxsize=10, ssl_context=options.get("context"))
        self._used_at = 0.0

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        """Do what urllib's own does, without asking for the connection to be closed afterwards."""
        if getattr(req, "_tunnel_host", None):  # through a proxy
            return super().do_open(http_class, req, **options)  # type: ignore[misc]
        if time.monotonic() - self._used_at > KEPT_SECONDS:
            self._pools.clear()
        try:
            pool = self._pools.connection_from_url(f"{req.type}://{req.host}")
            reply = pool.urlopen(
                req.get_method(),
                req.selector,
                req.data,  # type: ignore[arg-type]  # bytes, for nothing else is sent here
                dict(req.header_items()),
                retries=False,
                redirect=False,  # what to make of one is urllib's to say
                assert_same_host=False,  # of a proxy's, which is asked for another host
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
    """Keeps connections without TLS, as to the local workspace."""


class PooledHttps(_Pooled, HTTPSHandler):
    """Keeps connections with TLS."""
