"""What a message reads like for somebody: in their zone, with names, as plain text."""

from datetime import UTC, datetime

import pytest

from slack_simulator.reading import Reader

MOMENT = int(datetime(2026, 11, 24, 10, 0, tzinfo=UTC).timestamp())


@pytest.fixture
def reader():
    return Reader("Asia/Kathmandu", {"C0TEAM0001": "#team", "U0ANAPRG01": "@Ana"})


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"at <!date^{MOMENT}^{{time}}|10:00 UTC>", "at 15:45"),
        (f"<!date^{MOMENT}^{{date_long_pretty}} at {{time}}^https://example.com|x>", "Tue, 24 November 2026 at 15:45"),
        ("<#C0TEAM0001> and <@U0ANAPRG01> and <@U0NOBODY99>", "#team and @Ana and U0NOBODY99"),
        ("<https://example.com|here> or <https://example.com>", "here or https://example.com"),
        ("*Thank you.* 2*3*4 &lt;b&gt; &amp;", "Thank you. 2*3*4 <b> &"),
    ],
)
def test_markup_is_read_as_it_is_shown(reader, markup, text):
    assert reader.markup(markup) == text


def test_blocks_are_read_in_order(reader):
    element = {"type": "text", "text": "Fixed\nit"}
    message = {
        "text": "not shown",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Daily *standup*"}},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*one*"},
                "fields": [{"type": "mrkdwn", "text": "a"}],
            },
            {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [element]}]},
            {"type": "context", "elements": [{"type": "image"}, {"type": "plain_text", "text": "edited"}]},
            {"type": "actions", "elements": [{"text": {"type": "plain_text", "text": "Edit"}}]},
        ],
    }
    assert reader.message(message).split("\n") == [
        "Daily *standup*",
        "one",
        "a",
        "│ Fixed",
        "│ it",
        "edited",
        "[ Edit ]",
    ]


def test_a_message_without_blocks_reads_as_its_text(reader):
    assert reader.message({"text": "*hello*"}) == "hello"
