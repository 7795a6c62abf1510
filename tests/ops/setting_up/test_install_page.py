"""The install page, followed by somebody at a terminal of 80 columns who does what it says, step by step."""

import json
import os
import re
import sys
import time
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from ops.deploying import emulator, local_stage
from ops.steps import ROOT
from slack_simulator.visitor import Place
from tests.kit.people import Team, answers

pytestmark = pytest.mark.deployment
pytest.importorskip("pty", reason="needs a pseudo-terminal", exc_type=ImportError)

from tests.ops.terminal import COLUMNS, Terminal  # noqa: E402 - there is none on Windows

PAGE = (ROOT / "docs" / "install.md").read_text("utf-8")
# The embedded AWS asks for wider roles than AWS does; tests/ops/deploying/test_iam.py looks after the roles.
WITHOUT_ROLES = {"AUTH": "false"}


def commands(heading: str) -> list[list[str]]:
    """The commands of one section of the page, as arguments of `manage.py`."""
    section = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    return [line.split() for line in re.findall(r"^python3 manage\.py (.+)$", section, re.MULTILINE)]


def assert_it_ends_as_the_page_says(heading: str, shown: str) -> None:
    """What stands in italics after *Check:* is in what the terminal showed, in its last lines."""
    section = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    (said,) = re.findall(r"\*\*Check:\*\*[^*]*\*([^*]+)\*", section)
    assert any(line.startswith(said) for line in shown.rstrip().splitlines()[-4:]), shown[-500:]


class Newcomer:
    """Somebody who has AWS and Slack, and a folder with the project."""

    def __init__(self, slack, embedded, folder):
        self.slack = slack
        self.place = Place(slack.url)
        self.aws_url = embedded.url
        self.state = folder / "state"
        self.took: dict[str, float] = {}
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SLACK_"))}
        aws = {name: value for name, value in embedded.variables.items() if value}
        self.env = {**mine, **aws, "SLACK_API_URL": f"{slack.url}/api/", "BROWSER": "true", "TERM": "xterm"}

    def types(self, arguments: list[str], said: list[tuple[str, str | Callable[[str], str]]]) -> str:
        """Run a command of the page, answering what it asks; gives what the terminal showed."""
        name, *rest = arguments
        extra = [f"--state={self.state}"] if name == "setup" else []
        started = time.monotonic()
        with Terminal([sys.executable, "-m", "ops", name, *rest, *extra], self.env, ROOT) as terminal:
            for question, answer in said:
                terminal.waits_for(question)
                terminal.types(answer(terminal.shown) if callable(answer) else answer)
            code = terminal.ends()
        self.took[" ".join(arguments)] = time.monotonic() - started
        assert code == 0, terminal.shown
        return terminal.shown

    def creates_the_app(self, shown: str) -> str:
        """Follow the link: Slack sends to the address that stands in its manifest from then on."""
        link = re.findall(r"https://\S+\?new_app=1&manifest_json=(\S+)", shown)[-1]
        self.manifest = json.loads(unquote(link))
        local_stage.deliver(self.slack, self.aws_url, self.manifest["settings"]["interactivity"]["request_url"])
        return ""

    def invites_the_bot(self, _: str) -> str:
        self.place.post("channel", id=CHANNEL, add=["bot"])
        return ""


@pytest.fixture
def newcomer(tmp_path):
    with emulator.running(tmp_path / "aws", WITHOUT_ROLES) as embedded, local_stage.slack(tmp_path / "slack") as slack:
        slack.workspace.delivery.ack_seconds = slack.workspace.triggers.lifetime = 120
        with local_stage.environment(embedded.variables):
            yield Newcomer(slack, embedded, tmp_path)


def test_who_follows_the_page_has_a_standup_that_runs(newcomer):
    newcomer.place.post("channel", id=CHANNEL, remove=["bot"])
    sets_it_up(newcomer)
    looks_whether_all_is_well(newcomer)
    tries_it(newcomer)
    for command, seconds in newcomer.took.items():  # shown by pytest -rP
        print(f"{seconds:6.1f} s  python3 manage.py {command}")  # noqa: T201 - figures for docs/install.md


def sets_it_up(newcomer):
    """In the order of the page; an empty answer is Enter."""
    (command,) = commands("3. ")
    shown = newcomer.types(
        [*command, "--channel", CHANNEL],  # as step 2 has it, for a default standup
        [
            ("Look.*Go on?", ""),
            ("Make these changes?", "y"),
            ("Open it in your browser?", newcomer.creates_the_app),
            ("Bot token .*: ", BOT_TOKEN),
            ("Signing secret: ", SIGNING_SECRET),
            ("'Retry'.*/invite @.*Look again?", newcomer.invites_the_bot),
        ],
    )
    assert shown.count("[Y/n]") + shown.count("[y/N]") == 4, "the fourth is the bot that was not invited yet"
    assert_it_ends_as_the_page_says("3. ", shown)
    assert BOT_TOKEN not in shown
    assert SIGNING_SECRET not in shown
    by_itself = ("http", "  ok      ", "CloudFormation left this out")
    said = [line for line in shown.splitlines() if not line.startswith(by_itself)]
    assert [line for line in said if len(line) > COLUMNS] == []


def looks_whether_all_is_well(newcomer):
    (command,) = commands("4. ")
    assert_it_ends_as_the_page_says("4. ", newcomer.types(command, []))


def tries_it(newcomer):
    asks, reports = commands("5. ")
    newcomer.types(asks, [])
    team = Team(newcomer.place)
    alice, *_ = team.asked
    answers(alice, "Finished the export", "Review", "")
    newcomer.types(reports, [])
    (post,) = team.posts()
    assert (post["username"], "Finished the export" in post["text"]) == (alice.name, True)
