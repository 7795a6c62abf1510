"""Answers and files go to Slack's own addresses only, those of government workspaces included."""

import pytest

from app.errors import SlackRefused
from app.slack.files import is_for_files
from app.slack.response_urls import answer, is_slacks

BASE = "https://slack.com/api/"


@pytest.mark.parametrize("host", ["hooks.slack.com", "hooks.slack-gov.com"])
def test_an_answer_goes_to_the_address_that_came_with_the_click(host):
    assert is_slacks(f"https://{host}/actions/T1/2/abc", BASE)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/T1/2/abc",
        "https://hooks.slack-gov.com.evil.example/actions",
        "https://hooks.slack-gov.com@evil.example/actions",
        "https://evil-slack-gov.com/actions",
        "https://hooks.slack.com:8443/actions",
    ],
)
def test_no_answer_goes_anywhere_else(url):
    assert not is_slacks(url, BASE)
    with pytest.raises(SlackRefused, match="foreign_address"):
        answer(url, BASE, {"text": "Hello"})


def test_files_go_to_slacks_hosts():
    assert is_for_files("https://files.slack.com/upload/v1/abc", "https://slack.com/api/")
    assert is_for_files("https://files.slack-gov.com/upload/v1/abc", "https://slack-gov.com/api/")
    assert not is_for_files("https://files.evil-slack-gov.com/upload", "https://slack.com/api/")
    assert not is_for_files("https://slack.com.evil.example/upload", "https://slack.com/api/")
