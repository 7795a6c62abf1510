"""Figures about a team, and what keeps them from being about a person."""

from datetime import date, timedelta

from app.domain.day.kinds import Mood
from app.domain.day.report import State
from app.domain.history.insight import Insight, insight
from app.domain.standup import AnswerKind, Question
from tests.kit.builders import EIGHT, TUESDAY, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

MOODS = tuple(Mood)
MOOD = Question("mood", "How do you feel?", "Mood", kind=AnswerKind.MOOD)


def answered(after=10, **changes):
    at = {"menu_claimed_at": EIGHT, "received_answers_at": EIGHT + timedelta(minutes=after)}
    return a_submitted_report(**{**at, **changes})


def told(mood, user_id):
    return answered(answers={"mood": mood}, user_id=user_id)


def test_nothing_comes_to_nothing():
    assert insight([]) == Insight()
    assert insight([(an_occurrence(), [answered()])]) == Insight()  # not out yet: still to come


def test_the_share_is_of_those_who_were_waited_for():
    reports = [
        answered(),
        a_report(),
        a_report(state=State.SKIPPED),
        a_report(state=State.AWAY),
        a_report(state=State.UNREACHABLE),
        a_report(terms_is_optional=True),
        answered(terms_is_optional=True),
    ]
    summed = insight([(an_occurrence_that_is_out(), reports)])
    assert (summed.days, summed.expected, summed.answered) == (1, 4, 2)


def test_the_typical_wait_is_the_median():
    reports = [answered(after) for after in (1, 5, 600)]
    assert insight([(an_occurrence_that_is_out(), reports)]).typical_wait == timedelta(minutes=5)
    early = [answered(-1), answered(menu_claimed_at=None)]
    assert insight([(an_occurrence_that_is_out(), early)]).typical_wait is None


def test_a_day_is_blocked_if_somebody_says_more_than_none():
    monday, tuesday = an_occurrence_that_is_out(day=date(2026, 11, 23)), an_occurrence_that_is_out()
    blocked = answered(answers={"question2": "Waiting for a review"})
    assert insight([(tuesday, [answered(), blocked]), (monday, [answered()])]).blocked_days == (TUESDAY,)


def test_moods_are_counted_for_three_people_or_more():
    day = an_occurrence_that_is_out(questions=(MOOD,))
    two = [told(MOODS[0], "U1"), told(MOODS[3], "U2")]
    assert insight([(day, two), (day, two)]).moods == {}
    three = [*two, told(MOODS[0], "U3"), told("made up", "U4")]
    assert insight([(day, three)]).moods == {MOODS[0]: 2, MOODS[3]: 1}
