"""Cutting: each piece fits, nothing is lost, and what is seen as one character stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.kit.splitting import cut_at, size
from tests.kit.worst import WORST, a_text


def pieces(text, room):
    start = 0
    while start < len(text):
        end = cut_at(text, start, room)
        yield text[start:end]
        start = end


@given(a_text, st.integers(30, 9000))
def test_pieces_fit_and_make_up_the_text(text, room):
    cut = list(pieces(text, room))
    assert "".join(cut) == text
    assert all(0 < size(piece) <= room for piece in cut)


@given(a_text)
def test_what_fits_is_not_cut(text):
    assert list(pieces(text, size(text))) == [text]


ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "character"),
    [
        (WORST["emoji"], "👩‍👩‍👧‍👦"),
        (WORST["combining"], "e\u0301\u0323"),
        (WORST["flags"], "🇨🇿"),
        (ENGLAND * 40, ENGLAND),
        ("\u0646\u200c" * 200, "\u0646\u200c"),
    ],
)
def test_a_character_of_several_code_points_is_not_taken_apart(text, character):
    for room in (100, 101, 103, 107):
        assert all(len(piece) % len(character) == 0 for piece in pieces(text, room))


def test_a_cut_falls_between_lines_or_words_where_there_is_one_near():
    assert cut_at("one two three four", 0, 15) == len("one two three ")
    assert cut_at("one two\nthree four", 0, 10) == len("one two\n")
    assert cut_at("a " + "b" * 50, 0, 30) == 30


def test_no_room_at_all_still_takes_one_character():
    assert cut_at("&&", 0, 1) == 1
