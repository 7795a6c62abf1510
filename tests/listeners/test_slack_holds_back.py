"""While Slack holds us back, whoever waits for an answer gets one in time: what they came for, or why not now."""

from time import perf_counter

import pytest

from app.views import ids
from slack_simulator.ids import TEAM_ID
from tests.kit.at_home import AtHome
from tests.kit.requester import Requester, a_click, a_command, as_form

# Slack's documentation names half a minute, and waits for three seconds itself.
HELD_BACK, IN_TIME = 30, 3.0
SOON = "Slack lets me do no more just now. Please try again in a minute."


def waits(action):
    """How many seconds somebody waits for an answer."""
    began = perf_counter()
    answer = action()
    assert answer.status_code == 200, answer.text
    return perf_counter() - began, answer


def clicks(team, stack, action_id, value=""):
    """Ana presses a button, with a trigger that opens modals."""
    trigger = stack.workspace.triggers.issue(team[0].id)
    body = as_form(a_click(TEAM_ID, team[0].id, action_id, value, trigger_id=trigger))
    return waits(lambda: Requester(stack.url, team.now).send(body))


def test_who_is_new_here_is_told_in_time_that_slack_is_busy(team, stack):
    """Nothing is known of Ana yet, so what her button opens cannot be made without asking Slack."""
    team.fault("users.info", "ratelimited", seconds=HELD_BACK, times=None)
    seconds, _ = clicks(team, stack, ids.PREFERENCES)
    assert seconds < IN_TIME
    assert team[0].form()["blocks"][0]["text"]["text"] == SOON
    assert team.failures() == []


def test_who_is_known_gets_what_they_came_for_though_it_is_a_day_since_slack_described_them(team, stack):
    AtHome(team, team[0]).opens()
    team.time_passes(hours=23)
    team.fault("users.info", "ratelimited", seconds=HELD_BACK, times=None)
    seconds, _ = clicks(team, stack, ids.PREFERENCES)
    assert seconds < IN_TIME
    assert team[0].form()["callback_id"] == ids.PREFERENCES_FORM


def test_what_is_typed_is_answered_in_time(team, stack):
    team.fault("users.info", "ratelimited", seconds=HELD_BACK, times=None)
    trigger = stack.workspace.triggers.issue(team[0].id)
    seconds, answer = waits(
        lambda: Requester(stack.url, team.now).send(a_command(TEAM_ID, team[0].id, "edit", trigger_id=trigger))
    )
    assert seconds < IN_TIME
    assert answer.json()["text"] == SOON


def test_what_has_to_be_done_on_the_spot_waits_for_nobody_either(team, stack):
    """Lambda takes no lazy run just now, so the person waits for all of it."""
    team.fault("invoke", "status", status=500, times=None)
    team.fault("users.info", "ratelimited", seconds=HELD_BACK, times=None)
    seconds, _ = clicks(team, stack, ids.COME_BACK)
    assert seconds < IN_TIME


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
def test_no_route_to_editing_waits_for_slack(team, stack, method):
    AtHome(team, team[0]).opens()
    team.time_passes(minutes=10)
    team.fault(method, "ratelimited", seconds=HELD_BACK, times=None)
    seconds, _ = clicks(team, stack, ids.EDIT_STANDUP, "daily")
    assert seconds < IN_TIME
