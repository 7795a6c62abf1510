"""What is wrong with a setting, in words."""

import pytest

from app.language import ENGLISH_LOCALE
from app.problem import Problem, Wrong
from app.views.kit.problems import problem_words, sentences

DATA = {
    **dict.fromkeys(("value", "values", "words", "country", "name"), "x"),
    **dict.fromkeys(("first", "last", "most", "longest"), 7),
    "names": ("Ana", "Bo"),
    "problems": (Problem(Wrong.NO_DAYS), Problem(Wrong.TOO_LONG, {"most": 60})),
}


@pytest.mark.parametrize("code", Wrong)
def test_each_problem_has_a_sentence(code):
    words = problem_words(ENGLISH_LOCALE, Problem(code, DATA))
    assert words
    assert "{" not in words


def test_a_problem_names_people_and_other_problems():
    codes = {"owners": Wrong.CANNOT_OWN, "channel": Wrong.ABOUT_THE_REPORT}
    assert sentences(ENGLISH_LOCALE, {name: Problem(code, DATA) for name, code in codes.items()}) == {
        "owners": "Ana and Bo can't own a standup: only full, active members of this workspace can.",
        "channel": "About where the report goes: Choose at least one day. At most 60 characters.",
    }
