"""What was chosen is stored as a code and read in the language of the channel, or of the person."""

import pytest

from app.domain.day.kinds import YES_OR_NO, Mood
from app.domain.standup import AnswerKind, Layout, Question
from app.language import ENGLISH_LOCALE, Locale
from app.views.day.answers import as_posted
from app.views.day.menu import menu
from app.views.day.report_form import Origin, report_form
from app.views.kit.kinds import answer_text
from app.views.kit.readers import channel_locale, person_locale
from app.views.privacy.my_data import own_text
from app.views.report.digest import message
from app.views.report.digest_split import split
from app.views.report.posts import posts
from tests.kit.builders import TEN, a_submitted_report, an_occurrence

MOOD = Question("mood", "Jak se máte?", "Nálada", kind=AnswerKind.MOOD)
ON_TIME = Question("on_time", "Stíháte?", "Stíhám", kind=AnswerKind.YES_NO)
FREE = Question("free", "Co ještě?", "Jinak")
OCCURRENCE = an_occurrence(questions=(MOOD, ON_TIME, FREE))
CZECH = an_occurrence(questions=(MOOD, ON_TIME, FREE), look_language="cs")
REPORT = a_submitted_report({"mood": Mood.GREAT, "on_time": "no", "free": "no"})


def said(blocks):
    return "".join(part["text"] for block in blocks for row in block.to_dict()["elements"] for part in row["elements"])


@pytest.mark.parametrize("answer", ["😀 Great", "🙁 Not so good", *YES_OR_NO, "", "no mood", "🙂 Good, I think"])
def test_in_english_every_answer_is_as_earlier_releases_have_stored_it(answer):
    assert [answer_text(ENGLISH_LOCALE, question, answer) for question in (MOOD, ON_TIME, FREE)] == [answer] * 3


def test_in_czech_only_what_was_chosen_is_said_in_czech():
    locale = Locale("cs")
    assert [answer_text(locale, MOOD, mood) for mood in Mood] == [
        "😀 Skvěle",
        "🙂 Dobře",
        "😐 Ujde to",
        "🙁 Nic moc",
        "😞 Špatně",
    ]
    assert [answer_text(locale, ON_TIME, answer) for answer in YES_OR_NO] == ["ano", "ne"]
    assert answer_text(locale, FREE, "no") == "no"
    assert answer_text(locale, MOOD, "I'm fine") == "I'm fine"


def test_the_channel_reads_its_language():
    assert said(posts(CZECH, REPORT)[0].blocks) == "Nálada 😀 Skvěle\nStíhám ne\nJinak no"
    assert said(posts(OCCURRENCE, REPORT)[0].blocks) == "Nálada 😀 Great\nStíhám no\nJinak no"


@pytest.mark.parametrize("layout", [Layout.BY_PERSON, Layout.BY_QUESTION])
def test_a_digest_does_too(layout):
    occurrence = an_occurrence(questions=(MOOD, ON_TIME, FREE), look_language="cs", header_shown_as=layout)
    pages = split(occurrence, [REPORT])
    text = str(
        [
            block.to_dict()
            for block in message(channel_locale(occurrence), occurrence, pages, 0, {REPORT.user_id: REPORT}).blocks
        ]
    )
    assert "😀 Skvěle" in text
    assert "Great" not in text


def test_a_person_reads_their_own_language():
    czech = a_submitted_report(REPORT.answers, person_language="cs")
    assert "😀 Skvěle" in str(
        [block.to_dict() for block in menu(person_locale(czech), OCCURRENCE, czech, now=TEN).blocks]
    )
    assert "😀 Great" in str([block.to_dict() for block in menu(person_locale(REPORT), CZECH, REPORT, now=TEN).blocks])
    locale = Locale("cs")
    assert own_text(locale, [(OCCURRENCE, czech)])[0].endswith("Jak se máte?\n😀 Skvěle\nStíháte?\nne\nCo ještě?\nno")


def test_a_search_finds_what_is_read():
    assert as_posted(channel_locale(CZECH), CZECH, REPORT) == ["😀 Skvěle", "ne", "no"]
    assert as_posted(channel_locale(OCCURRENCE), OCCURRENCE, REPORT) == ["😀 Great", "no", "no"]


def test_choices_are_offered_with_a_capital():
    form = report_form(
        person_locale(a_submitted_report({}, person_language="cs")),
        OCCURRENCE,
        a_submitted_report({}, person_language="cs"),
        {},
        Origin("T0TEAM.daily.20261124"),
        now=TEN,
    ).to_dict()
    offered = {block["block_id"]: block["element"].get("options", []) for block in form["blocks"] if "element" in block}
    assert [option["text"]["text"] for option in offered["on_time"]] == ["Ano", "Ne"]
    assert [option["value"] for option in offered["on_time"]] == ["yes", "no"]
