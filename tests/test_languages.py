"""The catalogues of texts against the code that says them, and the speaking itself."""

import re
import string
import struct
from datetime import date
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale

from app.language import ENGLISH, LANGUAGES, count, say, speaking
from app.views.dates import month_and_year, short_date, weekday, written_date, written_month
from app.views.digest_split import CONTINUED
from app.views.text import listed, questions
from ops.catalogue import NotAText, compiled, forms_of, merged, read, texts_of, written

ROOT = Path(__file__).parent.parent
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
        _, entries = read(path)
        said = {(entry.text, entry.plural): entry.places for entry in texts_of(APP)}
        assert {(entry.text, entry.plural): entry.places for entry in entries} == said, HOW

    def test_translates_every_text_in_every_form(self, path):
        header, entries = read(path)
        for entry in entries:
            assert entry.is_translated, f"{entry.text!r}: {HOW}"
            assert len(entry.translated) == (forms_of(header) if entry.plural else 1), entry.text

    def test_keeps_fields_and_markup(self, path):
        for entry in read(path)[1]:
            for translated in entry.translated:
                optional = {"number"} if entry.plural else set()
                assert fields_of(translated) | optional == fields_of(entry.text + entry.plural) | optional, entry.text
                assert marks_of(translated) == marks_of(entry.text), entry.text
                assert translated[:1].isspace() == entry.text[:1].isspace(), entry.text
                assert translated[-1:].isspace() == entry.text[-1:].isspace(), entry.text
                assert "!" not in translated, entry.text

    def test_counts_as_its_language_does(self, path):
        with path.with_suffix(".mo").open("rb") as file:
            catalogue = GNUTranslations(file)
        plurals = Locale(language_of(path)).plural_form
        forms = {(catalogue.plural(number), plurals(number)) for number in range(1000)}  # type: ignore[attr-defined]
        assert (
            len(forms)
            == len({ours for ours, _ in forms})
            == len({theirs for _, theirs in forms})
            == forms_of(read(path)[0])
        )

    def test_is_compiled(self, path):
        header, entries = read(path)
        assert path.with_suffix(".mo").read_bytes() == compiled(header, entries), HOW

    def test_is_written_as_it_is_read(self, path):
        header, entries = read(path)
        assert written(header, entries, forms_of(header)) == path.read_text("utf-8")


def test_gettext_reads_what_is_compiled():
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"
    path = CATALOGUES[0]
    _, entries = read(path)
    catalogue = GNUTranslations(BytesIO(compiled(header, entries)))
    singular = [entry for entry in entries if not entry.plural]
    assert [catalogue.gettext(entry.text) for entry in singular] == [entry.translated[0] for entry in singular]
    assert struct.unpack("<I", path.with_suffix(".mo").read_bytes()[:4]) == (0x950412DE,)


def test_english_is_said_as_it_is_written():
    assert say("No reports today.") == "No reports today."
    assert written_date(date(2026, 11, 24)) == "Tuesday, 24 November"
    assert (written_month(date(2026, 2, 1)), month_and_year(date(2026, 2, 1))) == ("February", "February 2026")
    assert [weekday(day) for day in (0, 6)] == ["Monday", "Sunday"]


def test_another_language_is_spoken_for_a_while_and_no_longer():
    with speaking("cs"):
        assert say("No reports today.") == "Dnes bez odpovědí."
        with speaking("en"):
            assert say("No reports today.") == "No reports today."
        assert say("No reports today.") == "Dnes bez odpovědí."
    assert say("No reports today.") == "No reports today."


def test_a_language_that_nobody_has_translated_is_english():
    with speaking("xx"):
        assert say("No reports today.") == "No reports today."


def test_a_text_that_is_not_in_the_catalogue_is_said_in_english():
    with speaking("cs"):
        assert say("Nobody has translated {this}.", this="yet") == "Nobody has translated yet."


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 otázka"), (2, "2 otázky"), (4, "4 otázky"), (5, "5 otázek"), (22, "22 otázek")]
)
def test_czech_has_three_forms_for_a_number(number, words):
    with speaking("cs"):
        assert count("{number} question", "{number} questions", number) == words


def test_czech_dates_and_lists():
    with speaking("cs"):
        assert written_date(date(2026, 11, 24)) == "úterý 24. listopadu"
        assert short_date(date(2026, 2, 1)) == "1. února"
        assert (written_month(date(2026, 2, 1)), month_and_year(date(2026, 2, 1))) == ("únor", "únor 2026")
        assert f"do {written_date(date(2026, 11, 27)).short}" == "do 27. listopadu"
        assert [weekday(day) for day in range(4, 7)] == ["pátek", "sobota", "neděle"]
        assert listed(["Ana"]) == "Ana"
        assert listed(["Ana", "Bo", "Lee"]) == "Ana, Bo a Lee"
        assert listed(list("abcdefgh"), at_most=2) == "a, b a 6 dalších"
        assert [questions(number) for number in (1, 3, 7)] == ["Jedna otázka", "Tři otázky", "7 otázek"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_digest_leaves_room_for_is_no_longer_in_another_language(language):
    with speaking(language):
        assert len(say(CONTINUED)) <= len(CONTINUED)


def test_what_is_put_together_before_it_is_said_is_refused(tmp_path):
    (tmp_path / "views.py").write_text('say(f"{name} is away.")\n', "utf-8")
    with pytest.raises(NotAText, match=r"views\.py:1 "):
        texts_of(tmp_path)


def test_what_is_said_twice_is_translated_once_and_what_is_new_is_left_to_do(tmp_path):
    (tmp_path / "a.py").write_text('say("Edit")\nlater("Edit")\ncount("{number} day", "{number} days", 3)\n', "utf-8")
    (tmp_path / "b.py").write_text('say("Edit")\nsay(table[1])\n', "utf-8")
    entries = merged(texts_of(tmp_path), read(CATALOGUES[0])[1])
    assert [(entry.text, entry.plural) for entry in entries] == [("Edit", ""), ("{number} day", "{number} days")]
    assert [re.sub(r".*/", "", place) for place in entries[0].places] == ["a.py", "b.py"]


def test_texts_of_several_lines_survive(tmp_path):
    (tmp_path / "a.py").write_text('say("One\\nTwo \\"three\\"\\n")\n', "utf-8")
    path = tmp_path / "standup.po"
    path.write_text(written("Language: cs\n", texts_of(tmp_path), 3), "utf-8")
    assert [entry.text for entry in read(path)[1]] == ['One\nTwo "three"\n']
