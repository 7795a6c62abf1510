"""The form and its parser agree, and the parser survives anything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from app.domain.day.member import Beginning
from app.domain.day.nothing import NOTHING
from app.domain.day.report import accept_answers
from app.domain.standup import AnswerKind, Question, QuestionRole
from app.errors import InvalidAnswers, InvalidForm, UnknownReport
from app.language import ENGLISH_LOCALE
from app.views import ids
from app.views.day.report_form import Origin, parse_answers, parse_origin, report_form
from slack_simulator.checks import check_view
from tests.kit.builders import TEN, a_report, a_submitted_report, an_occurrence, an_occurrence_that_is_out

ORIGIN = Origin("T0TEAM.daily.20261124", "https://hooks.slack.com/actions/T0TEAM/1/x")


def form(starts=None, occurrence=None, report=None):
    return report_form(
        ENGLISH_LOCALE, occurrence or an_occurrence(), report or a_report(), starts or {}, ORIGIN, now=TEN
    ).to_dict()


def test_the_form_has_one_optional_multi_line_field_a_question():
    view = form()
    assert (view["callback_id"], view["title"]["text"], view["submit"]["text"], view["close"]["text"]) == (
        ids.ANSWERS,
        "Daily standup",
        "Send",
        "Cancel",
    )
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert [block["label"]["text"] for block in inputs] == [
        "What did you work on yesterday?",
        "What is your plan for today?",
        "Any impediments?",
        "No blockers",
        "Who could help?",
    ]
    *questions, nothing, helper = inputs
    assert all(block["optional"] and block["element"]["multiline"] for block in questions)
    assert {block["element"]["max_length"] for block in questions} == {3000}
    assert (nothing["optional"], nothing["element"]["type"]) == (True, "checkboxes")
    assert (helper["optional"], helper["element"]["type"]) == (True, "users_select")


def test_the_form_starts_with_what_is_at_hand():
    view = form({"question0": Beginning("Review", is_planned=True), "question2": Beginning(before="Access")})
    assert view["blocks"][0]["element"]["initial_value"] == "Review"
    assert view["blocks"][0]["hint"]["text"] == "This is what you planned last time."
    assert "initial_value" not in view["blocks"][1]["element"]
    assert view["blocks"][2]["hint"]["text"] == "Last time: Access"


def ticked(view, question="question2"):
    """Whether *Nothing blocks me* is ticked, and what the form begins with as the answer."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    return bool(fields[ids.NOTHING_BLOCKS].get("initial_options")), fields[question].get("initial_value", "")


def test_who_ticked_that_nothing_blocks_them_finds_it_ticked_when_they_edit():
    assert ticked(form({"question2": Beginning(NOTHING)})) == (True, "")
    assert ticked(form({"question2": Beginning("nope")})) == (False, "nope")
    assert ticked(form({"question2": Beginning("No access")})) == (False, "No access")


def test_nothing_is_ticked_for_anybody_before_they_have_answered():
    assert ticked(form({"question2": Beginning(before=NOTHING)})) == (False, "")


def sent(text, *chosen):
    """Give a form that was sent with this in the field for blockers, and the tick in the one below."""
    tick = {"type": "checkboxes", "selected_options": [{"value": each} for each in chosen]}
    values = {"question2": {"question2": {"value": text}}, ids.NOTHING_BLOCKS: {ids.NOTHING_BLOCKS: tick}}
    return parse_answers({"state": {"values": values}})


@pytest.mark.parametrize(("text", "answer"), [(None, NOTHING), ("", NOTHING), (" ", NOTHING), ("Nope.", "Nope.")])
def test_who_ticks_that_nothing_blocks_them_needs_no_words(text, answer):
    assert sent(text, "question2") == {"question2": answer}


def test_who_names_a_blocker_and_ticks_that_there_is_none_loses_neither():
    with pytest.raises(InvalidForm) as refused:
        sent("No access", "question2")
    assert list(refused.value.problems) == [ids.NOTHING_BLOCKS]
    assert sent("No access") == {"question2": "No access"}


def test_a_tick_stands_for_a_choice_which_nobody_can_clear_in_slack():
    chosen = {"type": "radio_buttons", "selected_option": {"value": "Review"}}
    tick = {"type": "checkboxes", "selected_options": [{"value": "question2"}]}
    values = {"question2": {"question2": chosen}, ids.NOTHING_BLOCKS: {ids.NOTHING_BLOCKS: tick}}
    assert parse_answers({"state": {"values": values}}) == {"question2": NOTHING}


@pytest.mark.parametrize("kind", [AnswerKind.TEXT, AnswerKind.CHOICE])
def test_a_tick_answers_a_question_that_needs_an_answer(kind):
    asked = Question(
        "q", "Blocked?", "Blocked", None, kind, required=True, choices=("CI", "Review"), role=QuestionRole.BLOCKERS
    )
    field = form(occurrence=an_occurrence(questions=(asked,)))["blocks"][0]
    assert field["optional"]  # or Slack would want words
    assert accept_answers((asked,), {"q": NOTHING}) == {"q": NOTHING}
    with pytest.raises(InvalidAnswers):
        accept_answers((asked,), {})


