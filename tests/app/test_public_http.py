"""An address is a person's word: only the public internet is asked, little, soon, and over https."""

import ipaddress
import logging
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import public_http
from app.errors import AddressUnreachable
from app.public_http import PublicHttp, is_public
from app.telemetry import log


def refusal(world: PublicHttp, url: str) -> str:
    with pytest.raises(AddressUnreachable) as refused:
        world.text(url)
    return str(refused.value)


def test_what_is_there_is_given(host):
    assert host.public_http.text(host.gives("BEGIN:VCALENDAR")) == "BEGIN:VCALENDAR"


def test_a_redirect_is_followed_three_times_and_no_more(host):
    host.gives("here", "/3")
    for number in range(3):
        host.gives(f"->/{number + 1}", f"/{number}")
    assert host.public_http.text(f"{host.url}/0") == "here"
    host.gives("->/0", "/start")
    assert refusal(host.public_http, f"{host.url}/start") == "redirects"


def test_a_redirect_into_the_own_network_is_not_followed(host):
    """The first address is allowed here, and then none is."""
    allowed = iter([True, *[False] * 9])
    careful = PublicHttp(lambda _: next(allowed), host.public_http.trust)
    url = host.gives("->https://127.0.0.1/latest/meta-data")
    assert refusal(careful, url) == "not public"
    plain = host.gives("->http://localhost/", "/plain")
    assert refusal(host.public_http, plain) == "not https"


def test_more_than_a_megabyte_is_not_read(host):
    host.gives("x" * public_http.LARGEST)
    assert len(host.public_http.text(f"{host.url}/days.ics")) == public_http.LARGEST
    host.gives("x" * (public_http.LARGEST + 1))
    assert refusal(host.public_http, f"{host.url}/days.ics") == "too large: 1,000,000"


def test_a_server_that_drips_is_left(host, monkeypatch):
    monkeypatch.setattr(public_http, "SECONDS", 0.3)
    assert refusal(host.public_http, host.gives("slow", "/slow")) == "too slow: 0.3"


@pytest.mark.parametrize(
    "url", ["https://localhost:1/", "https://nowhere.invalid/", "https://localhost:x/", "https:///"]
)
def test_what_cannot_be_reached_is_a_reason_that_does_not_quote_the_address(host, url):
    reason = refusal(host.public_http, url + "?secret=hush")
    assert "hush" not in reason
    assert reason


def test_what_is_not_there_or_not_trusted_is_a_reason(host):
    assert refusal(host.public_http, f"{host.url}/other") == "status: HTTP 404"
    assert refusal(PublicHttp(lambda _: True), host.gives("x")).startswith("not trusted")
    assert host.asked == ["/other"]


def test_a_certificate_of_another_name_is_not_trusted(host):
    """The address is the right one and the authority is trusted, but who answers there is somebody else."""
    assert refusal(host.public_http, host.gives("x").replace("localhost", "127.0.0.1")).startswith("not trusted")


def test_what_is_posted_arrives_with_its_headers(host):
    host.public_http.post(f"{host.url}/in", b'{"a": 1}', {"Content-Type": "application/json"})
    headers, body = host.posted.pop()
    assert (headers["Content-Type"], body) == ("application/json", b'{"a": 1}')
    assert headers["Host"] == urlsplit(host.url).netloc  # though the address that it leads to is asked


@pytest.fixture
def logging_as_deployed():
    ours = logging.getLogger("app")
    before = ours.handlers, ours.level, ours.propagate
    log.configure()
    yield
    ours.handlers, ours.level, ours.propagate = before


@pytest.mark.usefixtures("logging_as_deployed")
def test_what_an_odd_server_answers_does_not_bring_its_address_into_the_log(host, caplog):
    """The library that is asked warns of such headers, and would quote all of the address."""
    host.gives("here", "/odd?secret=hush")
    assert "here" in host.public_http.text(f"{host.url}/odd?secret=hush")
    assert "hush" not in caplog.text


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_a_reason_and_posted_nowhere_else(host, status):
    host.statuses.append(status)
    with pytest.raises(AddressUnreachable, match=f"HTTP {status}"):
        host.public_http.post(f"{host.url}/in", b"{}", {})
    assert len(host.posted) == 1
    host.posted.clear()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "0x7f.1", "2130706433", "0"])
def test_nothing_inside_is_asked(name):
    assert refusal(PublicHttp(), f"https://{name}/") == "not public"


INSIDE = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]
INSIDE += ["192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/8", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]


@given(st.sampled_from([ipaddress.ip_network(each) for each in INSIDE]), st.integers(min_value=0))
def test_no_address_inside_is_public_in_whatever_clothes(network, number):
    ip = network[number % network.num_addresses]
    assert not is_public(str(ip))
    if ip.version == 4:
        assert not is_public(f"::ffff:{ip}")
        assert not is_public(f"64:ff9b::{ip}")
        assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (int(ip) << 80))))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet_are_public(address):
    assert is_public(address)
