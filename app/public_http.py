"""HTTP to addresses that people gave (calendars, webhooks): https to the public internet alone, with small limits.

A person could give an address of this machine or of AWS's own network. So the name is resolved first, every IP address
that it leads to must be public, and the connection goes to the address that was checked.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct
from urllib3 import BaseHTTPResponse, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from app.errors import AddressUnreachable

LARGEST = 1_000_000
SECONDS = 5.0
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
FINE = range(200, 300)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTTPS_PORT = 443
AGENT = "standup-bot"

# Such an address holds in its last 32 bits the IPv4 address that is reached in the end.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Result = TypeVar("_Result")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not to this machine, its network, or AWS's own."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if inner := ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))


class PublicHttp(Struct, frozen=True):
    """Fetches from addresses that people gave, and posts to them.

    `allows` decides which IP addresses may be reached, `trust` makes the context that certificates are checked with.
    Every method may raise AddressUnreachable, which never quotes the address: it may be secret.
    """

    allows: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def text(self, url: str) -> str:
        """Return the text at an address, following redirects."""
        headers = {"Accept": "text/calendar", "User-Agent": AGENT}
        return self._in_time(partial(self._follow, url, headers))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Post to an address. A status other than 200 to 299 is an error, and so is a redirect."""
        all_headers = {"User-Agent": AGENT, **headers}
        self._in_time(partial(self._post, url, body, all_headers))

    def _in_time(self, work: Callable[[float], _Result]) -> _Result:
        """Return the result of the work, or raise after `SECONDS`; the work gets the moment at which its time ends."""
        future: Future[_Result] = Future()
        # Looking up a name knows no time limit, so it runs in a thread that nobody waits for.
        threading.Thread(target=_run, args=(work, future), daemon=True).start()
        try:
            return future.result(SECONDS)
        except TimeoutError:
            raise AddressUnreachable("too_slow", f"{SECONDS:g}") from None
        except (HTTPError, OSError, ValueError) as error:
            raise AddressUnreachable(_why(error), type(error).__name__) from error

    def _follow(self, url: str, headers: Mapping[str, str], ends: float) -> str:
        for _ in range(MOST_REDIRECTS + 1):
            with self._request("GET", url, None, headers, ends) as reply:
                if reply.status not in REDIRECTS:
                    _require_success(reply)
                    return _content(reply, ends).decode("utf-8-sig", "replace")
                url = urljoin(url, reply.headers.get("Location", ""))
        raise AddressUnreachable("redirects")

    def _post(self, url: str, body: bytes, headers: Mapping[str, str], ends: float) -> None:
        with self._request("POST", url, body, headers, ends) as reply:
            _require_success(reply)

    @contextmanager
    def _request(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], ends: float
    ) -> Iterator[BaseHTTPResponse]:
        """Connect to the IP address that was checked: looked up again, the name could lead elsewhere."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise AddressUnreachable("not_https")
        host, port = parts.hostname.encode("idna").decode(), parts.port or HTTPS_PORT
        host_header = (f"[{host}]" if ":" in host else host) + ("" if port == HTTPS_PORT else f":{port}")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        address, timeout = self._address(host, port), _left(ends)
        with (
            HTTPSConnectionPool(
                address, port, timeout, retries=False, ssl_context=self.trust(), server_hostname=host
            ) as pool,
            # A compressed megabyte may become a thousand megabytes, so nothing is decompressed.
            pool.urlopen(
                method,
                target,
                body,
                {"Host": host_header, **headers},
                redirect=False,
                preload_content=False,
                decode_content=False,
            ) as reply,
        ):
            yield reply

    def _address(self, host: str, port: int) -> str:
        """Return the IP address of a host; every address that its name leads to must be public."""
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(map(self.allows, found)):
            raise AddressUnreachable("not_public")
        return found[0]


def _run(work: Callable[[float], _Result], future: "Future[_Result]") -> None:
    try:
        future.set_result(work(time.monotonic() + SECONDS))
    except Exception as error:  # noqa: BLE001 it is raised where the result is asked for
        future.set_exception(error)


def _why(error: Exception) -> str:
    """Return our code for an error of the libraries, whose own words mean nothing to whoever gave the address."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return "no_such_host"
    return "not_trusted" if isinstance(next(iter(error.args), None), ssl.SSLCertVerificationError) else "no_answer"


def _require_success(reply: BaseHTTPResponse) -> None:
    if reply.status not in FINE:
        raise AddressUnreachable("status", f"HTTP {reply.status}")


def _content(reply: BaseHTTPResponse, ends: float) -> bytes:
    content = b""
    while chunk := reply.read1(CHUNK):
        content += chunk
        if len(content) > LARGEST:
            raise AddressUnreachable("too_large", f"{LARGEST:,}")
        _left(ends)
    return content


def _left(ends: float) -> float:
    """Return the seconds that are left; raises AddressUnreachable if there are none."""
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise AddressUnreachable("too_slow", f"{SECONDS:g}")
    return seconds
