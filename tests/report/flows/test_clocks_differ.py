"""Our clock and Slack's are not the same: what was sent is found again though ours is some seconds ahead."""

from datetime import timedelta

from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from tests.kit.people import CHANNEL


def test_a_menu_that_slack_dates_before_we_claimed_it_is_not_sent_twice(team, services):
    ahead = team.now + timedelta(seconds=40)
    mark = Mark(ids.MENU, "T0.daily.20261124", team[0].id)
    channel, ts = services.slack.post(team[0].id, Message("Your menu"), mark)
    assert services.slack.find(channel, mark, ahead) == ts


def test_so_it_is_in_a_thread(team, services):
    ahead = team.now + timedelta(seconds=40)
    mark = Mark(ids.POST, "T0.daily.20261124", team[0].id)
    _, summary_header = services.slack.post(CHANNEL, Message("The report"), Mark(ids.HEADER, "r"))
    _, ts = services.slack.post(CHANNEL, Message("Mine"), mark, thread_ts=summary_header)
    assert services.slack.find(CHANNEL, mark, ahead, summary_header) == ts


def test_whoever_got_their_questions_before_we_asked_by_slacks_clock_gets_them_once(team):
    """The reply to one menu is lost, so it is looked for: Slack says that it was sent 40 seconds before we began."""
    team.place.post("policies", clock_behind=40)
    team.fault("chat.postMessage", "lost_reply", times=1, after=2)
    team.are_asked()
    team.are_asked()
    assert len(team.asked) == 11
    assert {len(person.messages()) for person in team.asked} == {1}
