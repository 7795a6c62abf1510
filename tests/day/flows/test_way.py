"""The way of a click, and of a submission, from the button to the table and back: how long it is, and what it asks."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.views import ids
from local.stack import Stack
from slack_simulator.visitor import Visitor
from tests.day.flows.way import Way, followed
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


def test_a_submission_is_read_checked_and_written_with_the_next_ones_beginning(follower):
    """The day is read again once it is written: where it was out by then, this run brings the answers there."""
    follower.presses(ids.OPEN_DIALOG)
    first, again = follower.submits(), follower.submits()
    assert first.dynamodb == [READ, READ, WRITTEN, WRITTEN, WRITTEN, READ]  # the third: they have answered once
    assert again.dynamodb == [READ, READ, WRITTEN, WRITTEN, READ]


def test_a_blocker_costs_one_write_more(follower):
    follower.presses(ids.OPEN_DIALOG)
    follower.submits()
    way = follower.submits(blocker="The auditors")
    assert way.dynamodb == [READ, READ, WRITTEN, WRITTEN, READ, WRITTEN]
    assert len(way.files) <= MOST_FILES, way.runs
