"""An address is a person's word: only the public internet is asked, little, soon, and over https."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import outside
from app.errors import OutsideUnreachable
from app.outside import Outside, is_public


def refusal(world: Outside, url: str) -> str:
    with pytest.raises(OutsideUnreachable) as refused:
        world.text(url)
    return str(refused.value)


def test_what_is_there_is_given(host):
    assert host.outside.text(host.gives("BEGIN:VCALENDAR")) == "BEGIN:VCALENDAR"


def test_a_redirect_is_followed_three_times_and_no_more(host):
    host.gives("here", "/3")
    for number in range(3):
        host.gives(f"->/{number + 1}", f"/{number}")
    assert host.outside.text(f"{host.url}/0") == "here"
    host.gives("->/0", "/start")
    assert refusal(host.outside, f"{host.url}/start") == "redirects"


def test_a_redirect_into_the_own_network_is_not_followed(host):
    """The first address is allowed here, and then none is."""
    allowed = iter([True, *[False] * 9])
    careful = Outside(lambda _: next(allowed), host.outside.trust)
    url = host.gives("->https://127.0.0.1/latest/meta-data")
    assert refusal(careful, url) == "not public"
    plain = host.gives("->http://localhost/", "/plain")
    assert refusal(host.outside, plain) == "not https"


def test_more_than_a_megabyte_is_not_read(host):
    host.gives("x" * outside.LARGEST)
    assert len(host.outside.text(f"{host.url}/days.ics")) == outside.LARGEST
    host.gives("x" * (outside.LARGEST + 1))
    assert refusal(host.outside, f"{host.url}/days.ics") == "too large: 1,000,000"


def test_a_server_that_drips_is_left(host, monkeypatch):
    monkeypatch.setattr(outside, "SECONDS", 0.3)
    assert refusal(host.outside, host.gives("slow", "/slow")) == "too slow: 0.3"


@pytest.mark.parametrize(
    "url", ["https://localhost:1/", "https://nowhere.invalid/", "https://localhost:x/", "https:///"]
)
def test_what_cannot_be_reached_is_a_reason_that_does_not_quote_the_address(host, url):
    reason = refusal(host.outside, url + "?secret=hush")
    assert "hush" not in reason
    assert reason


def test_what_is_not_there_or_not_trusted_is_a_reason(host):
    assert refusal(host.outside, f"{host.url}/other") == "status: HTTP 404"
    assert refusal(Outside(lambda _: True), host.gives("x")).startswith("not trusted")
    assert host.asked == ["/other"]


def test_what_is_posted_arrives_with_its_headers(host):
    host.outside.post(f"{host.url}/in", b'{"a": 1}', {"Content-Type": "application/json"})
    headers, body = host.posted.pop()
    assert (headers["Content-Type"], body) == ("application/json", b'{"a": 1}')


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_a_reason_and_posted_nowhere_else(host, status):
    host.statuses.append(status)
    with pytest.raises(OutsideUnreachable, match=f"HTTP {status}"):
        host.outside.post(f"{host.url}/in", b"{}", {})
    assert len(host.posted) == 1
    host.posted.clear()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "0x7f.1", "2130706433", "0"])
def test_nothing_inside_is_asked(name):
    assert refusal(Outside(), f"https://{name}/") == "not public"


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
