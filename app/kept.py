"""HTTP connections to Slack that stay open for the next call, as long as they are sure to be open still."""

import select
import time
from http.client import HTTPConnection
from io import BytesIO
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPSHandler, Request
from urllib.response import addinfourl

# Nobody hangs up that soon. A Lambda function that was frozen in between starts afresh.
KEPT_SECONDS = 4.0


class _Keeping:
    """Opens a request over the host's kept connection, if there is one; else over a new one, which is then kept.

    A call that fails is never repeated here: nobody could tell whether it was carried out.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kept: dict[str, tuple[HTTPConnection, float]] = {}

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        """Do what urllib's own does, without asking for the connection to be closed afterwards."""
        if getattr(req, "_tunnel_host", None):  # through a proxy
            return super().do_open(http_class, req, **options)  # type: ignore[misc]
        connection = self._take(req) or http_class(req.host, timeout=req.timeout, **options)
        try:
            connection.request(req.get_method(), req.selector, req.data, dict(req.header_items()))
            response = connection.getresponse()
            content = response.read()
        except BaseException as error:
            connection.close()
            if isinstance(error, OSError):
                raise URLError(error) from error
            raise
        if not response.will_close:
            self._kept[req.host] = connection, time.monotonic()
        answer = addinfourl(BytesIO(content), response.headers, req.full_url, response.status)
        answer.msg = response.reason  # type: ignore[attr-defined]
        return answer

    def _take(self, req: Request) -> HTTPConnection | None:
        connection, since = self._kept.pop(req.host, (None, 0.0))
        if connection is None:
            return None
        sock = connection.sock
        # Something to read before anything was asked is the end of the connection.
        if sock is None or time.monotonic() - since > KEPT_SECONDS or select.select([sock], [], [], 0)[0]:
            connection.close()
            return None
        sock.settimeout(req.timeout)
        return connection


class KeptHttp(_Keeping, HTTPHandler):
    """Keeps connections without TLS, as to the local workspace."""


class KeptHttps(_Keeping, HTTPSHandler):
    """Keeps connections with TLS."""
