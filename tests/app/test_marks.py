"""By its mark a message of ours is found again, whatever Slack leaves out of it."""

from app.slack.client import Mark

HEADER = Mark("standup_heading", "T0.daily.20261124")
BEFORE = {
    "event_type": "standup_heading",
    "event_payload": {"report_id": "T0.daily.20261124", "user_id": "", "part": 0},
}


def test_nothing_is_written_that_may_not_come_back():
    assert HEADER.metadata()["event_payload"] == {"report_id": "T0.daily.20261124"}


def test_what_an_earlier_version_has_posted_is_found_however_slack_gives_it_back():
    assert HEADER.is_on({"metadata": BEFORE})
    assert HEADER.is_on({"metadata": HEADER.metadata()})
    assert not HEADER.is_on({})
    assert not Mark("standup_post", HEADER.report_id).is_on({"metadata": BEFORE})
    assert not Mark("standup_heading", HEADER.report_id, part=1).is_on({"metadata": BEFORE})
