"""What a row holds is said in one place: a small model for each kind of row, and the page that shows it."""

import ast
import re
from pathlib import Path

import pytest

from app.storage.rows import tables
from tests import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
KINDS = [(table, kind) for table in tables.TABLES for kind in table.__subclasses__()]


@pytest.mark.parametrize(("table", "kind"), KINDS, ids=lambda row: row.__name__)
def test_the_page_shows_what_each_kind_of_row_holds(table, kind):
    (columns,) = re.findall(rf"^\| `{kind.__name__}`: [^|]+\| (.+) \|$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", columns)) == set(kind.get_attributes()) - set(table.get_attributes())


def test_the_page_shows_no_kind_of_row_that_is_not_there():
    assert set(re.findall(r"^\| `(\w+Row)`: ", PAGE, re.MULTILINE)) == {kind.__name__ for _, kind in KINDS}


def test_no_class_names_more_than_twelve_columns():
    tree = ast.parse(Path(tables.__file__).read_text("utf-8"))
    named = {
        each.name: sum(isinstance(line, ast.Assign | ast.AnnAssign) for line in each.body)
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
    }
    assert {name: count for name, count in named.items() if count > 12} == {}
