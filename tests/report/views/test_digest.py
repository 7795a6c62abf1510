"""Digests: nothing lost, order kept, each message within Slack's limits, whatever people write and edit."""

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.day.report import Received
from app.domain.report.digest import Piece, is_covered, listed
from app.domain.standup import Layout
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.kit.text import escaped_length
from app.views.report.digest import message
from app.views.report.digest_split import LONGEST, load_of, shown_text, split, update_pieces
from slack_simulator.checks import check_message_blocks
from tests.kit.builders import TEN, a_submitted_report, an_occurrence
from tests.kit.worst import a_text, worst_answers

DIGESTS = [Layout.BY_PERSON, Layout.BY_QUESTION]
some_answers = st.dictionaries(st.sampled_from(["question0", "question1", "question2"]), a_text, min_size=1)


def a_digest(layout):
    return an_occurrence(header_shown_as=layout, header_digest_at=TEN)


def written(many):
    return [
        a_submitted_report(answers, user_id=f"U{number:04}", person_display_name=f"Person {number}")
        for number, answers in enumerate(many)
    ]


def by_id(reports):
    return {report.user_id: report for report in reports}


def messages(occurrence, pages, reports):
    return [message(ENGLISH_LOCALE, occurrence, pages, page.number, by_id(reports)) for page in pages]


def texts(node):
    """All words of blocks, in their order."""
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for name, each in node.items() if name != "text" or not own for text in texts(each)]
    return []


def check(occurrence, pages, reports):
    """Every message is one that Slack takes, with a plain text of its own."""
    for number, shown in enumerate(messages(occurrence, pages, reports)):
        blocks = [block.to_dict() for block in shown.blocks]
        check_message_blocks(blocks)
        assert sum(map(escaped_length, texts(blocks))) < 10_000
        assert 0 < len(shown.text) <= 3500
        assert len(pages) == 1 or f"page {number + 1} of {len(pages)}" in shown.text or "taken out" in shown.text


def shown_answers(pages, reports):
    """What the digest shows of each answer, put together again."""
    found = {}
    for piece in (piece for page in pages for piece in page.pieces):
        key = piece.user_id, piece.question_id
        found[key] = found.get(key, "") + shown_text(piece, by_id(reports)[piece.user_id])
    return {key: text for key, text in found.items() if text}


def answers_of(occurrence, reports):
    """What the digest is to show: by question no "none" among the blockers."""
    return {
        (report.user_id, question.id): text
        for report in reports
        for question, text in listed(occurrence, report)
        if text
    }


@pytest.mark.parametrize("layout", DIGESTS)
@settings(max_examples=40, deadline=None)
@given(st.lists(some_answers, min_size=1, max_size=12))
def test_nothing_is_lost_order_is_kept_and_every_message_fits(layout, many):
    occurrence, reports = a_digest(layout), written(many)
    pages = split(occurrence, reports)
    assert [page.number for page in pages] == list(range(len(pages)))
    assert shown_answers(pages, reports) == answers_of(occurrence, reports)
    assert all(is_covered(occurrence, pages, report) for report in reports)
    check(occurrence, pages, reports)

    def place(piece):
        return (
            (piece.question_id, piece.user_id) if layout is Layout.BY_QUESTION else (piece.user_id, piece.question_id)
        )

    everything = [piece for page in pages for piece in page.pieces if piece.size]
    assert all((place(one), one.start) < (place(two), two.start) for one, two in pairwise(everything))


@pytest.mark.parametrize("layout", DIGESTS)
@settings(max_examples=40, deadline=None)
@given(st.lists(some_answers, min_size=1, max_size=6), st.lists(st.tuples(st.integers(0, 5), some_answers), max_size=6))
def test_however_often_answers_are_edited_the_rest_is_what_did_not_fit(layout, many, edits):
    occurrence, reports = a_digest(layout), written(many)
    pages = split(occurrence, reports)
    for who, answers in edits:
        number = who % len(reports)
        reports[number] = replace(reports[number], answers=answers, received=Received(TEN + timedelta(hours=1)))
        others = {key: text for key, text in shown_answers(pages, reports).items() if key[0] != f"U{number:04}"}
        pages, rest = update_pieces(occurrence, pages, by_id(reports), reports[number])
        shown = shown_answers(pages, reports)
        assert {key: text for key, text in shown.items() if key[0] != f"U{number:04}"} == others
        expected = {question.id: text for question, text in listed(occurrence, reports[number])}
        whole = {question: shown.get((f"U{number:04}", question), "") for question in expected}
        for question, text in rest:
            whole[question.id] += text
        assert whole == expected
        check(occurrence, pages, reports)


