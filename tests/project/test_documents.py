"""What the documents say, held to the code."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

import manage
from app.domain.setup.setting import SETTINGS
from app.views import ids
from tests import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def outside_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The summary headers of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", summary_header.lower()).replace(" ", "-") for summary_header in headings}


def test_the_ids_that_other_programs_know_are_the_agreed_ones():
    assert ids.OPEN_DIALOG == "standup.action.open_dialog"
    assert ids.SKIP_TODAY == "standup.action.skip_today"
    assert ids.ANSWERS == "standup.action.answers"


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_a_pages_links_lead_somewhere(page):
    text = outside_code(page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text):
        address, _, anchor = "".join(target).partition("#")
        if re.match(r"https?:|mailto:", address):
            continue
        linked = (page.parent / address).resolve() if address else page
        assert linked.exists(), f"{address} is not there"
        assert not anchor or anchor in anchors(linked), f"{address} has no #{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_a_pages_commands_exist(page):
    for command in re.findall(r"(?:python3?|py) manage\.py ([a-z]+)", page.read_text("utf-8")):
        assert command in manage.COMMANDS


def test_the_readme_begins_with_run_and_test():
    commands = re.findall(r"^\$? ?(python3 manage\.py \w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert commands[:2] == ["python3 manage.py run", "python3 manage.py test"]


def test_every_setting_is_documented():
    read = set(re.findall(r'"([A-Z][A-Z_]+[A-Z])"', (ROOT / "app" / "settings.py").read_text("utf-8")))
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert read == set(table)


def test_every_setting_of_a_standup_is_documented():
    page = (ROOT / "docs" / "standups.md").read_text("utf-8").partition("## The report")[0]
    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|", page, re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"\w+", row)) == sorted(each.name for each in SETTINGS)


def test_the_environment_is_read_by_the_handler_alone():
    shipped = [path for path in (ROOT / "app").rglob("*.py") if (ROOT / "app" / "local") not in path.parents]
    assert [path.name for path in shipped if re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))] == []


def test_what_the_commands_write_is_kept_out_of_git():
    """By default, and as the pages' examples call it."""
    ignored = [line for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    text = "".join(page.read_text("utf-8") for page in PAGES)
    exported = re.findall(r"manage\.py data (?:export|import) (\S+\.\w+)", text)
    receipts = [*re.findall(r"--receipt (\S+)", text), "erasure-receipt.json"]
    assert {"all.jsonl", "retro.csv", "rows.jsonl"} <= set(exported)
    for name in [*exported, *receipts, ".all.jsonl.4711.part"]:
        assert any(fnmatch(name, pattern) for pattern in ignored), name
    for folder in (".local/", ".standup/", "build/"):
        assert folder in ignored


def test_npm_runs_no_scripts_of_packages():
    calls = (ROOT / "ops" / "packaging" / "osls.py").read_text("utf-8")
    assert re.findall(r'_find\("npm"\), "ci", "--ignore-scripts"', calls)
    assert calls.count('_find("npm")') == 1
    assert "ignore-scripts=true" in (ROOT / "tools" / ".npmrc").read_text("utf-8").splitlines()


def excerpts(page: Path) -> list[tuple[Path, str]]:
    """What a page shows of the code, with the file that it says it is from; "# …" stands for what it leaves out."""
    blocks = re.findall(r"^```python\n# (\S+\.py)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    apart = re.compile(r"^ *# …\n|\n\n(?= *def )", re.MULTILINE)
    parts = [(ROOT / file, part.strip("\n")) for file, code in blocks for part in apart.split(code)]
    return [(file, part) for file, part in parts if part]


SHOWN = [excerpt for page in PAGES for excerpt in excerpts(page)]


@pytest.mark.parametrize(("file", "code"), SHOWN, ids=[f"{file.stem}: {code.split('(')[0]}" for file, code in SHOWN])
def test_the_code_that_a_page_shows_is_what_stands_in_the_file(file, code):
    assert f"\n{code}\n" in file.read_text("utf-8"), f"{file.name} has changed: copy it to the page anew"


def test_the_architecture_shows_the_code_of_a_click_whole():
    shown = {file.relative_to(ROOT / "app").as_posix() for file, _ in excerpts(ROOT / "docs" / "architecture.md")}
    assert shown >= {
        "listeners/day/menu.py",
        "flows/day/answering.py",
        "flows/day/own_day.py",
        "domain/day/answering.py",
    }
    assert shown >= {"domain/day/answering.py", "storage/day/reports.py"}


OURS = ("app", "listeners", "flows", "views", "domain", "storage", "slack", "tests", "ops", "local", "benchmarks")
WITH_PATHS = [
    *(page for page in PAGES if page.name != "CHANGELOG.md"),  # tells of what was
    *(path for place in ("app", "ops", "local") for path in sorted((ROOT / place).rglob("*.py"))),
]


def paths_named_in(text: str) -> set[str]:
    """Paths of our own Python files, as documents and docstrings name them: from the root, or from `app/`."""
    return set(re.findall(rf"(?<![\w/.])((?:{'|'.join(OURS)})/(?:\w+/)*\w+\.py)\b", text))


@pytest.mark.parametrize("page", WITH_PATHS, ids=names(WITH_PATHS))
def test_a_file_that_is_named_is_there(page):
    named = {path for path in paths_named_in(page.read_text("utf-8")) if "TOPIC" not in path}
    assert {path for path in named if not (ROOT / path).exists() and not (ROOT / "app" / path).exists()} == set()
