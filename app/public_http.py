"""HTTP to addresses that people gave: only on the public internet, over https, little, and soon."""

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

from app.errors import OutsideUnreachable

LARGEST = 1_000_000
SECONDS = 5.0
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
FINE = range(200, 300)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTTPS_PORT = 443
AGENT = "standup-bot"

# Addresses that carry an IPv4 address in their last 32 bits, which is the one that is reached in the end.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Result = TypeVar("_Result")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not to this machine, its network, or AWS's inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if inner := ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))


class PublicHttp(Struct, frozen=True):
    """Fetches from such addresses, and posts to them.

    `allows` decides about IP addresses, `trust` makes what certificates are held to. Every method may raise
    OutsideUnreachable, which never quotes the address: it may be secret.
    """

    allows: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def text(self, url: str) -> str:
        """Return the text at an address; redirects are followed."""
        headers = {"Accept": "text/calendar", "User-Agent": AGENT}
        return self._soon(partial(self._follow, url, headers))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send something to an address, which is to answer with a status from 200 to 299; redirects are errors."""
        sent = {"User-Agent": AGENT, **headers}
        self._soon(partial(self._posted, url, body, sent))

    def _soon(self, work: Callable[[float], _Result]) -> _Result:
        """Return what the work gives, which knows when its time ends, or up."""
        found: Future[_Result] = Future()
        # In a thread that nobody waits for at the end: looking up a name, for one, knows no time limit.
        threading.Thread(target=_settle, args=(work, found), daemon=True).start()
        try:
            return found.result(SECONDS)
        except TimeoutError:
            raise OutsideUnreachable("too_slow", f"{SECONDS:g}") from None
        except (HTTPError, OSError, ValueError) as error:
            raise OutsideUnreachable(_why(error), type(error).__name__) from error

    def _follow(self, url: str, headers: Mapping[str, str], ends: float) -> str:
        for _ in range(MOST_REDIRECTS + 1):
            with self._asked("GET", url, None, headers, ends) as reply:
                if reply.status not in REDIRECTS:
                    _require(reply)
                    return _content(reply, ends).decode("utf-8-sig", "replace")
                url = urljoin(url, reply.headers.get("Location", ""))
        raise OutsideUnreachable("redirects")

    def _posted(self, url: str, body: bytes, headers: Mapping[str, str], ends: float) -> None:
        with self._asked("POST", url, body, headers, ends) as reply:
            _require(reply)

    @contextmanager
    def _asked(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], ends: float
    ) -> Iterator[BaseHTTPResponse]:
        """Ask the very address that was looked at: a name may lead elsewhere the next time it is asked for."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise OutsideUnreachable("not_https")
        host, port = parts.hostname.encode("idna").decode(), parts.port or HTTPS_PORT
        named = (f"[{host}]" if ":" in host else host) + ("" if port == HTTPS_PORT else f":{port}")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        address, timeout = self._address(host, port), _left(ends)
        with (
            HTTPSConnectionPool(
                address, port, timeout, retries=False, ssl_context=self.trust(), server_hostname=host
            ) as pool,
            # Unpacked, a megabyte may be a thousand.
            pool.urlopen(
                method,
                target,
                body,
                {"Host": named, **headers},
                redirect=False,
                preload_content=False,
                decode_content=False,
            ) as reply,
        ):
            yield reply

    def _address(self, host: str, port: int) -> str:
        """Find out where a name leads; one public address among others is no excuse for them."""
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(map(self.allows, found)):
            raise OutsideUnreachable("not_public")
        return found[0]


def _settle(work: Callable[[float], _Result], found: "Future[_Result]") -> None:
    try:
        found.set_result(work(time.monotonic() + SECONDS))
    except Exception as error:  # noqa: BLE001 it is raised where the result is asked for
        found.set_exception(error)


def _why(error: Exception) -> str:
    """Sort what the libraries raise, whose names mean nothing to those who gave the address."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return "no_such_host"
    return "not_trusted" if isinstance(next(iter(error.args), None), ssl.SSLCertVerificationError) else "no_answer"


def _require(reply: BaseHTTPResponse) -> None:
    if reply.status not in FINE:
        raise OutsideUnreachable("status", f"HTTP {reply.status}")


def _content(reply: BaseHTTPResponse, ends: float) -> bytes:
    content = b""
    while chunk := reply.read1(CHUNK):
        content += chunk
        if len(content) > LARGEST:
            raise OutsideUnreachable("too_large", f"{LARGEST:,}")
        _left(ends)
    return content


def _left(ends: float) -> float:
    """Return the seconds that are left."""
    left = ends - time.monotonic()
    if left <= 0:
        raise OutsideUnreachable("too_slow", f"{SECONDS:g}")
    return left
