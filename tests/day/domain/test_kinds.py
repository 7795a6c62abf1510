"""What a question can be: every kind takes what its own field gives, and reads what earlier releases stored."""

from datetime import timedelta

import pytest

from app.domain.day.kinds import Mood, fits, in_words, offered, read, traits
from app.domain.day.member import Beginning
from app.domain.history.insight import insight
from app.domain.report.tallies import tallies
from app.domain.standup import AnswerKind, Question
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.day.report_form import Origin, report_form
from app.views.kit.kinds import answer_element, answer_text, example_answer, kind_names
from app.views.report.delivery import delivery
from app.views.report.digest_split import split
from tests.kit.builders import EIGHT, TEN, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

MOOD = Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD)
STORED = ("😀 Great", "🙂 Good", "😐 Okay", "🙁 Not so good", "😞 Bad")


def asks(kind):
    return Question("q", "What?", "What", kind=kind, choices=("Office", "Home"))


@pytest.mark.parametrize("kind", AnswerKind)
def test_every_kind_has_a_name_a_field_and_an_example_that_it_takes(kind):
    question = asks(kind)
    assert kind_names(ENGLISH_LOCALE)[kind]
    assert answer_element(ENGLISH_LOCALE, question, "", is_first=True).to_dict()["action_id"] == question.id
    answers = [
        read(question, text) for text in offered(question) or (example_answer(question, 0) or "Finished the export",)
    ]
    for answer in answers:
        assert fits(question, answer)
        assert read(question, in_words(answer)) == answer
        assert answer_text(ENGLISH_LOCALE, question, answer)


@pytest.mark.parametrize("kind", AnswerKind)
def test_what_was_answered_stands_in_the_field_when_it_is_opened_again(kind):
    question = asks(kind)
    answer = example_answer(question, 0) or "Finished the export"
    assert answer in str(answer_element(ENGLISH_LOCALE, question, answer, is_first=False).to_dict())


@pytest.mark.parametrize("kind", [kind for kind in AnswerKind if traits(kind).fewest])
def test_what_is_counted_can_be_listed(kind):
    assert offered(asks(kind))


def test_a_mood_in_the_words_of_earlier_releases_is_the_same_mood():
    assert [read(MOOD, words) for words in STORED] == list(Mood)
    assert [in_words(mood) for mood in Mood] == list(STORED)
    assert read(asks(AnswerKind.TEXT), "😀 Great") == "😀 Great"


def test_moods_of_an_earlier_release_and_of_this_one_are_counted_together():
    told = ("😀 Great", Mood.GREAT, "😞 Bad")
    reports = [a_submitted_report({"mood": mood}, user_id=f"U{n}") for n, mood in enumerate(told)]
    (tally,) = tallies([MOOD], reports)
    assert tally.given == [(Mood.GREAT, 2), (Mood.BAD, 1)]
    assert insight([(an_occurrence_that_is_out(questions=(MOOD,)), reports)]).moods == {Mood.GREAT: 2, Mood.BAD: 1}


@pytest.mark.parametrize("before", ["🙁 Not so good", Mood.LOW])
def test_the_form_begins_with_a_mood_whichever_release_stored_it(before):
    starts = {"mood": Beginning(before)}
    form = report_form(
        ENGLISH_LOCALE, an_occurrence(questions=(MOOD,)), a_report(), starts, Origin("T0.daily.20261124"), now=TEN
    )
    assert form.to_dict()["blocks"][0]["element"]["initial_option"]["value"] == "low"


@pytest.mark.parametrize("answer", ["😀 Great", Mood.GREAT])
def test_a_webhook_hears_of_a_mood_in_the_words_that_it_always_had(answer):
    report = a_submitted_report({"mood": answer})
    (person,) = delivery(an_occurrence_that_is_out(questions=(MOOD,)), [report])["people"]
    assert person["answers"] == [{"question": "mood", "label": "Mood", "kind": "mood", "text": "😀 Great"}]


def test_pages_of_a_digest_count_a_mood_the_same_whichever_release_stored_it():
    occurrence = an_occurrence(questions=(MOOD,))
    pages = [split(occurrence, [a_submitted_report({"mood": answer})]) for answer in ("😀 Great", Mood.GREAT)]
    assert pages[0] == pages[1]


def test_the_same_mood_sent_again_is_no_edit_of_one_that_an_earlier_release_stored():
    stored = a_submitted_report({"mood": "😀 Great", "why": "Sun"})
    later = EIGHT + timedelta(hours=1)
    assert stored.submit({"mood": Mood.GREAT, "why": "Sun"}, later) == replace(
        stored, received=replace(stored.received, again_at=later)
    )
    assert stored.submit({"mood": Mood.GOOD, "why": "Sun"}, later).received.answers_at == later