def test_where_one_says_no_there_is_nothing_to_tick():
    asked = Question("q", "Blocked?", "Blocked", kind=AnswerKind.YES_NO, role=QuestionRole.BLOCKERS)
    assert [block.get("block_id") for block in form(occurrence=an_occurrence(questions=(asked,)))["blocks"]][:2] == [
        "q",
        ids.WHO_COULD_HELP,
    ]


def test_a_beginning_longer_than_slack_takes_is_cut():
    assert len(form({"question0": Beginning("x" * 5000)})["blocks"][0]["element"]["initial_value"]) == 3000


def test_texts_fit_as_slack_counts_them_however_much_of_them_is_escaped():
    question = Question("question0", "R&D? " * 30, "R&D")
    occurrence = an_occurrence(name="R&D & R&D & R&D standup", questions=(question,))
    assert check_view(form(occurrence=occurrence, starts={"question0": Beginning(before="&<>" * 1000)}), "modal")


def test_a_long_name_is_cut_at_a_word():
    assert (
        form(occurrence=an_occurrence(name="The platform team's daily standup"))["title"]["text"]
        == "The platform team's…"
    )


@pytest.mark.parametrize(
    ("occurrence", "report", "said"),
    [
        (an_occurrence(), a_report(), "Goes to <#C0TEAM> at <!date^"),
        (an_occurrence_that_is_out(), a_report(), "in the thread of the report of"),
        (an_occurrence_that_is_out(), a_submitted_report(post_parts=("1.2",)), "it is updated there"),
    ],
)
def test_the_form_says_where_the_answers_go(occurrence, report, said):
    assert said in form(occurrence=occurrence, report=report)["blocks"][-1]["elements"][0]["text"]


@given(st.dictionaries(st.sampled_from(["question0", "question1", "question2"]), st.text(max_size=3000)))
def test_what_is_typed_is_read_back(written):
    view = form()
    values = {
        question: {question: {"type": "plain_text_input", "value": written.get(question)}} for question in written
    }
    given = {question: text for question, text in written.items() if text}
    assert parse_answers({**view, "state": {"values": values}}) == given
    assert parse_origin(view) == ORIGIN


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON)
def test_a_strange_state_is_no_answer(values):
    answers = parse_answers({"state": {"values": values if isinstance(values, dict) else {}}})
    assert all(isinstance(text, str) for text in answers.values())


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ({"type": "plain_text_input", "value": "Finished"}, "Finished"),
        ({"type": "radio_buttons", "selected_option": {"text": {}, "value": "yes"}}, "yes"),
        ({"type": "datepicker", "selected_date": "2026-11-24"}, "2026-11-24"),
        ({"type": "users_select", "selected_user": "U0ANA"}, "U0ANA"),
        ({"type": "static_select", "selected_option": None}, None),
        ({"type": "static_select", "selected_option": {"value": ["yes"]}}, None),
    ],
)
def test_whatever_the_field_what_stands_in_it_is_the_answer_to_its_question(element, text):
    given = {"q": text} if text else {}
    assert parse_answers({"state": {"values": {"q": {"any": element}}}}) == given


@pytest.mark.parametrize("text", [None, "", "x", "[]", "{}", '"a"', '{"report_id"', "5"])
def test_a_form_that_does_not_say_where_it_is_from_is_unknown(text):
    with pytest.raises(UnknownReport):
        parse_origin({"private_metadata": text})


def test_the_form_passes_slacks_own_checks():
    view = report_form(
        ENGLISH_LOCALE,
        an_occurrence(name="N" * 300),
        a_report(),
        {f"question{n}": Beginning("&" * 4000, before="h" * 4000) for n in range(3)},
        Origin("T" * 40 + ".daily.20261124", "https://hooks.slack.com/" + "x" * 500),
        now=TEN,
    )
    assert isinstance(view, View)
    assert len(json.dumps(view.to_dict())) < 250_000


KINDS = (
    Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD, required=True),
    Question("place", "Where?", "Where", kind=AnswerKind.CHOICE, choices=("&" * 75, *"abcdefg")),
    Question("number", "How full is your day?", "Full", kind=AnswerKind.NUMBER),
    Question("done", "All done?", "Done", kind=AnswerKind.YES_NO),
)


def test_few_choices_stand_side_by_side_and_many_in_a_list():
    view = form({"number": Beginning("7"), "mood": Beginning("no mood")}, an_occurrence(questions=KINDS))
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert {name: element["type"] for name, element in elements.items()} == {
        "mood": "radio_buttons",
        "place": "static_select",
        "number": "static_select",
        "done": "radio_buttons",
    }
    assert elements["number"]["initial_option"]["value"] == "7"
    assert "initial_option" not in elements["mood"]
    assert [block["optional"] for block in view["blocks"][:2]] == [False, True]
    check_view(view, "modal")


def test_what_is_chosen_is_read_back():
    values = {"done": {"done": {"type": "radio_buttons", "selected_option": {"value": "yes"}}}}
    assert parse_answers({"state": {"values": values}}) == {"done": "yes"}
    values = {"done": {"done": {"type": "radio_buttons", "selected_option": None}}}
    assert parse_answers({"state": {"values": values}}) == {}
