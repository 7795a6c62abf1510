"""Who says that nothing blocks them is not blocked, ticked or typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day.blocker import named_blocker
from app.domain.day.nothing import NOTHING, is_nothing, nothing_in
from app.domain.standup import QuestionRole
from tests.kit.builders import a_submitted_report, an_occurrence


@pytest.mark.parametrize(
    "answer",
    [NOTHING, "None.", "NO", "n/a", "-", "…", "👍", ":+1:", "_none_", "Nope 🙂", "no blockers", "Žádné", "nic", "Nein"],
)
def test_an_answer_that_says_nothing_is_no_blocker_and_stays_as_it_was_typed(answer):
    report = a_submitted_report().submit({"question2": answer}, a_submitted_report().received.answers_at)
    assert named_blocker(an_occurrence(), report) == ""
    assert report.answers["question2"] == answer


@pytest.mark.parametrize("answer", ["no access", "nothing works", "none, but ask me later", "CI", "7", "nope " * 30])
def test_an_answer_that_says_more_is_a_blocker_exactly_as_it_was_typed(answer):
    report = a_submitted_report().submit({"question2": answer}, a_submitted_report().received.answers_at)
    assert named_blocker(an_occurrence(), report) == answer


def test_what_is_said_elsewhere_is_no_blocker():
    report = a_submitted_report().submit({"question0": "Stuck"}, a_submitted_report().received.answers_at)
    assert named_blocker(an_occurrence(), report) == ""
    asked = an_occurrence()
    plain = tuple(each for each in asked.questions if each.role is QuestionRole.PLAIN)
    assert named_blocker(an_occurrence(questions=plain), a_submitted_report({"question2": "No access"})) == ""


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=99), max_size=4))
def test_any_answers_are_told_apart(answers):
    assert nothing_in(answers) == {question for question in answers if is_nothing(answers[question])}
