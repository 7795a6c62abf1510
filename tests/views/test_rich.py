"""What people wrote is shown exactly as typed, and its addresses can be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.rich import MOST_LINKS, after_label, linked


def parts(text):
    return [part.to_dict() for part in linked(text)]


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


@given(st.text(max_size=60) | st.text(alphabet="https://a.b()[]<>|?,. \n", max_size=200))
def test_it_is_read_exactly_as_typed(text):
    assert "".join(part.get("url") or part["text"] for part in parts(text)) == text


def test_a_list_of_hundreds_of_links_stays_one_that_slack_takes():
    text = "http://a.b " * 800
    assert len(links(text)) == MOST_LINKS
    assert len(parts(text)) <= 2 * MOST_LINKS + 1


@pytest.mark.parametrize(("text", "between"), [("one line", " "), ("one line\n", " "), ("two\nlines", "\n")])
def test_a_text_of_several_lines_begins_below_its_label(text, between):
    assert after_label(text, " ") == between
