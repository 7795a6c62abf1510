"""What was posted as rich text is changed to words of any kind, however much of it Slack wants to stay rich."""

import pytest
from slack_sdk.models.blocks import RichTextBlock, RichTextElementParts, RichTextSectionElement

from app.language import ENGLISH_LOCALE
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.privacy import erasure
from slack_simulator.hosting import ANY, WHOLE
from tests.kit.people import CHANNEL, answers, labels

RICH = RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text="my words")])])


@pytest.mark.parametrize("stays_rich", [WHOLE, ANY, ""])
def test_a_post_whose_words_are_taken_out_says_so_in_its_place(team, services, stays_rich):
    team.place.post("policies", stays_rich=stays_rich)
    place = services.slack.post(CHANNEL, Message("my words", [RICH]), Mark(ids.POST, "r"))
    message = erasure.removed_report(ENGLISH_LOCALE)
    services.slack.update(*place, message)
    (shown,) = team.channel()
    assert shown["text"] == "This report was taken out."
    assert "my words" not in str(shown["blocks"])
    assert "This report was taken out." in str(shown["blocks"])


@pytest.mark.parametrize("stays_rich", [WHOLE, ANY, ""])
def test_text_alone_can_stand_where_rich_text_was(team, services, stays_rich):
    team.place.post("policies", stays_rich=stays_rich)
    place = services.slack.post(CHANNEL, Message("my words", [RICH]), Mark(ids.POST, "r"))
    services.slack.update(*place, Message("Gone"))
    (shown,) = team.channel()
    assert "Gone" in f"{shown['text']} {shown.get('blocks')}"


@pytest.mark.parametrize("stays_rich", [WHOLE, ANY, ""])
def test_a_menu_with_answers_in_it_becomes_one_without_when_they_are_taken_back(asked_team, stays_rich):
    asked_team.place.post("policies", stays_rich=stays_rich)
    ana = asked_team.asked[0]
    answers(ana, "Export")
    asked_team.settles()
    ana.clicks("Withdraw")
    asked_team.settles()
    assert labels(ana) == ["Open Report", "Skip today"]
    assert "Export" not in ana.reads()
    assert asked_team.failures() == []
