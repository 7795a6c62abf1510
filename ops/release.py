"""Builds a release of a clean checkout: package, template, notes and checksums, the same bytes each time."""

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from ops.ending import Commands
from ops.packaging import interpreter, package
from ops.packaging.template import TEMPLATE
from ops.steps import ROOT, Problem, say

RELEASE = ROOT / "build" / "release"
SUMS = "SHA256SUMS"
NOTES = "notes.md"
HOW = "CONTRIBUTING.md, 'A release', says how a version comes to be."

app = Commands()


@app.command()
def release(
    tag: Annotated[
        str, typer.Option(help="the tag that it is built for, as v1.2.3, which has to name its version")
    ] = "",
) -> None:
    """Build build/release/: the package, the CloudFormation template, notes from the changelog, and checksums."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if tag and tag != f"v{version}":
        raise Problem(f"The tag is {tag}, and pyproject.toml has version {version}. {HOW}")
    if changed := changes_here():
        raise Problem("There are changes that no commit has. Commit them or put them away.", "\n".join(changed))
    notes = notes_of(version, (ROOT / "CHANGELOG.md").read_text("utf-8"))
    python = interpreter.find()
    if python is None:
        raise Problem(package.MISSING.partition(";")[0] + ".")
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir(parents=True)
    made = build(RELEASE, version, python)
    (RELEASE / NOTES).write_text(notes, "utf-8")
    sums = checksums([*made, RELEASE / NOTES])
    (RELEASE / SUMS).write_text(sums, "utf-8")
    say(f"Version {version} is in {RELEASE.relative_to(ROOT)}:")
    say(sums.rstrip())


def build(folder: Path, version: str, python: str) -> list[Path]:
    """Write package and template into a folder; returns their files."""
    packed = folder / f"standup-{version}.zip"
    package.build(packed, python)
    package.check(packed, python)
    return [packed, template(folder, version)]


def template(folder: Path, version: str) -> Path:
    """Copy the rendered template into a folder; raises Problem if it is that of another version."""
    text = TEMPLATE.read_text("utf-8")
    rendered = json.loads(text)["Outputs"]["Version"]["Value"]
    if rendered != version:
        raise Problem(f"{TEMPLATE.relative_to(ROOT)} is of version {rendered}. Render it anew, and commit it. {HOW}")
    copied = folder / f"standup-{version}-template.json"
    copied.write_text(text, "utf-8")
    return copied


def changes_here() -> list[str]:
    """Name what is not as in the last commit, and what would ship though git does not know it."""
    shipped = _git("ls-files", "--others", "app", "handler.py")
    return [*_git("status", "--porcelain"), *(name for name in shipped if "__pycache__" not in name)]


def notes_of(version: str, changelog: str) -> str:
    """Give the changelog's section of a version; raises Problem if it has none, or if lines wait for a version."""
    sections = dict(re.findall(r"^## \[(.+?)\].*\n((?:(?!## \[).*\n?)*)", changelog, re.MULTILINE))
    if version not in sections:
        raise Problem(f"CHANGELOG.md has no section [{version}]. {HOW}")
    if re.search(r"^- ", sections.get("Unreleased", ""), re.MULTILINE):
        raise Problem(f"CHANGELOG.md has lines under [Unreleased] that are in no version. {HOW}")
    return f"# {version}\n\n{sections[version].strip()}\n"


def checksums(files: list[Path]) -> str:
    """Give the SHA-256 of each file in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def _git(*arguments: str) -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        raise Problem("A release is built in a checkout of git, so that what is in it can be told.")
    done = subprocess.run([git, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem("git did not answer.", done.stderr)
    return done.stdout.splitlines()
