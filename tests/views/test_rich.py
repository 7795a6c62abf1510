"""What people wrote is shown exactly as typed, and its addresses can be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.kit.rich_text import MOST_PARTS, after_label, linked


def parts(text):
    return [part.to_dict() for part in linked(text)]


def typed(part):
    """How a part reads in plain text."""
    if part["type"] == "emoji":
        tone = f":skin-tone-{part['skin_tone']}:" if "skin_tone" in part else ""
        return f":{part['name']}:{tone}"
    return part.get("url") or part["text"]


def links(text):
    return [part["url"] for part in parts(text) if part["type"] == "link"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/a?b=c#d, please.", ["https://example.com/a?b=c#d"]),
        ("(http://localhost:8080/x) and HTTPS://EXAMPLE.COM.", ["http://localhost:8080/x", "HTTPS://EXAMPLE.COM"]),
        (
            "[https://en.wikipedia.org/wiki/Kanban_(development)]",
            ["https://en.wikipedia.org/wiki/Kanban_(development)"],
        ),
        ("a\nhttps://example.com/b\nc", ["https://example.com/b"]),
        ("example.com, xhttps://example.com, https://, ftp://example.com, javascript:alert(1)", []),
        ("<https://evil.example|your bank>", []),
        ("https://example.com/příklad", []),
        (f"https://example.com/{'x' * 1000}", []),
    ],
)
def test_addresses_are_links(text, found):
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":tada: done", [{"type": "emoji", "name": "tada"}]),
        ("Shipped:rocket:", []),
        ("Shipped :rocket:, :+1: and :100:!", [{"type": "emoji", "name": name} for name in ("rocket", "+1", "100")]),
        (":wave::skin-tone-3:", [{"type": "emoji", "name": "wave", "skin_tone": 3}]),
        ("(:partyparrot:)", [{"type": "emoji", "name": "partyparrot"}]),
        ("from 10:30:45 to 11:00:00", []),
        (" :30: std::vector::size key:value:x :Tada: :: : :", []),
        ("https://example.com/:tada:/x", []),
    ],
)
def test_what_is_typed_like_an_emoji_is_one(text, found):
    assert [part for part in parts(text) if part["type"] == "emoji"] == found


def test_a_list_of_hundreds_of_emoji_stays_one_that_slack_takes():
    assert len(parts(":tada: " * 800)) <= 2 * MOST_PARTS + 1


@given(st.text(max_size=60) | st.text(alphabet="https://a.b()[]<>|?,. \n", max_size=200))
def test_it_is_read_exactly_as_typed(text):
    assert "".join(map(typed, parts(text))) == text


@given(st.text(alphabet=":tad+1-skione5 \n", max_size=80))
def test_emoji_are_read_as_they_were_typed(text):
    assert "".join(map(typed, parts(text))) == text


def test_a_list_of_hundreds_of_links_stays_one_that_slack_takes():
    text = "http://a.b " * 800
    assert len(links(text)) == MOST_PARTS
    assert len(parts(text)) <= 2 * MOST_PARTS + 1


@pytest.mark.parametrize(("text", "between"), [("one line", " "), ("one line\n", " "), ("two\nlines", "\n")])
def test_a_text_of_several_lines_begins_below_its_label(text, between):
    assert after_label(text, " ") == between
