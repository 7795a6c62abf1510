"""How a report looks: a post each in the channel or in the heading's thread, decided when it begins."""

import pytest

from app.domain.standup import Layout
from tests.flows.reporting_day import Day


@pytest.fixture
def day(services, team):
    def begin(**changes):
        return Day(services, team, changes)

    return begin


def in_thread(today):
    heading = today.occurrence.heading_ts
    return {post["username"] for post in today.team.posts() if post.get("thread_ts") == heading}


def test_a_small_team_has_a_post_each_in_the_channel(day):
    today = day()
    for one in today.people[:2]:
        today.answers(one, "Export")
    today.report()
    assert len(today.team.posts()) == 2
    assert in_thread(today) == set()
    assert today.occurrence.shown_as is Layout.POSTS


def test_in_the_thread_layout_answers_are_replies_to_the_heading_under_their_own_names(day):
    today = day(layout=Layout.THREAD)
    for one in today.people[:3]:
        today.answers(one, "Export")
    today.report()
    assert in_thread(today) == {one.name for one in today.people[:3]}
    assert "added at" not in str(today.team.posts())
    assert today.report()["outcome"] == "already reported"
    assert today.notifications() == 4


def test_a_reply_whose_answer_was_lost_is_found_in_the_thread_and_not_posted_again(day):
    today = day(layout=Layout.THREAD)
    today.answers(today.people[0], "Export")
    today.team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    today.report()
    assert [post["username"] for post in today.team.posts()] == [today.people[0].name]


def test_what_was_decided_when_the_report_began_holds_for_the_rest_of_it(day):
    """The first run stops after the heading; the standup's layout is changed before the second one."""
    today = day(layout=Layout.THREAD)
    today.answers(today.people[0], "Export")
    today.team.fault("chat.postMessage", "status", status=503, times=None, after=1)
    with pytest.raises(Exception, match="no_answer"):
        today.report()
    today.team.no_faults()
    today.standup = Day(today.services, today.team, {"layout": Layout.POSTS}).standup
    today.report()
    assert in_thread(today) == {today.people[0].name}
