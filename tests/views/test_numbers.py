"""Figures as people reckon them."""

import pytest

from app.domain.report.tallies import Tally
from app.domain.standup import AnswerKind, Question
from app.language import ENGLISH_LOCALE
from app.views.kit.numbers import rounded, share
from app.views.report.tally import counts


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(6, 44, "14%"), (2, 3, "67%"), (1, 8, "13%"), (199, 200, "99%"), (1, 400, "1%"), (7, 7, "100%"), (0, 7, "0%")],
)
def test_a_share_is_rounded_and_only_all_of_it_is_all(part, whole, words):
    assert share(ENGLISH_LOCALE, part, whole) == words


@pytest.mark.parametrize(("number", "digits", "found"), [(2.5, 0, 3), (7.25, 1, 7.3), (7.24, 1, 7.2), (1.583, 1, 1.6)])
def test_a_half_is_rounded_up(number, digits, found):
    assert rounded(number, digits) == found


def test_an_average_is_rounded_as_people_do():
    energy = Question("energy", "Energy?", "Energy", kind=AnswerKind.NUMBER)
    given = {7: 3, 8: 1}
    tally = Tally(energy, tuple(given.get(number, 0) for number in range(1, 11)))
    assert counts(ENGLISH_LOCALE, tally) == "Energy: 7.3 on average, from 7 to 8"
