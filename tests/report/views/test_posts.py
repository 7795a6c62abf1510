"""A person's posts: texts that cannot break out of their place, and nothing lost however long they are."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.standup import Question, QuestionRole
from app.language import ENGLISH_LOCALE
from app.views.kit.text import escaped_length
from app.views.report.posts import LONGEST_POST, posts, withdrawn_part
from tests.kit.builders import a_submitted_report, an_occurrence

HOSTILE = [
    "<!channel>",
    "<!here|here>",
    "<@U0BOSS>",
    "<#C0TEAM>",
    "<https://evil.example|your bank>",
    "@here @channel",
    "*b* _i_ `c`\n> q",
]


def shown(message):
    return "".join(
        element["text"]
        for block in message.blocks
        if block.to_dict()["type"] == "rich_text"
        for section in block.to_dict()["elements"]
        for element in section["elements"]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_is_shown_exactly_as_typed_and_means_nothing(text):
    (message,) = posts(an_occurrence(), a_submitted_report({"question0": text}))
    elements = message.blocks[0].to_dict()["elements"][0]["elements"]
    assert [element["type"] for element in elements] == ["text", "text"]
    assert (elements[0]["text"].strip(), elements[0]["style"]) == ("Yesterday", {"bold": True})
    assert elements[1] == {"type": "text", "text": text}
    assert "<" not in message.text


def test_a_single_question_needs_no_label():
    occurrence = an_occurrence(questions=(Question("question0", "Blockers?", "Blockers", role=QuestionRole.BLOCKERS),))
    (message,) = posts(occurrence, a_submitted_report({"question0": "none"}))
    assert shown(message) == "None"


def test_a_list_begins_below_its_label_and_its_links_can_be_followed():
    report = a_submitted_report({"question0": "- Export\n- https://example.com/1", "question1": "Ship"})
    (message,) = posts(an_occurrence(), report)
    assert message.blocks[0].to_dict()["elements"][0]["elements"] == [
        {"type": "text", "text": "Yesterday\n", "style": {"bold": True}},
        {"type": "text", "text": "- Export\n- "},
        {"type": "link", "url": "https://example.com/1"},
        {"type": "text", "text": "\nToday ", "style": {"bold": True}},
        {"type": "text", "text": "Ship"},
    ]


def test_unanswered_questions_are_left_out():
    (message,) = posts(an_occurrence(), a_submitted_report({"question1": "Ship"}))
    assert shown(message) == "Today Ship"


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(["question0", "question1", "question2"]),
        st.text(alphabet="&<>ab \n", min_size=1, max_size=3000) | st.sampled_from(["&" * 3000, "<" * 3000, "é" * 3000]),
        min_size=1,
    )
)
def test_no_post_is_longer_than_slack_takes_and_no_character_is_lost(answers):
    messages = posts(an_occurrence(), a_submitted_report(answers))
    pieces = []
    for message in messages:
        elements = message.blocks[0].to_dict()["elements"][0]["elements"]
        assert sum(escaped_length(element["text"]) for element in elements) <= LONGEST_POST + 200
        pieces += [element["text"] for element in elements if not element.get("style")]
        assert len(message.text) <= 3500
    assert "".join(pieces) == "".join(
        answers[question] for question in ("question0", "question1", "question2") if question in answers
    )


def test_an_ordinary_report_is_one_post_and_a_huge_one_several():
    assert len(posts(an_occurrence(), a_submitted_report())) == 1
    assert len(posts(an_occurrence(), a_submitted_report({f"question{n}": "x" * 2900 for n in range(3)}))) == 1
    assert len(posts(an_occurrence(), a_submitted_report({f"question{n}": "&" * 3000 for n in range(3)}))) > 1


def test_a_note_stands_under_the_last_post_only():
    messages = posts(an_occurrence(), a_submitted_report({"question0": "&" * 3000}), note="edited at noon")
    assert ["edited at noon" in json.dumps([b.to_dict() for b in m.blocks]) for m in messages] == [
        *[False] * (len(messages) - 1),
        True,
    ]


def test_what_an_edit_made_superfluous_says_so():
    assert "taken out" in withdrawn_part(ENGLISH_LOCALE, an_occurrence()).text
