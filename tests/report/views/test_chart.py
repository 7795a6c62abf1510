"""The picture of moods and numbers: a PNG that others can read, with all that it shows said in words."""

import struct
import zlib

import pytest

from app.domain.day.kinds import Mood
from app.domain.report.tallies import tallies
from app.domain.standup import AnswerKind, Question
from app.language import ENGLISH_LOCALE
from app.views.kit.readers import channel_locale
from app.views.report.canvas import INK, Canvas
from app.views.report.chart import chart, described, picture
from tests.kit.builders import a_submitted_report, an_occurrence

MOODS = tuple(Mood)
MOOD = Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD)
ENERGY = Question("energy", "Your energy?", "Energy", kind=AnswerKind.NUMBER)


def read(png):
    """The rows of points in a PNG of ours, each a number of the palette; every checksum holds."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    parts, place = {}, 8
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(name + content)
        parts[name], place = content, place + 12 + length
    width, height, depth, kind = struct.unpack(">2I2B", parts[b"IHDR"][:10])
    assert (depth, kind, len(parts[b"PLTE"])) == (8, 3, 12)
    points = zlib.decompress(parts[b"IDAT"])
    assert len(points) == height * (width + 1)
    return [points[start + 1 : start + width + 1] for start in range(0, len(points), width + 1)]


def drawn(canvas):
    return ["".join(".#"[point == INK] for point in row) for row in read(canvas.png())]


def test_letters_are_drawn_with_what_stands_above_them():
    canvas = Canvas(24, 12)
    canvas.text(0, 4, "Éíďů", 1)
    assert drawn(canvas) == [
        "........................",
        "...#....................",
        "..#.................#...",
        ".........#.........#.#..",
        "#####...#.......##..#...",
        "#...............##......",
        "#......##....##.#.#...#.",
        "####....#...#..##.#...#.",
        "#.......#...#...#.#...#.",
        "#.......#...#..##.#..##.",
        "#####..###...##.#..##.#.",
        "........................",
    ]


def test_what_stands_above_the_picture_is_left_out():
    canvas = Canvas(6, 8)
    canvas.text(0, 0, "Ě", 1)
    plain = Canvas(6, 8)
    plain.text(0, 0, "E", 1)
    assert canvas.png() == plain.png()


@pytest.mark.parametrize("text", ["日本", "😀", "\n"])
def test_what_the_font_has_not_is_a_question_mark(text):
    asked, shown = Canvas(12, 8), Canvas(12, 8)
    asked.text(0, 0, "?" * len(text), 1)
    shown.text(0, 0, text, 1)
    assert shown.png() == asked.png()


def test_what_is_outside_is_not_drawn():
    canvas = Canvas(4, 4)
    canvas.box(2, 2, 9, 9, INK)
    canvas.text(90, 90, "A", 3)
    assert drawn(canvas) == ["....", "....", "..##", "..##"]


def test_a_chart_is_small_and_its_description_says_all_of_it():
    reports = [a_submitted_report({"mood": MOODS[n % 3], "energy": str(n + 3)}, user_id=f"U{n}") for n in range(6)]
    counted = tallies([MOOD, ENERGY], reports)
    png = chart(ENGLISH_LOCALE, counted)
    assert len(read(png)) == 24 + 40 + 5 * 30 + 20 + 40 + 10 * 30 + 24
    assert len(png) < 5000
    assert described(ENGLISH_LOCALE, counted) == "Mood: 2 great · 2 good · 2 okay; Energy: 5.5 on average, from 3 to 8"


def test_a_picture_speaks_the_language_of_the_channel():
    reports = [a_submitted_report({"energy": str(n)}, user_id=f"U{n}") for n in (3, 4)]
    shown = picture(
        channel_locale(an_occurrence(look_language="cs")), an_occurrence(look_language="cs"), tallies([ENERGY], reports)
    )
    assert (shown.title, shown.alt) == ("Nálady a čísla", "Energy: průměrně 3,5, od 3 do 4")
    assert shown.comment == "Nálady a čísla z těchto odpovědí jako obrázek."
    assert (
        picture(channel_locale(an_occurrence()), an_occurrence(), tallies([ENERGY], reports)).title
        == "Moods and numbers"
    )


def test_the_longest_labels_fit():
    questions = [Question(f"q{n}", "?", "W" * 40, kind=AnswerKind.MOOD) for n in range(10)]
    reports = [a_submitted_report({each.id: MOODS[3] for each in questions}, user_id=f"U{n}") for n in range(300)]
    counted = tallies(questions, reports)
    assert {len(row) for row in read(chart(ENGLISH_LOCALE, counted))} == {640}
    assert len(described(ENGLISH_LOCALE, counted)) <= 1000
