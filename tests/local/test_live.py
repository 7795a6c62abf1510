"""An open page is told everything, once and in order."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.kit.people import CHANNEL
from tests.kit.requester import NOBODY


@pytest.fixture
def page(team, stack) -> Iterator[Iterator[dict]]:
    url, me = f"{stack.url}/_local/live", {"as": team[0].id}
    with httpx.stream("GET", url, params=me, trust_env=False, verify=NOBODY) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": connected"
        yield (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


def test_every_message_and_journal_entry_reaches_the_page(team, page):
    said = [f"message {number}" for number in range(20)]
    for text in said:
        team.place.post("say", **{"as": team[1].id}, channel=CHANNEL, text=text)
        team.place.post("clock", by=1)
    heard, entries = [], []
    for event in page:
        if event["type"] == "message":
            heard.append(event["message"]["text"])
        if event["type"] == "journal" and event["entry"]["kind"] == "clock":
            entries.append(event["entry"]["title"])
            if len(entries) == len(said):
                break
    assert heard == said
    assert len(set(entries)) == len(said)


def test_a_modal_that_opens_reaches_the_page(team, page):
    team.are_asked()
    team[0].clicks("Open Report")
    kinds = []
    for event in page:
        kinds.append(event["type"])
        if event["type"] == "view_opened":
            break
    assert kinds.count("message") == 1
