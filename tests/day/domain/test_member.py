"""What a form begins with."""

from datetime import date, timedelta

import pytest

from app.domain.day.member import Member, Preferences, Profile, beginnings
from app.domain.day.nothing import NOTHING
from app.domain.standup import AnswerKind, Question, QuestionRole
from app.records import replace
from tests.kit.builders import EIGHT, a_report, a_submitted_report, an_occurrence, last_answers

YESTERDAY = date(2026, 11, 23)


def test_what_they_planned_last_time_is_where_yesterday_starts():
    last = last_answers(YESTERDAY, question0="Export", question1="Review", question2="Access to staging")
    starts = beginnings(an_occurrence(), a_report(), last)
    assert starts["question0"].text == "Review"
    assert "question1" not in starts
    assert (starts["question2"].text, starts["question2"].before) == ("", "Access to staging")


def test_a_tick_that_nothing_blocked_is_nobodys_plan_and_no_answer_to_anything_else():
    plan = Question("question1", "Plan, and what blocks it?", "Plan", role=QuestionRole.BLOCKERS)
    yesterday = Question("question0", "Yesterday?", "Yesterday", starts_from="question1")
    last = last_answers(YESTERDAY, question1=NOTHING)
    assert beginnings(an_occurrence(questions=(yesterday, plan)), a_report(), last) == {}
    without_role = replace(plan, role=QuestionRole.PLAIN)
    assert beginnings(an_occurrence(questions=(without_role,)), a_report(), last) == {}
    assert beginnings(an_occurrence(questions=(plan,)), a_report(), last)["question1"].before == NOTHING


def test_a_plan_in_words_is_not_where_a_mood_starts():
    mood = Question("question0", "How was yesterday?", "Mood", starts_from="question1", kind=AnswerKind.MOOD)
    assert beginnings(an_occurrence(questions=(mood,)), a_report(), last_answers(YESTERDAY, question1="Review")) == {}


def test_what_was_submitted_is_shown_to_be_edited():
    last = last_answers(YESTERDAY, question1="Review")
    starts = beginnings(an_occurrence(), a_submitted_report({"question1": "Ship"}), last)
    assert {question: start.text for question, start in starts.items()} == {"question1": "Ship"}


def test_what_was_withdrawn_today_is_at_hand_again():
    last = last_answers(an_occurrence().day, question1="Ship")
    assert beginnings(an_occurrence(), a_report(), last)["question1"].text == "Ship"


def test_the_first_time_every_field_is_empty():
    assert beginnings(an_occurrence(), a_report(), None) == {}


def test_a_profile_is_fresh_until_the_next_days_asking():
    member = Member("T0TEAM", "U0ANA", profile=Profile(refreshed_at=EIGHT))
    assert member.is_fresh(EIGHT + timedelta(hours=21))
    assert not member.is_fresh(EIGHT + timedelta(hours=23, minutes=59))
    assert not member.is_fresh(EIGHT - timedelta(hours=1))


@pytest.mark.parametrize(
    ("locale", "chosen", "spoken"),
    [
        ("cs-CZ", "", "cs"),
        ("en-GB", "", "en"),
        ("de-DE", "", "en"),
        ("", "", "en"),
        ("de-DE", "cs", "cs"),
        ("cs", "en", "en"),
    ],
)
def test_a_person_is_spoken_to_as_they_chose_or_as_their_slack_is(locale, chosen, spoken):
    assert (
        Member("T0TEAM", "U0ANA", profile=Profile(locale=locale), preferences=Preferences(language=chosen)).speaks
        == spoken
    )
