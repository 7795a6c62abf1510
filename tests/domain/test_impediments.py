"""Which answers name an impediment, in three languages, and which question asks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.impediments import asks_for_impediments, impediment, is_impediment
from app.domain.standup import DEFAULT_QUESTIONS, AnswerKind, Question
from app.domain.templates import TEMPLATES, from_template
from app.records import replace

ENGLISH = (
    "none|None.|NONE|no|No!|nope|n/a|N/A|na|N.A.|nothing|Nothing today|nothing so far.|all good|All good 👍|no blockers"
    "|No impediments.|no issues today, thanks|none at the moment|not yet|nil|-|\u2013|—|--|…|.|/|∅|👍|✅ none|:+1:"
    "|:thumbsup: none|_none_|*No*|none\n|- none\n- none|nothing in my way|Not blocked|there are no blockers|I'm good"
    "|everything's fine|Everything\u2019s ok|ok|0|no problem|No blockers at the moment|nothing to report"
    "|Nothing from my side|none, thank you"
    "|No, all good|Nope. Nothing today!|none (all good)|No - all clear"
)
CZECH = (
    "žádné|Žádné.|zadne|žádný|nic|Nic.|ne|NE!|nemám|žádné překážky|bez překážek|Nic mi nebrání|v pořádku|vše v pořádku"
    "|zatím nic|Dnes nic|nejsou|momentálně žádné|bez problémů|nemám žádné|vše ok 👌|ne, vše v pořádku"
)
GERMAN = (
    "keine|Keine.|kein|nein|Nein!|nichts|Nichts heute|nö|alles gut|Alles in Ordnung|keine Hindernisse|Keine Blocker"
    "|derzeit keine|aktuell nichts|keine Probleme|heute keine, danke|es gibt keine|Nein, alles gut"
)
NAMED = (
    "waiting for review|No access to staging|none of the tests pass|CI is red|no, but the build is slow|Nothing works"
    "|No. 5 fails|none, but ask me later"
    "|I am blocked|blocked|yes|Ana is sick|not sure|no answer from legal|n/a for me, but Bo waits"
    "|nic nefunguje|nemám přístup|žádný přístup|čekám na revizi|ano|ne, ale čekám|keine Zugangsdaten|ja|kein Zugriff"
    "|warte auf Review|nichts geht mehr|🔥 production|7 tests fail|good question|the review"
    "|blockers: CI|nothing but trouble"
)


@pytest.mark.parametrize("answer", ["", " ", "\n\t", *ENGLISH.split("|"), *CZECH.split("|"), *GERMAN.split("|")])
def test_an_answer_that_says_nothing_is_no_impediment(answer):
    for variant in (answer, f"  {answer}\n", answer.upper(), f"{answer} 🙂"):
        assert not is_impediment(variant)


@pytest.mark.parametrize("answer", NAMED.split("|"))
def test_an_answer_that_names_something_is_one(answer):
    for variant in (answer, answer.upper(), f"- {answer}."):
        assert is_impediment(variant)


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text):
    assert is_impediment(text) in (True, False)


def test_the_question_is_found_by_its_words():
    assert asks_for_impediments(DEFAULT_QUESTIONS) == DEFAULT_QUESTIONS[2]
    found = {name: asks_for_impediments(from_template(name, "T", "s", "U0A", "UTC").questions) for name in TEMPLATES}
    assert {name: question and question.label for name, question in found.items()} == {
        "daily": "Impediments",
        "weekly": "In the way",
        "blockers": "Blocked",
        "mood": None,
    }


@pytest.mark.parametrize("label", ["Překážky", "Hindernisse", "Blockers", "BLOCKED", "Obstacles", "Co ti brání?"])
def test_a_label_in_another_language_is_known_too(label):
    question = Question("q9", "…", label)
    assert asks_for_impediments([Question("q1", "Anything blocking?", "Other"), question]) == question


def test_another_question_in_the_place_of_the_default_one_is_none():
    asked = replace(DEFAULT_QUESTIONS[2], text="Where are you today?", label="Where")
    assert asks_for_impediments([*DEFAULT_QUESTIONS[:2], asked]) is None
    assert impediment([*DEFAULT_QUESTIONS[:2], asked], {"question2": "At home"}) == ""
    assert asks_for_impediments([Question("q", "Blockers?", "Blockers", kind=AnswerKind.MOOD)]) is None


def test_what_was_typed_is_given_as_it_is():
    assert impediment(DEFAULT_QUESTIONS, {"question2": " Waiting for <Bo>\n"}) == " Waiting for <Bo>\n"
    assert impediment(DEFAULT_QUESTIONS, {"question2": "None."}) == ""
    assert impediment(DEFAULT_QUESTIONS, {}) == ""
