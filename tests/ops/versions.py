"""The code of older versions, as git has it: from the commit that the changelog names, or from their tags."""

import io
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from ops.steps import ROOT

SECTION = re.compile(r"^## \[([\d.]+)\].*\n(?:\n.*\(`(\w+)`\)$)?", re.MULTILINE)
# What names the commit of a version: what the changelog has in brackets, or the tag.
COMMITS = {
    version: commit or f"v{version}" for version, commit in SECTION.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
}
LAST, *_, THIRD, SECOND, OLDEST = COMMITS


def unpack(version: str, folder: Path, *paths: str) -> None:
    """Put these paths of a version, or all, into a folder; the test is skipped where git does not have them."""
    if not shutil.which("git"):
        pytest.skip("there is no git")
    command = ["git", "archive", COMMITS[version], *paths]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 git, with constants
    if packed.returncode != 0:
        pytest.skip("this checkout does not have the commit")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
