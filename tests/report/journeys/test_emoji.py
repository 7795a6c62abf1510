"""Emoji that people type are emoji in the report, and what is none stays as it was typed."""

import pytest

from app.views.kit.rich_text import linked
from tests.kit.people import answers


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


def elements(message):
    return [part for block in message["blocks"] if block["type"] == "rich_text" for part in flat(block)]


def flat(part):
    return [inner for each in part["elements"] for inner in (flat(each) if "elements" in each else [each])]


def test_an_emoji_by_its_name_is_one_in_the_menu_and_in_the_report(team, alice):
    answers(alice, "Shipped :tada:", "Sleep until 10:30:45 :wave::skin-tone-3:")
    team.settles()
    named = [part for part in elements(alice.messages()[-1]) if part["type"] == "emoji"]
    assert [part["name"] for part in named] == ["tada", "wave"]
    team.get_the_report()
    (post,) = team.posts()
    assert [part for part in elements(post) if part["type"] == "emoji"] == named
    assert named[1]["skin_tone"] == 3
    assert ":tada:" in post["text"]
    assert "10:30:45" in alice.reader.message(post)


@pytest.mark.parametrize("refusal", ["", "invalid_blocks"])
def test_what_looks_like_an_emoji_and_is_none_stays_as_it_was_typed(team, alice, refusal):
    """Whether Slack takes the name of an emoji that there is not, nobody has seen; the report goes out either way."""
    team.place.post("policies", unknown_emoji=refusal)
    answers(alice, "Done :noidea: today")
    team.settles()
    assert "Done :noidea: today" in alice.reads()
    assert team.get_the_report()["status"] == "succeeded"
    (post,) = team.posts()
    assert "Done :noidea: today" in alice.reader.message(post)
    assert team.failures() == []


def test_no_word_of_a_mention_gets_into_an_emoji():
    assert [part.to_dict()["type"] for part in linked(":<!channel>: :@here:")] == ["text"]