@pytest.mark.parametrize("layout", DIGESTS)
def test_three_hundred_people_with_nine_thousand_characters_each_of_the_worst(layout):
    occurrence, reports = a_digest(layout), written([worst_answers(number) for number in range(300)])
    began = time.perf_counter()
    pages = split(occurrence, reports)
    assert time.perf_counter() - began < 20
    assert shown_answers(pages, reports) == answers_of(occurrence, reports)
    assert all(load_of(occurrence, page.pieces, by_id(reports)).fits for page in pages)
    for number in range(0, len(pages), 25):
        shown = message(ENGLISH_LOCALE, occurrence, pages, number, by_id(reports))
        check_message_blocks([block.to_dict() for block in shown.blocks])


def test_people_are_not_taken_apart_where_they_fit():
    occurrence = a_digest(Layout.BY_PERSON)
    reports = written([{f"question{n}": "x" * 1000 for n in range(3)} for _ in range(7)])
    pages = split(occurrence, reports)
    assert [len({piece.user_id for piece in page.pieces}) for page in pages] == [2, 2, 2, 1]


def test_a_digest_by_person_says_who_wrote_what():
    occurrence, reports = a_digest(Layout.BY_PERSON), written([{"question0": "Export", "question1": "Import"}])
    (shown,) = messages(occurrence, split(occurrence, reports), reports)
    assert texts([block.to_dict() for block in shown.blocks]) == [
        "Person 0",
        "Yesterday ",
        "Export",
        "\nToday ",
        "Import",
    ]
    assert shown.text == "Person 0: Yesterday: Export\nPerson 0: Today: Import"


def test_a_digest_by_question_names_the_person_at_each_answer():
    occurrence, reports = a_digest(Layout.BY_QUESTION), written([{"question0": "Export", "question1": "Import"}] * 2)
    (shown,) = messages(occurrence, split(occurrence, reports), reports)
    assert texts([block.to_dict() for block in shown.blocks]) == [
        *("Yesterday", "Person 0  ", "Export", "Person 1  ", "Export"),
        *("Today", "Person 0  ", "Import", "Person 1  ", "Import"),
    ]
    assert shown.text.splitlines()[:2] == ["Yesterday:", "Person 0: Export"]


def impediments(*said):
    occurrence = a_digest(Layout.BY_QUESTION)
    reports = written([{"question0": "Export", **({"question2": text} if text else {})} for text in said])
    return occurrence, reports


def lines_under(label, occurrence, pages, reports):
    """What stands below a label of a digest by question."""
    lines = "\n".join(shown.text for shown in messages(occurrence, pages, reports)).splitlines()
    return lines[lines.index(f"{label}:") + 1 :] if f"{label}:" in lines else None


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        (("None", "The build is red", "n/a"), ["Person 1: The build is red"]),
        (("None", "", "no blockers today"), ["Nothing in the way."]),
        (("", "", ""), None),
    ],
)
def test_by_question_only_who_names_an_impediment_is_listed_with_one(said, listed):
    occurrence, reports = impediments(*said)
    assert lines_under("Impediments", occurrence, split(occurrence, reports), reports) == listed


def test_by_person_an_answer_that_names_no_impediment_is_shown_as_it_is():
    occurrence, reports = a_digest(Layout.BY_PERSON), written([{"question0": "Export", "question2": "None"}])
    (shown,) = messages(occurrence, split(occurrence, reports), reports)
    assert shown.text.splitlines() == ["Person 0: Yesterday: Export", "Person 0: Impediments: None"]


def test_who_edits_none_to_an_impediment_and_back_has_a_place_for_it():
    occurrence, reports = impediments("None", "n/a")
    pages = split(occurrence, reports)
    for text, expected in (("The build is red", ["Person 0: The build is red"]), ("none", ["Nothing in the way."])):
        reports[0] = reports[0].with_answers({"question0": "Export", "question2": text})
        pages, rest = update_pieces(occurrence, pages, by_id(reports), reports[0])
        assert rest == []
        assert lines_under("Impediments", occurrence, pages, reports) == expected
        assert is_covered(occurrence, pages, reports[0])


def test_nothing_is_in_the_way_only_while_nobody_says_otherwise_in_the_thread_either():
    occurrence, reports = impediments("None", "")
    pages = split(occurrence, reports)
    reports[1] = replace(reports[1], answers={"question0": "Export", "question2": "The build is red"})
    assert lines_under("Impediments", occurrence, pages, reports) is None


def test_what_is_answered_only_in_an_edit_joins_the_answers_to_its_question():
    occurrence, reports = impediments("The tests are slow", "")
    pages = split(occurrence, reports)
    reports[1] = replace(reports[1], answers={"question0": "Export", "question2": "The build is red"})
    pages, rest = update_pieces(occurrence, pages, by_id(reports), reports[1])
    assert rest == []
    assert lines_under("Impediments", occurrence, pages, reports) == [
        "Person 0: The tests are slow",
        "Person 1: The build is red",
    ]


