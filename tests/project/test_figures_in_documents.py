"""Figures that have one source: each page that gives one gives that."""

import re
from collections.abc import Callable

import pytest
import yaml

from app.settings import Settings
from app.telemetry import metrics
from ops.packaging import package
from tests import ROOT
from tests.project.test_versions import AnyTag

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXT = "\n".join(re.sub(r"\s+", " ", page.read_text("utf-8")) for page in PAGES if page.name != "CHANGELOG.md")
NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
WORDS = {word: number for number, word in enumerate(NUMBERS.split(), 1)}


def stack() -> dict:
    return yaml.load((ROOT / "serverless.yml").read_text("utf-8"), AnyTag)  # noqa: S506 a safe loader


def resources(name: str) -> list[dict]:
    return list(yaml.load((ROOT / "stack" / name).read_text("utf-8"), AnyTag)["Resources"].values())  # noqa: S506 the same


def alarms() -> int:
    return sum(each["Type"] == "AWS::CloudWatch::Alarm" for each in resources("alarms.yml"))


def counted() -> int:
    return len([name for name in vars(metrics) if name.isupper() and name != "NAMESPACE"])


def queue_days() -> int:
    (queue,) = [each for each in resources("queue.yml") if each["Type"] == "AWS::SQS::Queue"]
    return queue["Properties"]["MessageRetentionPeriod"] // 86400


# What stands on the pages, with the figure in brackets; where it comes from; on how many places at least.
FIGURES: list[tuple[str, Callable[[], int], int]] = [
    (r"(\w+) alarms (?:with a topic|are in one stage|\|)", alarms, 3),
    (r"(\w+) alarms, a dashboard", alarms, 2),
    (r"(\w+) metrics(?: and the tick|, 3 hours)", counted, 3),
    (r"failure queue(?:\]\S+)? ?(?:, |keeps it |\()?(?:for )?(\d+) days", queue_days, 3),
    (r"`standup-prod-failures` for (\d+) days", queue_days, 1),
    (
        r"[Ll]ogs (?:hold facts and ids of people, standups and messages |that are kept )for (\d+) days",
        lambda: stack()["provider"]["logRetentionInDays"],
        2,
    ),
    (r"at (\d+) MB with Slack", lambda: stack()["provider"]["memorySize"], 1),
    (r"(?:fit into|in S3,) (\d+) MB", lambda: package.LARGEST // 1_000_000, 2),
    (
        r"`REQUESTS_PER_SECOND` \((\d+)\)",
        lambda: int(re.search(r"'(\d+)'", stack()["custom"]["requestsPerSecond"]).group(1)),
        1,
    ),
    (r"(?:[Rr]ows (?:of|are kept for)|end after) (\d+) days", lambda: Settings.from_env({}).days_kept, 3),
]


@pytest.mark.parametrize(("pattern", "source", "places"), FIGURES, ids=[pattern for pattern, *_ in FIGURES])
def test_a_figure_on_a_page_is_that_of_its_source(pattern, source, places):
    found = re.findall(pattern, TEXT)
    assert len(found) >= places, found
    assert {int(WORDS.get(word.lower(), word)) for word in found} == {source()}


NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.*-]*)`")
# Of these folders each file is git's; what the commands write is elsewhere.
OURS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"build"} | {
    ".ci",
    ".github",
}


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda page: page.name)
def test_a_path_on_a_page_is_there(page):
    named = {path for path in NAMED.findall(page.read_text("utf-8")) if path.split("/")[0] in OURS}
    assert {
        path for path in named if not re.search("TOPIC|/xx/", path) and not any(ROOT.glob(path.rstrip("/")))
    } == set()
