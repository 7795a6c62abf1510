"""`release`: what it refuses, and that the same commit gives the same bytes."""

import hashlib
import os
import re
import shutil
import subprocess
import sys

import pytest

from app import __version__
from ops import release
from ops.packaging import interpreter
from ops.steps import ROOT, Problem

CHANGELOG = """# Changelog

## [Unreleased]
{waiting}
## [1.1.0] - 2026-12-02

A sentence.

### Added

- This.
  And that.

## [1.0.0] - 2026-12-01

- The first.
"""


def test_the_notes_are_the_versions_section():
    assert (
        release.notes_of("1.1.0", CHANGELOG.format(waiting=""))
        == "# 1.1.0\n\nA sentence.\n\n### Added\n\n- This.\n  And that.\n"
    )
    assert release.notes_of("1.0.0", CHANGELOG.format(waiting="\n### Added\n")) == "# 1.0.0\n\n- The first.\n"


@pytest.mark.parametrize(
    ("version", "waiting", "sentence"),
    [
        ("1.2.0", "", r"CHANGELOG.md has no section \[1.2.0\]"),
        ("1.1.0.dev0", "", r"CHANGELOG.md has no section \[1.1.0.dev0\]"),
        ("1.1.0", "\n- One more.\n", r"CHANGELOG.md has lines under \[Unreleased\]"),
    ],
)
def test_a_version_without_its_section_is_refused(version, waiting, sentence):
    with pytest.raises(Problem, match=sentence):
        release.notes_of(version, CHANGELOG.format(waiting=waiting))


def test_sums_are_those_that_sha256sum_checks(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    assert release.checksums([tmp_path / "a.txt"]) == f"{hashlib.sha256(b'a').hexdigest()}  a.txt\n"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory, processes):
    """A clone of this folder as it is, whose version is 9.9.9, committed."""
    if not (ROOT / ".git").exists() or interpreter.find() is None:
        pytest.skip("needs git's folder and Lambda's Python")
    place = tmp_path_factory.mktemp("checkout") / "project"
    git("clone", "--quiet", "--shared", ROOT, place)
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z", at=ROOT).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / name)
    for name in ("pyproject.toml", "app/__init__.py", "serverless.yml", "stack/template.json"):
        text = (place / name).read_text("utf-8")
        assert __version__ in text
        (place / name).write_text(text.replace(__version__, "9.9.9", 1), "utf-8")
    log = place / "CHANGELOG.md"
    log.write_text(
        log.read_text("utf-8").replace("## [Unreleased]", "## [Unreleased]\n\n## [9.9.9] - 2026-12-01"), "utf-8"
    )
    commit(place)
    return place


def git(*arguments, at=ROOT):
    command = ["git", *map(str, arguments)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=True)  # noqa: S603


def commit(place):
    git("add", "--all", at=place)
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "-m", "x", at=place)


def released(place, *arguments):
    command = [sys.executable, "-m", "ops", "release", *arguments]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_same_commit_gives_the_same_bytes(checkout):
    builds = []
    for _ in range(2):
        done = released(checkout, "--tag", "v9.9.9")
        assert done.returncode == 0, done.stdout + done.stderr
        builds.append({path.name: path.read_bytes() for path in (checkout / "build" / "release").iterdir()})
    assert builds[0] == builds[1]
    assert set(builds[0]) == {"standup-9.9.9.zip", "standup-9.9.9-template.json", "SHA256SUMS", "notes.md"}
    for digest, name in re.findall(r"^(\w+)  (.+)$", builds[0]["SHA256SUMS"].decode(), re.MULTILINE):
        assert hashlib.sha256(builds[0][name]).hexdigest() == digest


def test_a_template_of_another_version_is_refused(tmp_path, monkeypatch):
    kept = tmp_path / "template.json"
    monkeypatch.setattr(release, "TEMPLATE", kept)
    monkeypatch.setattr(release, "ROOT", tmp_path)
    kept.write_text('{"Outputs": {"Version": {"Value": "1.1.0"}}}')
    copied = release.template(tmp_path, "1.1.0")
    assert (copied.name, copied.read_bytes()) == ("standup-1.1.0-template.json", kept.read_bytes())
    with pytest.raises(Problem, match=r"template\.json is of version 1\.1\.0"):
        release.template(tmp_path, "1.2.0")


def test_what_no_commit_has_is_in_no_release(checkout):
    stray = checkout / "app" / "stray.jsonl"  # git is told to pass over such files, and the package would hold it
    for change in (checkout / "README.md", stray):
        before = change.read_bytes() if change.exists() else None
        change.write_text("changed", "utf-8")
        done = released(checkout)
        assert (done.returncode, "There are changes that no commit has." in done.stderr) == (1, True)
        assert change.name in done.stderr
        change.write_bytes(before) if before else change.unlink()


def test_a_tag_that_names_another_version_is_refused(checkout):
    done = released(checkout, "--tag", "v9.9.8")
    assert (done.returncode, "The tag is v9.9.8, and pyproject.toml has version 9.9.9." in done.stderr) == (1, True)
