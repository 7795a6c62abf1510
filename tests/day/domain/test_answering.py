"""What a click makes of a report, decided before anything is done."""

from datetime import timedelta

import pytest

from app.domain.day.answering import skip_undone, skipped, submitted, withdrawn
from app.domain.day.occurrence import ReportId
from app.domain.day.report import State
from app.domain.standup import QuestionRole
from app.records import replace
from tests.kit.builders import EIGHT, TUESDAY, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

LATER = EIGHT + timedelta(minutes=9)
ANSWERS = {"question0": "Finished the export"}
REHEARSAL = ReportId("T0TEAM", "try-U0ANA-080000", TUESDAY)


def test_a_first_submission_is_counted_begins_the_next_form_and_may_be_the_last_one():
    change = submitted(an_occurrence(), a_report(), ANSWERS, LATER)
    assert change.is_news
    assert (change.after.state, change.after.answers) == (State.SUBMITTED, ANSWERS)
    assert (change.is_counted, change.begin_the_next, change.may_be_the_last) == (True, True, True)


def test_an_edit_is_not_counted_again():
    change = submitted(an_occurrence(), a_submitted_report(), ANSWERS, LATER)
    assert (change.is_news, change.is_counted, change.begin_the_next) == (True, False, True)


def test_what_was_received_before_what_is_known_changes_nothing():
    change = submitted(an_occurrence(), a_submitted_report(received_answers_at=LATER), ANSWERS, EIGHT)
    assert not change.is_news
    assert (change.is_counted, change.begin_the_next, change.may_be_the_last) == (False, False, False)


def test_the_same_answers_sent_again_are_news_once():
    again = submitted(an_occurrence(), a_submitted_report(), a_submitted_report().answers, LATER)
    assert again.is_news
    assert not submitted(an_occurrence(), again.after, again.after.answers, LATER).is_news


@pytest.mark.parametrize("decide", [skipped, lambda *about: submitted(about[0], about[1], ANSWERS, about[2])])
def test_a_rehearsal_counts_for_nothing(decide):
    change = decide(an_occurrence(report_id=REHEARSAL), a_report(report_id=REHEARSAL), LATER)
    assert change.is_news
    assert (change.is_counted, change.begin_the_next, change.may_be_the_last) == (False, False, False)


def test_who_skips_is_counted_and_may_be_the_one_that_the_others_wait_for():
    change = skipped(an_occurrence(), a_report(), LATER)
    assert (change.after.state, change.is_counted, change.may_be_the_last) == (State.SKIPPED, True, True)
    assert not change.begin_the_next


def test_who_skips_too_late_changes_nothing():
    assert not skipped(an_occurrence_that_is_out(), a_report(), LATER).is_news


def test_who_takes_a_skip_or_answers_back_is_asked_again():
    undone = skip_undone(an_occurrence(), a_report(state=State.SKIPPED), LATER)
    taken_back = withdrawn(an_occurrence(), a_submitted_report(), LATER)
    assert {undone.after.state, taken_back.after.state} == {State.ASKED}
    assert [undone.is_counted, taken_back.is_counted] == [False, False]


def test_a_blocker_concerns_others_also_when_the_answers_name_none_any_more():
    day = an_occurrence()
    asking = replace(day.questions[2], role=QuestionRole.BLOCKERS)
    day = replace(day, questions=(*day.questions[:2], asking))
    blocked = a_submitted_report({"question2": "Waiting for review"})
    assert submitted(day, a_report(), blocked.answers, LATER).blocker
    assert submitted(day, blocked, ANSWERS, LATER).blocker.text == "Waiting for review"
    assert not submitted(day, a_report(), ANSWERS, LATER).blocker
