"""One word for one thing: the code says what the design calls things, in names, docstrings and comments."""

import io
import re
import tokenize
from pathlib import Path

import pytest

from tests import ROOT

# What is not said, and what is said instead.
FORBIDDEN = {
    "chore": "job",
    "asker": "requester",
    "heading": "summary header",
    "impediment": "blocker",
    "resting": "paused",
    "speaking": "locale",
    "demand": "require",
    "doubt": "unconfirmed",
    "doubtful": "unconfirmed",
    "vault": "secrets",
    "wishes": "preferences",
}
# Stored columns and ids keep the words of the releases that wrote them.
STORED = {
    "chore",
    "heading_ts",
    "heading_claimed_at",
    "heading_renewed_at",
}
PLACES = ("app", "ops", "local", "benchmarks", "handler.py", "manage.py")
FILES = sorted(
    path for place in PLACES for path in [ROOT / place, *(ROOT / place).rglob("*.py")] if path.suffix == ".py"
)
WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")


def words_in(text: str) -> set[str]:
    return {
        word.lower().removesuffix("s") if word.lower() not in FORBIDDEN else word.lower() for word in WORD.findall(text)
    }


def forbidden_in(source: str) -> set[str]:
    """The forbidden words of a file, in its names, comments and docstrings; texts for people have a catalogue."""
    found: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_prose = token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""'))
        is_name = token.type == tokenize.NAME and token.string not in STORED
        if is_prose:
            found |= words_in(re.sub(r"`[^`]*`", "", token.string)) & FORBIDDEN.keys()
        elif is_name:
            found |= words_in(token.string) & FORBIDDEN.keys()
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_says_what_the_design_says(path: Path):
    assert {word: f"say {FORBIDDEN[word]}" for word in forbidden_in(path.read_text("utf-8"))} == {}


def test_a_forbidden_word_is_found_wherever_it_stands():
    assert forbidden_in("def look_for_chores(): ...") == {"chore"}
    assert forbidden_in("class ErasureAsker: ...") == {"asker"}
    assert forbidden_in('def f():\n    """Post the heading."""') == {"heading"}
    assert forbidden_in("x = 1  # in doubt") == {"doubt"}
    assert forbidden_in("row.heading_ts, row.chore") == set()
    assert forbidden_in('text = gettext("In the heading")') == set()


PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
LABEL = "In the heading"  # as the form has it


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_document_says_what_the_design_says(page: Path):
    text = page.read_text("utf-8").replace(f"| {LABEL} |", "")
    prose = re.sub(r"```.*?```|`[^`\n]*`|^#+ [^\n]*$|\]\([^)]*\)", "", text, flags=re.DOTALL | re.MULTILINE)
    assert words_in(prose) & FORBIDDEN.keys() == set()
