"""The slash command with a modal, as somebody uses it."""

import pytest

from slack_simulator import NotAsExpected


def test_feedback_is_posted_under_its_authors_name(slack):
    ana = slack.person("ana")
    ana.types("/feedback")
    ana.sees("What do you want to say?", at="modal")
    ana.fills({"What do you want to say?": "The new door opens well."})
    ana.submits()
    slack.person("marcus").sees("@Ana says: The new door opens well.", at="#general")
    with pytest.raises(NotAsExpected, match="no modal is open"):
        ana.modal()


def test_it_can_be_anonymous(slack):
    ana = slack.person("ana")
    ana.types("/feedback")
    ana.fills(words="The new door squeaks.", name="Anonymous")
    ana.submits()
    slack.person("marcus").sees("Somebody says: The new door squeaks.")


def test_too_little_keeps_the_form_open(slack):
    ana = slack.person("ana")
    ana.types("/feedback")
    ana.fills(words="Well.")
    assert ana.submits()["outcome"] == "errors"
    ana.sees("Say a little more, please.", at="modal")
    assert slack.calls("chat.postMessage") == []
