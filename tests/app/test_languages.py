"""The catalogues of texts against the code that says them, and the speaking itself."""

import ast
import re
import string
from datetime import date
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel import Locale as BabelLocale

from app.domain.languages import ENGLISH, LANGUAGES
from app.language import ENGLISH_LOCALE, Locale
from app.views.kit.dates import city, month_and_year, short_date, weekday, written_date, written_month
from app.views.kit.schedule_words import zone_words
from app.views.kit.text import listed, questions
from app.views.report.digest_split import CONTINUED
from ops.languages.catalogue import (
    NotAText,
    bring_up,
    compiled,
    forms,
    is_translated,
    messages,
    read,
    texts_of,
    written,
)
from tests import ROOT

APP = ROOT / "app"
CATALOGUES = sorted((APP / "locale").glob("*/LC_MESSAGES/standup.po"))
HOW = "run `python3 manage.py languages`, and translate what it lists"


def fields_of(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def marks_of(text: str) -> dict[str, int]:
    """Count what Slack or a person would miss: code, bold, links, the names of channels and people."""
    return {mark: text.count(mark) for mark in ("`", "<", ">", "|")}


def language_of(path: Path) -> str:
    return path.parent.parent.name


def test_every_language_that_can_be_chosen_has_its_catalogue():
    assert {language_of(path) for path in CATALOGUES} == set(LANGUAGES) - {ENGLISH}


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
class TestACatalogue:
    def test_holds_what_the_code_says_and_nothing_else(self, path):
        said = {forms(message.id): message.locations for message in messages(texts_of(APP))}
        places = {text: [place for place, _ in locations] for text, locations in said.items()}
        known = messages(read(path))
        assert {forms(each.id): [place for place, _ in each.locations] for each in known} == places, HOW

    def test_translates_every_text_in_every_form(self, path):
        catalogue = read(path)
        for message in messages(catalogue):
            assert is_translated(message), f"{message.id!r}: {HOW}"
            assert len(forms(message.string)) == (catalogue.num_plurals if message.pluralizable else 1), message.id

    def test_keeps_fields_and_markup(self, path):
        for message in messages(read(path)):
            text, *_ = forms(message.id)
            for translated in forms(message.string):
                optional = {"number"} if message.pluralizable else set()
                assert fields_of(translated) | optional == fields_of("".join(forms(message.id))) | optional, text
                assert marks_of(translated) == marks_of(text), text
                assert translated[:1].isspace() == text[:1].isspace(), text
                assert translated[-1:].isspace() == text[-1:].isspace(), text
                assert "!" not in translated, text

    def test_counts_as_its_language_does(self, path):
        with path.with_suffix(".mo").open("rb") as file:
            catalogue = GNUTranslations(file)
        plurals = BabelLocale(language_of(path)).plural_form
        pairs = {(catalogue.plural(number), plurals(number)) for number in range(1000)}
        ours, theirs = map(set, zip(*pairs, strict=True))
        assert len(pairs) == len(ours) == len(theirs) == read(path).num_plurals

    def test_is_compiled(self, path):
        assert path.with_suffix(".mo").read_bytes() == compiled(read(path)), HOW

    def test_is_written_as_it_is_read(self, path):
        assert written(read(path)) == path.read_bytes(), HOW


def test_english_is_said_as_it_is_written():
    assert ENGLISH_LOCALE.gettext("No reports today.") == "No reports today."
    assert written_date(ENGLISH_LOCALE, date(2026, 11, 24)) == "Tuesday, 24 November"
    assert (written_month(ENGLISH_LOCALE, date(2026, 2, 1)), month_and_year(ENGLISH_LOCALE, date(2026, 2, 1))) == (
        "February",
        "February 2026",
    )
    assert [weekday(ENGLISH_LOCALE, day) for day in (0, 6)] == ["Monday", "Sunday"]


def test_each_locale_gives_its_own_words():
    assert Locale("cs").gettext("No reports today.") == "Dnes bez odpovědí."
    assert Locale("en").gettext("No reports today.") == "No reports today."


def test_every_text_is_made_by_the_locale_of_its_reader():
    """Which is passed: none is remembered anywhere, and who is not known reads English only where that is found out."""
    unknown = {
        "app/flows/requester.py",
        "app/flows/home/commands.py",
        "app/listeners/boundary.py",
        "app/views/setup/inputs.py",
    }
    for path in APP.rglob("*.py"):
        place, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))
        makes = [
            node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in {"gettext", "ngettext"}
        ]
        if place != "app/language.py":
            assert all(
                ast.unparse(node.value) in {"locale", "self.locale", "member_locale(member)"} for node in makes
            ), place
            loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            assert place in unknown or "ENGLISH_LOCALE" not in loaded, place
        kept = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        assert place == "app/language.py" or not any("Locale(" in ast.unparse(value) for value in kept), place