def test_whose_answers_take_up_two_messages_has_what_no_longer_fits_the_first_in_the_thread():
    """However often they are edited: nothing is there twice, and the message that is emptied says so."""
    occurrence = a_digest(Layout.BY_PERSON)
    reports = written([{f"question{n}": "&" * 1500 for n in range(3)}])
    pages = split(occurrence, reports)
    assert len(pages) == 3
    for words in ("&" * 1499, "Short"):
        reports[0] = reports[0].with_answers({f"question{n}": words for n in range(3)})
        pages, rest = update_pieces(occurrence, pages, by_id(reports), reports[0])
        together = {**shown_answers(pages, reports)}
        for question, text in rest:
            together[("U0000", question.id)] = together.get(("U0000", question.id), "") + text
        assert together == answers_of(occurrence, reports)
        first, *others = messages(occurrence, pages, reports)
        assert ("goes on in the thread" in str([block.to_dict() for block in first.blocks])) == bool(rest)
        assert all("taken out" in shown.text for shown in others)
    assert rest == []


def test_three_hundred_who_are_not_blocked_take_up_no_message():
    occurrence, reports = impediments(*["None"] * 300)
    pages = split(occurrence, reports)
    without = split(occurrence, [replace(report, answers={"question0": "Export"}) for report in reports])
    assert len(pages) == len(without)
    check(occurrence, pages, reports)
    assert all("taken out" not in shown.text for shown in messages(occurrence, pages, reports))
    assert lines_under("Impediments", occurrence, pages, reports) == ["Nothing in the way."]


def test_what_goes_on_in_another_message_says_so():
    occurrence = a_digest(Layout.BY_PERSON)
    reports = written([{f"question{n}": "&" * 3000 for n in range(3)}])
    first, second, *_ = messages(occurrence, split(occurrence, reports), reports)
    assert "Person 0 (continued)" not in texts([block.to_dict() for block in first.blocks])
    assert "Person 0 (continued)" in texts([block.to_dict() for block in second.blocks])
    assert "Page 2 of 6" in texts([block.to_dict() for block in second.blocks])


def test_an_edit_is_marked_and_what_does_not_fit_is_said_to_go_on_in_the_thread():
    occurrence = a_digest(Layout.BY_PERSON)
    ana, bo = reports = written([{"question0": "x" * 3000}, {f"question{n}": "x" * 1900 for n in range(3)}])
    pages = split(occurrence, reports)
    assert len(pages) == 1
    ana = replace(ana, answers={"question0": "&" * 2000}, received=Received(TEN + timedelta(hours=1)))
    pages, rest = update_pieces(occurrence, pages, by_id(reports), ana)
    (shown,) = messages(occurrence, pages, [ana, bo])
    said = texts([block.to_dict() for block in shown.blocks])
    assert said[:3] == ["Person 0", "  edited at ", "  goes on in the thread"]
    assert sum(len(text) for _, text in rest) > 0
    assert load_of(occurrence, pages[0].pieces, by_id([ana, bo])).characters <= LONGEST


def test_by_question_an_edit_is_marked_once():
    occurrence = a_digest(Layout.BY_QUESTION)
    (ana,) = written([{"question0": "Export", "question1": "Import"}])
    pages = split(occurrence, [ana])
    ana = replace(
        ana, answers={"question0": "Export", "question1": "Review"}, received=Received(TEN + timedelta(hours=1))
    )
    pages, _ = update_pieces(occurrence, pages, by_id([ana]), ana)
    (shown,) = messages(occurrence, pages, [ana])
    assert texts([block.to_dict() for block in shown.blocks]).count("  edited at ") == 1


def test_what_is_emptied_keeps_its_place_and_who_is_erased_leaves_nothing():
    occurrence = a_digest(Layout.BY_QUESTION)
    ana, bo = written([{"question0": "Export", "question1": "Import"}, {"question1": "Review"}])
    pages = split(occurrence, [ana, bo])
    fewer = replace(ana, answers={"question1": "Import"})
    pages, rest = update_pieces(occurrence, pages, by_id([ana, bo]), fewer)
    assert (rest, pages[0].pieces[0]) == ([], Piece("U0000", "question0", 0, 0, 0))
    assert "Yesterday" not in str(messages(occurrence, pages, [fewer, bo]))
    pages, rest = update_pieces(occurrence, pages, by_id([fewer, bo]), ana)
    assert rest == []
    assert shown_answers(pages, [ana, bo]) == answers_of(occurrence, [ana, bo])
    assert "Export" not in messages(occurrence, pages, [bo])[0].text


@pytest.mark.parametrize("layout", DIGESTS)
def test_answers_that_are_changed_but_not_yet_laid_out_anew_make_no_message_too_long(layout):
    occurrence, reports = a_digest(layout), written([{f"question{n}": "x" * 2900 for n in range(3)}] * 4)
    pages = split(occurrence, reports)
    swollen = [replace(report, answers={f"question{n}": "&" * 3000 for n in range(3)}) for report in reports]
    check(occurrence, pages, swollen)
