"""Sentences for people."""

import pytest

from app.errors import InvalidAnswers, NotOnRoster, UnknownReport
from app.views.notices import notice, sentence_for, sentences_at_fields


def test_what_is_wrong_stands_at_its_field():
    assert sentences_at_fields(InvalidAnswers({"question0": 0})) == {
        "question0": "Write at least one answer, or close this and press Skip today."
    }
    assert sentences_at_fields(InvalidAnswers({"question1": 3214})) == {
        "question1": "That is 3,214 characters; Slack takes 3,000."
    }


@pytest.mark.parametrize("error", [NotOnRoster("T1.daily.20261124", "U1"), UnknownReport("T1.daily.20261124")])
def test_a_sentence_says_no_id_and_ends(error):
    sentence = sentence_for(error)
    assert sentence.endswith(".")
    assert "T1" not in sentence
    assert notice(sentence).to_dict()["blocks"][0]["text"]["text"] == sentence
