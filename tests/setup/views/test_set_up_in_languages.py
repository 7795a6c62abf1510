"""Setting up a standup in every language: the modals fit Slack's limits, and nothing of ours stays in English."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.domain.day.member import Member, Profile
from app.domain.languages import ENGLISH, LANGUAGES
from app.domain.limits import MOST_QUESTIONS
from app.domain.privacy.audit import Deed, Entry
from app.domain.setup.changes import Change, Difference, difference
from app.domain.setup.config import config_values, from_draft, problems_of
from app.domain.standup import LAST_WEEK, AnswerKind, Layout, Posting, Question
from app.language import ENGLISH_LOCALE, Locale
from app.problem import Problem, Wrong
from app.records import replace
from app.views.kit.problems import problem_words, sentences
from app.views.owners import handing_over, paused_by_channel
from app.views.setup.changes import history
from app.views.setup.question_form import question_form
from app.views.setup.report_preview import preview
from app.views.setup.report_settings_form import report_settings_form
from app.views.setup.setting_fields import MORE
from app.views.setup.setting_kinds import read_fields
from app.views.setup.settings_form import settings_form
from app.views.setup.standup_form import Editing, standup_form
from app.views.setup.template_form import template_form
from app.views.setup.templates import TEMPLATES, copy_of, from_template, in_language
from slack_simulator.checks import check_view
from tests.kit.builders import EIGHT, TUESDAY, a_standup

EDITING = Editing("daily", 3, "d1")
ANA = Member("T0TEAM", "U0ANA", profile=Profile(display_name="Ana"))
ASKED = tuple(
    Question(f"q{number}", f"Frage {number}", f"F{number}", kind=kind, required=True, choices=("Ja", "Nein"))
    for number, kind in enumerate(AnswerKind)
)
RETRO = a_standup(name="Retro", questions=ASKED, webhook_url="https://hooks.example.com/x", charts=True)
CHANGED = replace(
    RETRO,
    name="R",
    channel="C0NEW",
    schedule=replace(RETRO.schedule, days=frozenset({0, 6}), month_week=LAST_WEEK, own_zones=True),
    questions=(*ASKED[2:], Question("n", "N?", "N")),
    look=replace(RETRO.look, posting=Posting.WHEN_COMPLETE, layout=Layout.BY_PERSON),
    roles=replace(RETRO.roles, people=("U0BO",), optional=("U0CY",), owners=()),
    is_paused=True,
    time_off=replace(RETRO.time_off, away_words=("posts",)),
)
# Names that are the same everywhere, and what people wrote.
ALIKE = {"Webhook", "Text", "English", "Čeština", "Ja", "Nein", "Ana", "Alex", "Sam", "Retro"}


def modals(locale: Locale) -> Iterator[dict]:
    """Every modal of the set-up, in each of its states."""
    key = "f" * 64
    for is_new in (True, False):
        for each in (RETRO, CHANGED, replace(RETRO, look=replace(RETRO.look, posting=Posting.AS_IT_COMES))):
            editing = replace(EDITING, is_new=is_new)
            yield standup_form(locale, each, editing, None if is_new else TUESDAY).to_dict()
            yield settings_form(
                locale,
                replace(
                    each,
                    schedule=replace(each.schedule, reminders=(120, 60, 7)),
                    roles=replace(each.roles, owners=("U0ANA",)),
                ),
                editing,
            ).to_dict()
    for layout in Layout:
        each = replace(RETRO, look=replace(RETRO.look, layout=layout, language=locale.code))
        yield report_settings_form(locale, each, EDITING, preview(locale, each, ANA, TUESDAY), key).to_dict()
    yield question_form(locale, ASKED[1], EDITING).to_dict()
    yield question_form(locale, Question("q9", "", ""), EDITING).to_dict()
    yield template_form(locale, [RETRO], is_home=True).to_dict()
    old, new = config_values(RETRO), config_values(CHANGED)
    changes = [
        Change("", EIGHT, difference({}, old)),
        Change("U0ANA", EIGHT, difference(old, new)),
        Change("U0ANA", EIGHT, difference(new, {**old, "people": new["people"]})),
        Change("U0ANA", EIGHT, {"people": Difference(added=("U0BO",) * 30, more_added=2), "owners": Difference()}),
        Change("U0ANA", EIGHT, {"people": Difference()}),
        Change("U0ANA", EIGHT, {}),
    ]
    deeds = [Entry("T0TEAM", EIGHT + timedelta(days=1), "U0BO", deed, "", {"reports": 3}) for deed in Deed]
    shown = [*changes, *deeds[1:3], *deeds[4:]]
    yield history(locale, "Retro", shown, older="daily/20261124T080000.000000.00000001", newest="daily").to_dict()
    yield history(locale, "Retro", ()).to_dict()


def texts_of(node) -> Iterator[str]:
    """All that a person reads in a modal: texts and placeholders; no places on the map."""
    if isinstance(node, list):
        for each in node:
            yield from texts_of(each)
    elif isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn", "text"} and isinstance(node.get("text"), str):
            yield node["text"]
        for name, value in node.items():
            if name != "option_groups" and not (node.get("block_id") == "zone" and name == "element"):
                yield from texts_of(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_modal_fits_slacks_limits(language):
    locale = Locale(language)
    for view in modals(locale):
        check_view(view, "modal")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", Layout)
def test_the_longest_standup_fits_its_modals(language, layout):
    longest = Question("q", "&" * 150, "&" * 40, kind=AnswerKind.CHOICE, choices=tuple(f"{n:02}" for n in range(20)))
    questions = tuple(replace(longest, id=f"q{number}") for number in range(MOST_QUESTIONS))
    standup = a_standup(name="&" * 60, questions=questions, layout=layout, names_missing=True, language=language)
    locale = Locale(language)
    check_view(standup_form(locale, standup, EDITING, TUESDAY).to_dict(), "modal")
    shown = preview(locale, standup, replace(ANA, profile=replace(ANA.profile, display_name="&" * 80)), TUESDAY)
    check_view(report_settings_form(locale, standup, EDITING, shown, "f" * 64).to_dict(), "modal")


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {ENGLISH}))
def test_nothing_of_ours_stays_in_english(language):
    english = [list(texts_of(view)) for view in modals(ENGLISH_LOCALE)]
    locale = Locale(language)
    translated = [list(texts_of(view)) for view in modals(locale)]
    for before, after in zip(english, translated, strict=True):
        assert len(before) == len(after)
        left = {text.strip(" *") for text, other in zip(before, after, strict=True) if text == other} - ALIKE
        assert [text for text in left if any(word.isalpha() and len(word) > 1 for word in text.split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_begins_in_the_language_of_who_chooses_it(language, name):
    english = from_template(ENGLISH_LOCALE, name, "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    locale = Locale(language)
    standup = from_template(locale, name, "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    assert list(problems_of(standup)) == ["channel"]
    assert [question.id for question in standup.questions] == [question.id for question in english.questions]
    said = [(question.text, question.label) for question in standup.questions]
    unsaid = [(question.text, question.label) for question in english.questions]
    assert (standup.name == english.name, said == unsaid) == (language == ENGLISH, language == ENGLISH)
    assert [question.role for question in standup.questions] == [question.role for question in english.questions]


def test_a_czech_daily_standup_says_what_is_asked():
    locale = Locale("cs")
    standup = from_template(locale, "daily", "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    copied = copy_of(locale, replace(standup, name="N" * 60), "s2", "U0BO")
    assert (standup.name, standup.look.language) == ("Denní standup", "cs")
    assert [question.label for question in standup.questions] == ["{last_workday}", "Dnes", "Překážky"]
    assert copied.name == ("Kopie: " + "N" * 60)[:60]


@pytest.mark.parametrize("name", TEMPLATES)
def test_questions_of_a_template_follow_the_language_of_the_channel_there_and_back(name):
    english = from_template(ENGLISH_LOCALE, name, "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    locale = Locale("cs")
    czech = from_template(locale, name, "T0TEAM", "s1", "U0ANA", "Europe/Prague")
    assert in_language(english, "cs").questions == czech.questions
    assert in_language(czech, "").questions == english.questions
    assert in_language(czech, "").look.language == ""


def test_a_question_of_ones_own_stays_as_it_is_in_another_language():
    first, *others = a_standup().questions
    mixed = replace(a_standup(), questions=(replace(first, text="What did you ship?"), *others))
    asked = [question.text for question in in_language(mixed, "cs").questions]
    assert asked == ["What did you ship?", "Co máte v plánu dnes?", "Brání vám něco v práci?"]


def test_the_preview_has_made_up_answers_in_the_channels_language_and_notes_in_the_readers():
    daily = a_standup(language="cs")
    locale = Locale("en")
    said = list(texts_of([block.to_dict() for block in preview(locale, daily, ANA, TUESDAY)]))
    assert "This is what it would look like:" in said
    assert "All answers here are made up." in said
    assert any("Čekám na testovací data" in text for text in said)
    assert not any("Waiting for the test data" in text for text in said)
    locale = Locale("cs")
    said = list(texts_of([block.to_dict() for block in preview(locale, a_standup(), ANA, TUESDAY)]))
    assert "Takhle by to vypadalo:" in said
    assert any("Waiting for the test data" in text for text in said)


def test_what_makes_no_sense_is_said_in_the_language_of_who_writes_it():
    locale = Locale("cs")
    assert sentences(
        locale,
        problems_of(
            replace(RETRO, schedule=replace(RETRO.schedule, days=frozenset(), report_at=RETRO.schedule.ask_at))
        ),
    ) == {
        "days": "Vyberte alespoň jeden den.",
        "report_at": "Hlášení přichází po otázkách a před dalšími. Dřívější čas je až následující den.",
    }
    _, unread = from_draft("T0TEAM", "retro", {"days": ["Someday"], "questions": ["A?"], "people": "U0ANA"})
    assert sentences(locale, unread) == {
        "days": "['Someday'] tu nedává smysl.",
        "questions": "Každá otázka má id, text a popisek.",
        "people": "Tady má být seznam.",
    }
    values = {"days_off": {"days_off": {"value": "2026-12-24\nVánoce"}}}
    parsed, problems = read_fields(MORE, {"state": {"values": values}}, RETRO)
    assert (parsed, sentences(locale, problems)) == (RETRO, {"days_off": "Tohle není datum: Vánoce"})
    about = Problem(Wrong.ABOUT_THE_REPORT, {"problems": (Problem(Wrong.WEBHOOK_ADDRESS),)})
    assert problem_words(locale, about) == "Kam jde hlášení: Adresa webhooku začíná na https://."


@pytest.mark.parametrize(("number", "words"), [(1, "<@U0> už není"), (2, "<@U0> a <@U1> už nejsou")])
def test_who_has_gone_is_said_in_the_form_that_goes_with_the_number(number, words):
    gone = [f"U{each}" for each in range(number)]
    locale = Locale("cs")
    for message in (handing_over.still_yours(locale, RETRO, gone), handing_over.yours_now(locale, RETRO, gone)):
        assert words in message.text


@pytest.mark.parametrize("cause", paused_by_channel.CAUSES)
def test_a_closed_channel_is_told_in_whole_sentences(cause):
    english = paused_by_channel.paused(ENGLISH_LOCALE, RETRO, cause)
    locale = Locale("cs")
    said = paused_by_channel.paused(locale, RETRO, cause)
    resumed = paused_by_channel.resumed(locale, RETRO, EIGHT)
    assert said.startswith("*Retro* v <#C0TEAM>: pozastaveno, ")
    assert said.count(".") == english.count(".") == (4 if cause == "archived" else 3)
    assert resumed.startswith("*Retro* pokračuje: <#C0TEAM> je opět k dispozici. Příště se ptá: <!date^")
