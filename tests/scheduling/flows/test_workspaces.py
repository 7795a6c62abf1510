"""Workspaces do not wait for each other: in one tick, one that is slow or away delays no other."""

from datetime import time, timedelta
from threading import Event

import pytest

from app.domain.scheduling.job import Job, JobKind
from app.errors import SlackUnavailable, StorageUnavailable
from app.flows.scheduling import ticking, workspace
from app.records import replace
from app.slack.client import Slack
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, a_standup

HOUR = timedelta(hours=1)
SEVEN = EIGHT - HOUR  # the default standup sleeps
PATIENCE = 20
HERS, HIS = "U0ANAPRG01", "U0MARCUS02"
SLOW, QUICK = "T0ASLOW", "T0QUICK"


class SlackOfTwo(Slack):
    """Slack for two workspaces: in the slow one, whatever is posted to her meets `trouble` first."""

    def __init__(self, services, trouble):
        super().__init__(services.settings.secrets.bot_token, services.settings.slack_api_url)
        self.trouble = trouble
        self.reached = {HERS: Event(), HIS: Event()}

    def post(self, channel, *arguments, **keywords):
        if channel == HERS:
            self.trouble(self)
        posted = super().post(channel, *arguments, **keywords)
        self.reached[channel].set()
        return posted


@pytest.fixture
def tick(services, clock):
    """Let a tick come in which a person of each workspace is to be asked; gives who was reached, and what was done."""
    clock.moment = SEVEN
    for team_id, person in ((SLOW, HERS), (QUICK, HIS)):
        due = a_standup(team_id=team_id, standup_id="due", channel=CHANNEL, people=(person,), ask_at=time(7))
        services.standups.save(due, person, SEVEN, SEVEN)

    def comes(trouble):
        slack = SlackOfTwo(services, trouble)
        outcome = ticking.tick(replace(services, slack=slack), SEVEN, EIGHT)
        return {person for person, event in slack.reached.items() if event.is_set()}, outcome["done"]

    return comes


def until_the_other_is_done(slack):
    assert slack.reached[HIS].wait(PATIENCE), "the other workspace waits for this one"


def away(_slack):
    raise SlackUnavailable("chat.postMessage", "no_answer")


def test_while_slack_is_slow_in_one_workspace_another_is_served(tick):
    assert tick(until_the_other_is_done)[0] == {HERS, HIS}


def test_while_slack_is_away_in_one_workspace_another_is_served(tick, services):
    reached, done = tick(away)
    assert reached == {HIS}
    assert done == [f"ask {QUICK}.due.20261124"]
    assert [one.standup.team_id for one in services.standups.due(SEVEN)] == [SLOW]  # the next tick tries again


def test_while_one_workspace_has_a_sender_another_is_served(tick, services):
    assert services.sending.leases.take(SLOW, "somebody", "ask", services.clock.now())
    reached, done = tick(lambda _slack: None)
    assert reached == {HIS}
    assert sorted(done) == ["a sender is at work", f"ask {QUICK}.due.20261124"]


@pytest.mark.parametrize("error", [StorageUnavailable("away"), ZeroDivisionError()])
def test_if_one_workspace_fails_another_and_its_jobs_are_worked_on(tick, services, monkeypatch, error):
    services.jobs.keep(Job(QUICK, JobKind.WAKING, "environments", SEVEN))
    take = services.sending.leases.take

    def fails(team_id, *arguments):
        if team_id == SLOW:
            raise error
        return take(team_id, *arguments)

    monkeypatch.setattr(services.sending.leases, "take", fails)
    reached = []
    with pytest.raises(type(error)):
        tick(lambda _slack: reached.append("not reached"))
    assert reached == []
    assert [one.standup.team_id for one in services.standups.due(SEVEN)] == [SLOW]
    assert services.jobs.due(SEVEN) == []


def test_a_look_that_storage_refuses_is_taken_again(tick, services, monkeypatch):
    merge, refusals = workspace.merge, [StorageUnavailable("away")] * 2

    def refused(*arguments):
        if refusals:
            raise refusals.pop()
        return merge(*arguments)

    monkeypatch.setattr(workspace, "merge", refused)
    assert tick(lambda _slack: None) == (set(), [])
    assert tick(lambda _slack: None)[0] == {HERS, HIS}
