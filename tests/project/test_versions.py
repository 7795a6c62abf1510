"""One version: pyproject.toml's, in what is deployed, in the changelog, and in what builds a release."""

import json
import re
import tomllib

import pytest
import yaml

import manage
from app import __version__
from tests import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
SECTIONS = re.findall(
    r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"(?:actions/[a-z-]+@v\d+|pypa/gh-action-pypi-publish@release/v1|\S+@[0-9a-f]{40}|\./\S+)")


class AnyTag(yaml.SafeLoader):
    """Reads CloudFormation's short forms, too."""


AnyTag.add_multi_constructor("!", lambda *_: None)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_what_is_deployed_says_the_version_of_the_project():
    assert __version__ == VERSION
    stack = yaml.load((ROOT / "serverless.yml").read_text("utf-8"), AnyTag)  # noqa: S506 a safe loader
    (outputs,) = [part["Outputs"] for part in stack["resources"] if "Outputs" in part]
    assert outputs["Version"]["Value"] == VERSION
    template = json.loads((ROOT / "stack" / "template.json").read_text("utf-8"))
    assert template["Outputs"]["Version"]["Value"] == VERSION


def test_the_version_has_its_section_in_the_changelog():
    """One that is under way has [Unreleased], and comes after the last one that was released."""
    released = [name for name, _ in SECTIONS if name != "Unreleased"]
    if VERSION.endswith(".dev0"):
        assert numbers(VERSION.removesuffix(".dev0")) > numbers(released[0])
    else:
        assert released[0] == VERSION


def test_the_changelog_goes_from_the_newest_version_to_the_oldest():
    assert SECTIONS[0] == ("Unreleased", "")
    names, days = zip(*SECTIONS[1:], strict=True)
    assert list(names) == sorted(set(names), key=numbers, reverse=True)
    assert list(days) == sorted(days, reverse=True)
    assert all(days)


@pytest.mark.parametrize("path", WORKFLOWS, ids=[path.stem for path in WORKFLOWS])
def test_a_workflow_may_do_what_its_jobs_say_and_nothing_else(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "permissions" in job
        uses = [step["uses"] for step in (*job.get("steps", []), job) if "uses" in step]
        assert [action for action in uses if not PINNED.fullmatch(action)] == []
        kept = [
            step["with"]["persist-credentials"] for step in job.get("steps", []) if "checkout" in step.get("uses", "")
        ]
        assert not any(kept)


def test_every_change_is_checked_as_on_any_machine_before_it_is_released():
    ci, release = (
        yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8")) for name in ("ci.yml", "release.yml")
    )
    assert [step["run"] for step in ci["jobs"]["run"]["steps"] if "run" in step] == [".ci/run"]
    assert release["jobs"]["ci"]["uses"] == "./.github/workflows/ci.yml"
    needed = {name: job.get("needs") for name, job in release["jobs"].items()}
    assert needed == {"ci": None, "build": "ci", "publish": "build"}


@pytest.mark.parametrize("name", [".pre-commit-config.yaml", *(f".github/workflows/{path.name}" for path in WORKFLOWS)])
def test_the_commands_that_run_by_themselves_exist(name):
    for command in re.findall(r"manage\.py ([a-z]+)", (ROOT / name).read_text("utf-8")):
        assert command in manage.COMMANDS