def test_a_language_that_nobody_has_translated_is_english():
    locale = Locale("xx")
    assert locale.gettext("No reports today.") == "No reports today."


def test_a_text_that_is_not_in_the_catalogue_is_said_in_english():
    locale = Locale("cs")
    assert locale.gettext("Nobody has translated {this}.", this="yet") == "Nobody has translated yet."


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 otázka"), (2, "2 otázky"), (4, "4 otázky"), (5, "5 otázek"), (22, "22 otázek")]
)
def test_czech_has_three_forms_for_a_number(number, words):
    locale = Locale("cs")
    assert locale.ngettext("{number} question", "{number} questions", number) == words


def test_czech_dates_and_lists():
    locale = Locale("cs")
    assert written_date(locale, date(2026, 11, 24)) == "úterý 24. listopadu"
    assert (city(locale, "Europe/Vienna"), zone_words(locale, "Europe/Prague")) == ("Vídeň", "pásmo Praha")
    assert short_date(locale, date(2026, 2, 1)) == "1. února"
    assert (written_month(locale, date(2026, 2, 1)), month_and_year(locale, date(2026, 2, 1))) == ("únor", "únor 2026")
    assert f"do {written_date(locale, date(2026, 11, 27)).short}" == "do 27. listopadu"
    assert [weekday(locale, day) for day in range(4, 7)] == ["pátek", "sobota", "neděle"]
    assert listed(locale, ["Ana"]) == "Ana"
    assert listed(locale, ["Ana", "Bo", "Lee"]) == "Ana, Bo a Lee"
    assert listed(locale, list("abcdefgh"), at_most=2) == "a, b a 6 dalších"
    assert [questions(locale, number) for number in (1, 3, 7)] == ["Jedna otázka", "Tři otázky", "7 otázek"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_digest_leaves_room_for_is_no_longer_in_another_language(language):
    locale = Locale(language)
    assert len(locale.gettext(CONTINUED)) <= len(CONTINUED)


def test_what_is_put_together_before_it_is_said_is_refused(tmp_path):
    (tmp_path / "views.py").write_text('locale.gettext(f"{name} is away.")\n', "utf-8")
    with pytest.raises(NotAText, match=r"views\.py:1 "):
        texts_of(tmp_path)


def test_what_is_said_twice_is_translated_once_and_what_is_new_is_left_to_do(tmp_path):
    (tmp_path / "a.py").write_text(
        'locale.gettext("Edit")\nlater("Edit")\nlocale.ngettext("{number} day", "{number} days", 3)\n', "utf-8"
    )
    (tmp_path / "b.py").write_text(
        'locale.gettext("Edit")\nlocale.gettext(table[1])\nprint(f"{self.locale.gettext(\'Within\')}")\n', "utf-8"
    )
    catalogue = read(CATALOGUES[0])
    bring_up(catalogue, texts_of(tmp_path))
    first, days, within = messages(catalogue)
    assert [each.id for each in (first, days, within)] == ["Edit", ("{number} day", "{number} days"), "Within"]
    assert [re.sub(r".*/", "", place) for place, _ in first.locations] == ["a.py", "b.py"]
    assert [is_translated(each) for each in (first, days, within)] == [True, False, False]


def test_texts_of_several_lines_survive(tmp_path):
    (tmp_path / "a.py").write_text('locale.gettext("One\\nTwo \\"three\\"\\n")\n', "utf-8")
    path = tmp_path / "standup.po"
    path.write_bytes(written(texts_of(tmp_path)))
    assert [message.id for message in messages(read(path))] == ['One\nTwo "three"\n']
