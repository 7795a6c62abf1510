"""A stranger finds a place: small folders, no import cycles, and each topic under the same name everywhere."""

import ast
import re
from collections import Counter
from pathlib import Path

import grimp
import pytest

import slack_simulator
from app import listeners
from tests import ROOT

MOST_FILES = 15
ROOMS = ("app", "local", "ops", "benchmarks", "tests")
TOPICS = {"day", "report", "setup", "home", "history", "privacy", "owners", "scheduling"}


def modules(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


FOLDERS = sorted({path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_a_folder_can_be_read_at_a_glance(folder):
    assert len(modules(folder)) <= MOST_FILES


@pytest.mark.parametrize("layer", ["app/listeners", "app/flows", "app/views", "app/domain", "tests"])
def test_topics_have_the_same_names_everywhere(layer):
    found = {path.name for path in (ROOT / layer).iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert len(found & TOPICS) >= len(TOPICS) - 1  # listeners have nothing of the owners' own


def test_the_table_of_routes_fits_one_screen():
    assert len(Path(listeners.__file__).read_text("utf-8").splitlines()) <= 60


def cycles(imports: dict[str, set[str]]) -> list[set[str]]:
    """The modules that import each other, found by leaving out again and again what nobody or nothing needs."""
    left = {module: needs & imports.keys() for module, needs in imports.items()}
    while True:
        needed = Counter(need for needs in left.values() for need in needs)
        ends = {module for module, needs in left.items() if not needs or not needed[module]}
        if not ends:
            return [set(left)] if left else []
        left = {module: needs - ends for module, needs in left.items() if module not in ends}


@pytest.mark.parametrize("package", ["app", "local", "slack_simulator"])
def test_no_modules_import_each_other(package):
    """Imports for types alone count, too: whoever reads one module has to know the other."""
    graph = grimp.build_graph(package, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert cycles(imports) == []


def test_a_cycle_is_found_and_what_hangs_on_it_is_left_out():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == [{"b", "c"}]
    assert cycles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


PUBLIC = re.compile(r"slack_simulator(\.(checks|extension|faults|hosting|ids|pytest_plugin|reading|visitor))?")
USERS = sorted(path for room in ("local", "ops", "benchmarks", "tests") for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("path", USERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_simulator_is_used_as_anybody_uses_it(path):
    """By the modules that its docstring calls public, and no others."""
    tree = ast.parse(path.read_text("utf-8"))
    used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name for name in used if name.startswith("slack_simulator") and not PUBLIC.fullmatch(name)} == set()


def test_what_is_public_is_what_the_simulator_says():
    assert set(re.findall(r"`(\w+)`", slack_simulator.__doc__)) == set(
        re.findall(r"(?<=[(|])\w+(?=[|)])", PUBLIC.pattern)
    )
