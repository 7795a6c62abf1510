"""What people wrote, in a spreadsheet: it is shown, wherever the spreadsheet thinks that a cell begins."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.history.csv_rows import as_csv, spreadsheet_safe

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/C calc'!A0", "＝1", "＋1", "－1", "＠x"]  # noqa: RUF001 they are meant
LOOKED_PAST = ["", " ", "  ", '"', "'", ' "', "\u00a0", "\ufeff", "\u200b", "\u3000"]
ENDS_OF_CELLS = ["", ";", "done;", "\t", "\n", "\r\n", "\r", "one\n", 'a;"b";', ";;", ";\n", "\u2028", "\x85"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("past", LOOKED_PAST)
@pytest.mark.parametrize("end", ENDS_OF_CELLS)
def test_nothing_that_somebody_wrote_is_calculated(formula, past, end):
    assert not calculated(as_csv([["ana", end + past + formula, "zoe"]]))


@given(st.text(st.sampled_from("=+-@;,\t\r\n \"'a1\ufeff＝"), max_size=12))  # noqa: RUF001 they are meant
def test_no_text_of_any_shape_is_calculated(text):
    assert not calculated(as_csv([["ana", text, "zoe"]]))


def calculated(text: str) -> list[str]:
    """The cells that begin a formula, as a spreadsheet reads them that separates by commas, semicolons or tabs."""
    cells = [cell for separator in ",;\t" for cell in cells_of(text, separator)]
    return [cell for cell in cells if re.match(r"[\s\"\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]", cell)]  # noqa: RUF001 meant


def cells_of(text: str, separator: str) -> list[str]:
    """Read with quotes, and without: a quote in the middle of a cell is one of its characters."""
    quoted = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    return quoted + re.split(rf"[{separator}\r\n\x85\u2028]", text) if separator != "," else quoted


@pytest.mark.parametrize(
    "text", ["Finished the export", "a-b; c=d", "1 - 1", "mail ana@example.com; call bo", "", "x;y"]
)
def test_what_is_no_formula_stays_as_it_was_written(text):
    assert spreadsheet_safe(text) == text


def test_a_list_of_answers_can_still_be_read():
    assert spreadsheet_safe("- export\n- review") == "'- export\n'- review"
