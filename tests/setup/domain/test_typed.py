"""What people type in a line is shown to others as they see it, and emoji and all scripts stay whole."""

import pytest

from app.domain.home.date_parser import span_in
from app.domain.setup.config import config_values, from_plain, from_stored
from app.domain.standup import AnswerKind, Question
from app.domain.typed import visible_text
from app.errors import InvalidStandup
from app.slack.profiles import member_from
from app.views.setup.setting_fields import FIRST
from app.views.setup.setting_kinds import read_fields
from tests.kit.builders import TUESDAY, a_standup

HOSTILE = "Dai\u202ely\u2066 st\u200band\x00up\x1b[2K\ufeff\u00ad\u2028 now\r\n"
SEEN = "Daily standup[2K  now"


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻 pairs with 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "❤️ 1️⃣ 👍🏽",
        "\N{ARABIC LETTER MEEM}\u200c\N{ARABIC LETTER KHAH}",
        "क्\u200dष",  # Hindi
        "Přehled «úkolů»",
        "日本語 の",
    ],
)
def test_what_emoji_and_scripts_need_stays(text):
    assert visible_text(text) == text


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200d\u200d", " \u3164\u2800", "\U000e0067", "\x00\x1b", "\u202e\u202c", ""]
)
def test_what_nobody_sees_is_nothing(text):
    assert visible_text(text) == ""


def test_what_is_hidden_in_a_line_is_taken_out():
    assert visible_text(HOSTILE) == SEEN
    assert visible_text("a\u200d b\u200d\u200dc") == "a b\u200dc"


def test_a_standup_read_from_a_file_has_nothing_hidden_in_what_others_see():
    question = {"id": "mood", "text": HOSTILE, "label": HOSTILE, "kind": "choice", "choices": ["\u202eyes", "no\x1b"]}
    hostile = config_values(a_standup()) | {"name": HOSTILE, "away_words": ["ho\u200bliday"], "questions": [question]}
    read = from_plain("T0TEAM", "daily", hostile)
    asked = Question("mood", SEEN, SEEN, kind=AnswerKind.CHOICE, choices=("yes", "no"))
    assert (read.name, read.time_off.away_words, read.questions) == (SEEN, ("holiday",), (asked,))


@pytest.mark.parametrize(
    ("hidden", "at"),
    [
        ({"name": "\u200b"}, "name"),
        ({"questions": [{"id": "a", "text": "\u202e", "label": "A"}]}, "questions"),
        ({"questions": [{"id": "a", "text": "A", "kind": "choice", "choices": ["yes", "\u200b"]}]}, "questions"),
    ],
)
def test_what_has_nothing_to_see_is_refused_in_what_is_new_and_goes_on_in_what_is_stored(hidden, at):
    with pytest.raises(InvalidStandup) as refusal:
        from_plain("T0TEAM", "daily", config_values(a_standup()) | hidden)
    assert list(refusal.value.problems) == [at]
    assert from_stored("T0TEAM", "daily", config_values(a_standup()) | hidden)


def test_a_name_stored_before_is_shown_without_what_was_hidden_in_it():
    assert from_stored("T0TEAM", "daily", config_values(a_standup()) | {"name": "\u202eDaily\x00"}).name == "Daily"


def test_a_name_typed_in_the_form_has_nothing_hidden_in_it():
    def named(name):
        values = {"name": {"name": {"type": "plain_text_input", "value": name}}}
        return read_fields(FIRST, {"state": {"values": values}}, a_standup())[0].name

    assert (named(HOSTILE), named("\u200b")) == (" ".join(SEEN.split()), "")


def test_a_note_and_a_profile_have_nothing_hidden_in_them():
    assert span_in("today: at \u202esea\x1b", TUESDAY, {}).note == "at sea"
    profile = {"display_name": "\u200b", "real_name": "Ana\u202e Lima"}
    assert member_from("T0TEAM", {"id": "U0ANA", "profile": profile}).profile.display_name == "Ana Lima"
