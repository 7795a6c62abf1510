"""The requirement files against each other and against what the shipped code imports."""

import ast
import json
import re
import sys
from pathlib import Path

from tests import ROOT

REQUIREMENTS = ROOT / "requirements"
DISTRIBUTIONS = {"boto3": "boto3", "botocore": "botocore", "msgspec": "msgspec"} | {
    "pynamodb": "pynamodb",
    "slack_bolt": "slack-bolt",
    "slack_sdk": "slack-sdk",
    "urllib3": "urllib3",
}


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (REQUIREMENTS / name).read_text("utf-8"), re.MULTILINE))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}
    return {name.split(".")[0] for name in names}


def foreign(path: Path) -> set[str]:
    return imported(path) - sys.stdlib_module_names - {"app"}


def test_what_ships_imports_only_what_ships():
    shipped = [path for path in (ROOT / "app").rglob("*.py") if (ROOT / "app" / "local") not in path.parents]
    for path in [*shipped, ROOT / "handler.py"]:
        for package in foreign(path):
            assert DISTRIBUTIONS.get(package) in pins("app.in"), f"{path.relative_to(ROOT)} imports {package}"


def test_domain_and_views_are_pure():
    for path in (ROOT / "app" / "domain").rglob("*.py"):
        assert foreign(path) <= {"msgspec"}, path
    for path in (ROOT / "app" / "views").rglob("*.py"):
        assert foreign(path) <= {"msgspec", "slack_sdk"}, path
        assert "from slack_sdk" not in path.read_text("utf-8").replace("from slack_sdk.models", ""), path


def test_direct_requirements_are_exact():
    for path in REQUIREMENTS.glob("*.in"):
        lines = [line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+|-r app\.in|", line) for line in lines), path


def test_compiled_requirements_hold_the_direct_ones():
    assert pins("app.in").items() <= pins("app.txt").items()
    assert pins("dev.in").items() <= pins("dev.txt").items()


def test_the_tests_run_with_the_versions_that_ship():
    assert pins("app.txt").items() <= pins("dev.txt").items()


def test_every_compiled_requirement_has_its_hashes():
    for name in ("app.txt", "dev.txt"):
        entries = re.split(r"^(?=\S)", (REQUIREMENTS / name).read_text("utf-8"), flags=re.MULTILINE)
        assert all("--hash=sha256:" in entry for entry in entries if entry.strip())


def test_lock_files_name_no_addresses():
    for name in ("app.txt", "dev.txt"):
        assert "://" not in (REQUIREMENTS / name).read_text("utf-8")
    lock = json.loads((ROOT / "tools" / "package-lock.json").read_text("utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


def test_the_tools_are_exact():
    tools = json.loads((ROOT / "tools" / "package.json").read_text("utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in tools["devDependencies"].values())
