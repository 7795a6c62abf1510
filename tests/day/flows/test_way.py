"""The way of a click, and of a submission, from the button to the table and back: how long it is, and what it asks.

Also what one person's whole day asks of DynamoDB and of Slack, request by request, from the questions to the report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from app.flows.report.summary import post_report
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.services import Services
from app.views import ids
from local.stack import Stack
from slack_simulator.visitor import Visitor
from tests.day.flows.way import Way, followed
from tests.kit.builders import EIGHT, TUESDAY
from tests.kit.inside import Inside
from tests.kit.people import Team
from tests.kit.requester import a_click, a_submission, as_form

BLOCKERS = "question2"
READ, WRITTEN = "BatchGetItem", "UpdateItem"
# From the click to the table and back: the files whose functions are given the services, or a part of them.
MOST_FILES = 8


@dataclass
class Follower:
    """One person, whose clicks are followed through the app in this process."""

    team: Team
    stack: Stack
    inside: Inside
    team_id: str

    @property
    def person(self) -> Visitor:
        return self.team[0]

    def presses(self, action_id: str) -> Way:
        """Press a button of the menu, as Slack tells of it."""
        workspace, menu = self.stack.workspace, self.person.messages()[-1]
        elements = [element for block in menu["blocks"] for element in block.get("elements", [])]
        (button,) = (element for element in elements if element.get("action_id") == action_id)
        token = workspace.response_urls.issue(self.person.id, menu["channel"], menu["ts"])
        changes = {
            "trigger_id": workspace.triggers.issue(self.person.id),
            "response_url": f"{workspace.base_url}/response/{token}",
        }
        return self._sends(a_click(self.team_id, self.person.id, action_id, button["value"], **changes))

    def submits(self, blocker: str = "") -> Way:
        """Send the form that is open, with the same answers each time."""
        view = self.person.form()
        answers = dict.fromkeys(("question0", "question1"), "Finished the export")
        written = a_submission(self.team_id, self.person.id, view["private_metadata"], answers | {BLOCKERS: blocker})
        return self._sends(written)

    def _sends(self, payload: dict[str, Any]) -> Way:
        with followed(self.stack) as way:
            answer = self.inside.send(as_form(payload))
        assert (answer.status_code, answer.text) == (200, "")
        return way


@pytest.fixture
def follower(asked_team, services, clock, stack) -> Follower:
    clock.moment = asked_team.now
    team_id = services.slack.identity().team_id
    return Follower(asked_team, stack, Inside(services), team_id)


def assert_is_short(way: Way) -> None:
    """Few files, and no run comes back to more than one of them: to the flow, with what it has read."""
    assert len(way.files) <= MOST_FILES, way.runs
    assert way.returns <= 1, way.runs


def test_open_report_reads_once_and_opens_the_form(follower):
    way = follower.presses(ids.OPEN_DIALOG)
    assert follower.person.form()
    assert (way.dynamodb, way.slack) == ([READ], ["views.open"])
    assert_is_short(way)


def test_skip_today_reads_once_writes_once_and_shows_it(follower):
    way = follower.presses(ids.SKIP_TODAY)
    assert "You are skipping" in follower.person.reads()
    assert (way.dynamodb, way.slack) == ([READ, WRITTEN], ["response_url"])
    assert_is_short(way)


def test_a_submission_passes_few_files_and_each_run_comes_back_to_one_alone(follower):
    """It is checked; then read, written and shown as a run of its own."""
    follower.presses(ids.OPEN_DIALOG)
    follower.submits()
    way = follower.submits()
    assert "Finished the export" in follower.person.reads()
    assert way.slack == ["response_url"]
    assert_is_short(way)


@pytest.mark.parametrize("blocker", ["", "The auditors"])
def test_a_submission_is_read_checked_and_written_with_the_next_ones_beginning(follower, blocker):
    """The day is read again once it is written: where it was out by then, this run brings the answers there.

    What is checked is not read twice, and the blocker goes with the next one's beginning.
    """
    follower.presses(ids.OPEN_DIALOG)
    first, other = follower.submits(blocker), follower.submits("Something else")
    assert first.dynamodb == other.dynamodb == [READ, WRITTEN, WRITTEN, READ]
    assert len(first.files) <= MOST_FILES, first.runs


# Ten, whatever they answer: a menu's claim and mark, a profile, three reads, two writes, a post's claim and mark.
A_DAY = {
    "asked": ["PutItem reports", "UpdateItem members", "UpdateItem reports"],
    "opens the form": ["BatchGetItem"],
    "sends it": ["BatchGetItem", "UpdateItem reports", "UpdateItem members", "BatchGetItem"],
    "posted": ["UpdateItem reports", "UpdateItem reports"],
}
CALLS = {
    "asked": ["chat.postMessage", "users.info"],
    "opens the form": ["views.open"],
    "sends it": ["response_url"],
    "posted": ["chat.postMessage", "chat.update"],
}


@dataclass
class Day(Follower):
    """One person's day among others', each step with what it asks about this person alone."""

    services: Services

    def lives(self, day: date, blocker: str) -> dict[str, tuple[list[str], list[str]]]:
        services = self.services
        standup, deadline = services.standups.get(self.team_id, "daily"), services.clock.now() + timedelta(minutes=14)
        steps = {
            "asked": lambda: ask_everyone(services, standup, day, deadline),
            "opens the form": lambda: self.presses(ids.OPEN_DIALOG),
            "sends it": lambda: self.submits(blocker),
            "posted": lambda: post_report(services, standup, day, services.clock.now() + timedelta(minutes=14)),
        }
        return {name: self.asked_by(step) for name, step in steps.items()}

    def asked_by(self, step: Callable[[], Any]) -> tuple[list[str], list[str]]:
        calls = len(self.stack.workspace.calls)
        with followed(self.stack) as outer:
            way = step()
        way = way if isinstance(way, Way) else outer
        made = [call for call in self.stack.workspace.calls[calls:] if call["ok"]]
        named = [each["method"] for each in made if self.is_about_them(each["method"], each["args"])]
        requests = [line(*each) for each in way.requests if people(each[1]) == {self.person.id}]
        return requests, sorted(named + [kind for kind in way.slack if kind == "response_url"])

    def is_about_them(self, method: str, arguments: dict[str, Any]) -> bool:
        menu = self.person.messages()[-1]
        known = {arguments.get("user"), arguments.get("channel")} & {self.person.id, menu["channel"]}
        return bool(known) or method == "views.open" or arguments.get("username") == self.person.name


def in_any_order(step: str, asked: list[str]) -> list[str]:
    """Sort what asking costs: an unknown profile is read before the menu, an old one afterwards."""
    return sorted(asked) if step == "asked" else asked


def line(operation: str, request: dict[str, Any]) -> str:
    return f"{operation} {str(request.get('TableName', '')).rpartition('-')[2]}".strip()


def people(request: dict[str, Any]) -> set[str]:
    keys = [request.get("Key") or request.get("Item") or {}]
    for each in request.get("RequestItems", {}).values():
        keys += each["Keys"] if isinstance(each, dict) else []
    ranges = [key[name]["S"] for key in keys for name in ("report_user_id", "user_id") if name in key]
    return {text.rpartition("_")[2].rpartition(".")[2] for text in ranges if "U0" in text}


@pytest.fixture
def followed_day(team, services, clock, stack) -> Day:
    clock.moment = EIGHT
    return Day(team, stack, Inside(services), services.slack.identity().team_id, services)


@pytest.mark.parametrize("blocker", ["", "The auditors"])
def test_a_persons_day_asks_ten_times_of_dynamodb_and_six_times_of_slack(followed_day, clock, blocker):
    """The first day and the next one are alike: a profile is read once a day. Earlier blockers cost one read more."""
    with_earlier = {"opens the form": ["BatchGetItem"] * 2} if blocker else {}
    for day, more in ((TUESDAY, {}), (TUESDAY + timedelta(days=1), with_earlier)):
        lived = followed_day.lives(day, blocker)
        assert {name: in_any_order(name, asked) for name, (asked, _) in lived.items()} == A_DAY | more
        assert {name: called for name, (_, called) in lived.items()} == CALLS
        clock.moment = EIGHT + timedelta(days=1)
