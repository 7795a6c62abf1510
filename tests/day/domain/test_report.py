"""How a report changes: the later of two always wins, and nothing changes once it is too late."""

from datetime import timedelta

import pytest

from app.domain.day.kinds import Mood
from app.domain.day.report import State, accept_answers
from app.domain.standup import DEFAULT_QUESTIONS, AnswerKind, Question
from app.errors import InvalidAnswers
from tests.kit.builders import EIGHT, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

LATER = EIGHT + timedelta(minutes=30)
WRITTEN = {"question0": "Export"}


def test_what_was_submitted_later_wins_whichever_is_stored_last():
    newest = a_report().submit({"question0": "new"}, LATER)
    assert newest.submit({"question0": "old"}, EIGHT) is newest


def test_the_same_submission_twice_is_the_same():
    once = a_report().submit(WRITTEN, LATER)
    assert once.submit(WRITTEN, LATER) == once


def test_a_skip_can_be_undone():
    skipped = a_report().skip(an_occurrence(), EIGHT)
    assert skipped.state is State.SKIPPED
    assert skipped.undo_skip(an_occurrence(), LATER).state is State.ASKED


def test_a_skip_does_not_take_an_answer_away():
    submitted = a_submitted_report()
    assert submitted.skip(an_occurrence(), LATER) is submitted


def test_answers_that_were_on_their_way_count_whatever_was_skipped_meanwhile():
    """They were acknowledged; the menu had only not changed yet."""
    meanwhile = a_report().skip(an_occurrence(), LATER).undo_skip(an_occurrence(), LATER + timedelta(minutes=1))
    assert meanwhile.submit(WRITTEN, EIGHT).answers == WRITTEN
    assert a_report().skip(an_occurrence(), LATER).submit(WRITTEN, EIGHT).is_submitted


@pytest.mark.parametrize("verb", ["skip", "undo_skip"])
def test_a_skip_that_comes_again_or_late_changes_nothing(verb):
    skipped = a_report().skip(an_occurrence(), LATER)
    undone = skipped.undo_skip(an_occurrence(), LATER + timedelta(minutes=1))
    for moment in (EIGHT, LATER, LATER + timedelta(minutes=1)):
        assert getattr(undone, verb)(an_occurrence(), moment) is undone


def test_a_skip_from_before_a_withdrawal_changes_nothing():
    withdrawn = a_submitted_report().withdraw(an_occurrence(), LATER)
    assert withdrawn.skip(an_occurrence(), EIGHT) is withdrawn


def test_who_skipped_can_still_answer():
    assert a_report().skip(an_occurrence(), EIGHT).submit(WRITTEN, LATER).is_submitted


def test_a_withdrawn_report_is_open_again_and_empty():
    withdrawn = a_submitted_report().withdraw(an_occurrence(), LATER)
    assert (withdrawn.state, withdrawn.answers) == (State.ASKED, {})


@pytest.mark.parametrize("verb", ["skip", "undo_skip", "withdraw"])
@pytest.mark.parametrize("state", list(State))
def test_once_the_report_is_out_only_answers_change_anything(verb, state):
    report = a_submitted_report() if state is State.SUBMITTED else a_report(state=state)
    assert getattr(report, verb)(an_occurrence_that_is_out(), LATER) is report
    assert report.submit(WRITTEN, LATER).answers == WRITTEN


def test_answers_are_kept_exactly_as_typed_and_empty_ones_left_out():
    assert accept_answers(DEFAULT_QUESTIONS, {"question0": "  two\n\nlines ", "question1": " \n", "other": "x"}) == {
        "question0": "  two\n\nlines "
    }


@pytest.mark.parametrize("written", [{}, {"question0": ""}, {"question0": " \n\t", "question2": "\u2003"}])
def test_answers_that_are_all_empty_are_refused_at_the_first_field(written):
    with pytest.raises(InvalidAnswers) as refused:
        accept_answers(DEFAULT_QUESTIONS, written)
    assert refused.value.lengths == {"question0": 0}


def test_an_answer_that_is_too_long_is_refused_where_it_stands():
    with pytest.raises(InvalidAnswers) as refused:
        accept_answers(DEFAULT_QUESTIONS, {"question0": "fine", "question1": "x" * 3214})
    assert refused.value.lengths == {"question1": 3214}


ASKED = (
    Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD, required=True),
    Question("place", "Where?", "Where", kind=AnswerKind.CHOICE, choices=("Office", "Home")),
    Question("number", "How full is your day?", "Full", kind=AnswerKind.NUMBER),
    Question("done", "All done?", "Done", kind=AnswerKind.YES_NO),
)


@pytest.mark.parametrize("mood", ["good", "🙂 Good"])
def test_what_was_chosen_is_kept_as_a_code_also_from_a_form_that_an_earlier_release_opened(mood):
    rest = {"place": "Home", "number": "7", "done": "yes"}
    accepted = accept_answers(ASKED, {"mood": mood, **rest})
    assert accepted == {"mood": Mood.GOOD, **rest}
    assert accepted["mood"] is Mood.GOOD


def test_a_question_that_needs_an_answer_and_has_none_is_named():
    with pytest.raises(InvalidAnswers) as refused:
        accept_answers(ASKED, {"place": "Home", "mood": "  "})
    assert refused.value.missing == ("mood",)


@pytest.mark.parametrize(("question", "answer"), [("place", "Moon"), ("number", "11"), ("done", "YES"), ("mood", "x")])
def test_an_answer_that_was_not_offered_is_refused(question, answer):
    with pytest.raises(InvalidAnswers) as refused:
        accept_answers(ASKED, {"mood": "good", question: answer})
    assert refused.value.unfitting == (question,)


def test_an_answer_that_stays_as_it_was_means_what_it_meant_when_it_came():
    """What an earlier release took for nothing names no blocker because its author edits another answer today."""
    words = "all good, nothing from my side"
    earlier = a_submitted_report(
        {"question1": "Review", "question2": words}, blocked_nothing_in=frozenset({"question2"})
    )
    edited = earlier.submit({"question1": "Ship", "question2": words}, LATER)
    assert edited.blocked.nothing_in == {"question2"}
    assert edited.submit({"question2": f"{words}!"}, LATER + timedelta(minutes=1)).blocked.nothing_in == set()
