"""The form of slack_simulator: folders that one can overlook, no import circles, no word of any one app."""

import re
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath

import pytest

import slack_simulator

SOURCE = Path(slack_simulator.__file__).parent
PAGE = SOURCE / "page"
SCRIPTS = sorted(PAGE.rglob("*.js"))
FOLDERS = [each for each in (SOURCE, *SOURCE.rglob("*")) if each.is_dir() and each.name != "__pycache__"]
IMPORT = re.compile(r"""^(?:import|export)\s[^;]*?from\s*["']([^"']+)["']|^import\s*["']([^"']+)["']""", re.MULTILINE)


def named(script: Path) -> str:
    return script.relative_to(PAGE).as_posix()


def imports(script: Path) -> list[str]:
    """What a script of the page imports, named as in the page's folder."""
    addresses = [one or other for one, other in IMPORT.findall(script.read_text("utf-8"))]
    return [Path(script.parent, address).resolve().relative_to(PAGE).as_posix() for address in addresses]


def test_the_page_has_no_import_circles():
    """Raises CycleError with the files of a circle otherwise."""
    graph = {named(script): imports(script) for script in SCRIPTS}
    assert set().union(*graph.values()) <= set(graph)
    order = list(TopologicalSorter(graph).static_order())
    assert order[-1] == "js/main.js", "main.js needs all others"


@pytest.mark.parametrize("folder", FOLDERS, ids=[each.relative_to(SOURCE).as_posix() for each in FOLDERS])
def test_a_folder_has_at_most_15_files(folder):
    files = [each for each in folder.iterdir() if each.is_file() and each.name != "__init__.py"]
    assert len(files) <= 15


def test_what_the_page_loads_is_there():
    html = (PAGE / "index.html").read_text("utf-8")
    loaded = re.findall(r'(?:href|src)="([^"#]+)"', html)
    assert all((PAGE / PurePosixPath(address)).is_file() for address in loaded)
    sheets = {named(sheet) for sheet in PAGE.rglob("*.css")}
    assert sheets <= set(loaded), "no style sheet is forgotten"


def test_nothing_in_it_names_the_product_that_it_was_written_beside():
    texts = {file: file.read_text("utf-8") for file in SOURCE.rglob("*.*") if file.suffix != ".pyc" and file.is_file()}
    assert [file for file, text in texts.items() if re.search("standup", text, re.IGNORECASE)] == []
