"""Sentences for people."""

import pytest

from app.domain.privacy.access import TABLE, Action
from app.errors import (
    ChangedMeanwhile,
    InvalidAnswers,
    InvalidStandup,
    NotAllowed,
    NotOnRoster,
    UnknownReport,
    UnknownStandup,
)
from app.language import ENGLISH_LOCALE
from app.problem import Problem, Wrong
from app.views.kit.notices import notice, sentence_for, sentences_at_fields


def test_what_is_wrong_stands_at_its_field():
    assert sentences_at_fields(ENGLISH_LOCALE, InvalidAnswers({"question0": 0})) == {
        "question0": "Write at least one answer, or close this and press Skip today."
    }
    assert sentences_at_fields(ENGLISH_LOCALE, InvalidAnswers({"question1": 3214})) == {
        "question1": "That is 3,214 characters; Slack takes 3,000."
    }


# What somebody who knows of a standup may still not be allowed to do with it.
REFUSED = [action for action in Action if TABLE[action] and not TABLE[Action.SEE] <= TABLE[action]]


@pytest.mark.parametrize("error", [NotOnRoster("T1.daily.20261124", "U1"), UnknownReport("T1.daily.20261124")])
def test_a_sentence_says_no_id_and_ends(error):
    sentence = sentence_for(ENGLISH_LOCALE, error)
    assert sentence.endswith(".")
    assert "T1" not in sentence
    assert notice(ENGLISH_LOCALE, sentence).to_dict()["blocks"][0]["text"]["text"] == sentence


@pytest.mark.parametrize(
    "error",
    [
        UnknownStandup("T1"),
        *[NotAllowed("T1", "U1", action.name) for action in REFUSED],
        ChangedMeanwhile("T1"),
        InvalidStandup({"days": Problem(Wrong.NO_DAYS)}),
    ],
)
def test_what_cannot_be_done_with_a_standup_is_a_sentence(error):
    sentence = sentence_for(ENGLISH_LOCALE, error)
    assert sentence.endswith(".")
    assert "T1" not in sentence
    assert sentence != "That cannot be done here."


def test_each_answer_that_is_missing_or_none_of_those_offered_is_named():
    assert sentences_at_fields(ENGLISH_LOCALE, InvalidAnswers({"a": 3001}, missing=["b"], unfitting=["c"])) == {
        "a": "That is 3,001 characters; Slack takes 3,000.",
        "b": "This one needs an answer.",
        "c": "Choose one of the answers that are offered.",
    }
