"""An owner is told what is wrong, once, and can have the report posted when it is mended."""

import json

import pytest

from app.views import ids
from tests.kit.people import CHANNEL, answers, labels
from tests.kit.requester import Requester, a_click, as_form

ARCHIVED = "could not be posted to #team: the channel is archived"


@pytest.fixture
def ana(team):
    """Who created the channel."""
    return next(person for person in team if person.id == "U0ANAPRG01")


@pytest.fixture
def bo(team, ana):
    return next(person for person in team if person is not ana)


def archive(team, *, archived=True):
    """Let Slack refuse the channel as it does when it is archived; the event that tells of it has not come (yet)."""
    team.no_faults()
    if archived:
        team.fault("chat.postMessage", "error", error="is_archived", times=None, where={"channel": CHANNEL})


def told(person):
    """The messages that tell the person of trouble: not the menu that says that the report is out."""
    about = [one for one in person.messages() if one["text"].startswith("*Daily standup* of")]
    return [one for one in about if "without you" not in one["text"]]


@pytest.fixture
def reported(team, ana, bo):
    """Ana and another person have answered, and wait for the report."""
    team.are_asked()
    answers(ana, "Export")
    answers(bo, "Import")
    team.settles()


def presses_post_now(team, stack, person, **changes):
    occurrence = team.occurrence()["report_id"]
    click = a_click(occurrence.split(".")[0], person.id, ids.POST_NOW, occurrence) | changes
    answer = Requester(stack.url, team.now).send(as_form(click))
    team.settles()
    return answer


@pytest.mark.usefixtures("reported")
def test_the_owner_is_told_once_that_the_channel_is_archived(team, ana, bo):
    before = len(ana.messages())
    archive(team)
    assert team.get_the_report()["status"] == "failed"
    assert ARCHIVED in ana.reads()
    assert "All 2 answers are kept. Unarchive the channel, then press Post now." in ana.reads()
    assert labels(ana) == ["Post now"]
    assert team.get_the_report()["status"] == "failed"
    team.place.post("schedule", type="send_report")
    team.place.post("schedule", type="send_report")
    team.settles()
    assert len(ana.messages()) == before + 1
    assert len(bo.messages()) == 1


@pytest.mark.usefixtures("reported")
def test_post_now_posts_the_report_once_and_says_so(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    ana.clicks("Post now")
    team.settles()
    assert len(team.posts()) == 2
    assert "was posted to #team." in ana.reads()
    assert "See it there" in ana.reads()
    assert labels(ana) == []
    assert team.get_the_report()["result"]["outcome"] == "already reported"
    assert len(team.posts()) == 2
    assert len(told(ana)) == 1
    assert team.failures() == []


@pytest.mark.usefixtures("reported")
def test_a_retry_that_posts_the_report_says_so_in_the_owners_message(team, ana):
    archive(team)
    assert team.get_the_report()["status"] == "failed"
    team.no_faults()
    assert team.get_the_report()["status"] == "succeeded"
    assert ("was posted to #team." in ana.reads(), labels(ana)) == (True, [])
    assert len(told(ana)) == 1


@pytest.mark.usefixtures("reported")
def test_post_now_pressed_twice_and_each_time_done_twice_posts_once(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    team.fault("delivery", "twice", times=2)
    ana.clicks("Post now")
    ana.clicks("Post now")
    team.settles()
    assert len(team.posts()) == 2
    assert "was posted to #team." in ana.reads()


@pytest.mark.usefixtures("reported")
def test_post_now_while_it_is_still_wrong_says_what_is(team, ana):
    archive(team)
    team.get_the_report()
    ana.clicks("Post now")
    team.settles()
    assert ARCHIVED in ana.reads()
    archive(team, archived=False)
    bot = ana.state()["app"]["bot_user_id"]
    team.place.post("policies", leaving="")
    team.place.post("channel", id=CHANNEL, remove=[bot])
    ana.clicks("Post now")
    team.settles()
    assert "the bot is not in the channel. All 2 answers are kept. Write `/invite @standup` in" in ana.reads()
    assert (labels(ana), len(told(ana)), team.failures()) == (["Post now"], 1, [])
    team.place.post("channel", id=CHANNEL, add=[bot])
    ana.clicks("Post now")
    team.settles()
    assert ["was posted to" in one["text"] for one in told(ana)] == [True]
    assert len(team.posts()) == 2


@pytest.mark.usefixtures("reported")
def test_post_now_goes_on_where_a_call_was_lost(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    team.fault("chat.postMessage", "status", status=503, times=1, after=1)
    ana.clicks("Post now")
    team.settles()
    assert len(team.posts()) == 2
    assert "was posted to #team." in ana.reads()
    assert team.failures() == []


@pytest.mark.usefixtures("reported")
def test_post_now_is_done_though_the_message_cannot_be_changed_at_first(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    team.fault("chat.update", "status", status=503, times=3)
    ana.clicks("Post now")
    team.settles()
    assert len(team.posts()) == 2
    assert "was posted to #team." in ana.reads()


@pytest.mark.usefixtures("reported")
def test_post_now_is_done_on_the_spot_if_it_cannot_be_handed_over(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    team.fault("invoke", "status", status=500, times=None)
    ana.clicks("Post now")
    team.settles()
    assert len(team.posts()) == 2
    assert "was posted to #team." in ana.reads()


@pytest.mark.usefixtures("reported")
def test_a_strangers_forged_click_changes_nothing(team, stack, ana, bo):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    before = team.rows()
    assert presses_post_now(team, stack, bo).status_code == 200
    occurrence = team.occurrence()["report_id"]
    forged = f"T0OTHER.{occurrence.partition('.')[2]}"
    other = [{"action_id": ids.POST_NOW, "block_id": "b", "type": "button", "value": forged}]
    presses_post_now(team, stack, ana, actions=other)
    assert (team.channel(), team.rows()) == ([], before)
    assert team.failures() == []


@pytest.mark.usefixtures("reported")
def test_without_the_bot_in_the_channel_the_owner_reads_how_to_invite_it(team, ana):
    bot = ana.state()["app"]["bot_user_id"]
    team.place.post("policies", leaving="")
    team.place.post("channel", id=CHANNEL, remove=[bot])
    team.get_the_report()
    assert "the bot is not in the channel" in ana.reads()


@pytest.mark.usefixtures("reported")
def test_a_missing_scope_is_told_by_its_name(team, ana):
    team.fault("chat.postMessage", "error", error="missing_scope", times=1)
    assert team.get_the_report()["status"] == "failed"
    assert "the app lacks a permission (`missing_scope`)" in ana.reads()


@pytest.mark.usefixtures("reported")
def test_an_owner_whose_message_was_lost_on_its_way_back_gets_no_second_one(team, ana):
    archive(team)
    team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    team.place.post("schedule", type="send_report")
    team.settles()
    assert len(told(ana)) == 1


@pytest.mark.usefixtures("reported")
def test_an_owner_whose_message_was_refused_gets_it_with_the_next_attempt(team, ana):
    archive(team)
    team.fault("chat.postMessage", "error", error="restricted_action", times=1, where={"channel": ana.id})
    team.get_the_report()
    assert told(ana) == []
    team.get_the_report()
    assert len(told(ana)) == 1


@pytest.mark.usefixtures("reported")
def test_without_an_active_creator_nobody_is_told_and_the_event_fails_as_before(team, ana):
    team.place.post("people", id=ana.id, set={"deleted": True})
    archive(team)
    before = len(team.calls("users.info"))
    assert team.get_the_report()["status"] == "failed"
    assert len(team.calls("users.info")) == before + 1
    assert len(team.calls("conversations.info")) == 1
    team.place.post("people", id=ana.id, set={"deleted": False})
    assert told(ana) == []


def test_nobody_can_be_asked_without_seeing_who_is_in_the_channel(team, ana):
    team.fault("conversations.members", "error", error="missing_scope", times=None)
    team.place.post("schedule", type="send_questions")
    team.settles()
    assert "could not be asked in #team: the app lacks a permission (`missing_scope`)" in ana.reads()
    assert (len(ana.messages()), labels(ana)) == (1, [])


def test_three_people_who_cannot_be_messaged_are_told_to_the_owner_once(team, ana):
    others = [person for person in team if person is not ana][:3]
    for person in others:
        team.place.post("people", id=person.id, set={"cannot_be_messaged": True})
    assert team.are_asked()["status"] == "succeeded"
    team.are_asked()
    (notice,) = told(ana)
    assert "3 of 11 people could not be messaged: " in notice["text"]
    assert all(person.name in notice["text"] for person in others)
    assert team.get_the_report()["status"] == "succeeded"
    assert told(ana) == [notice]


def test_one_person_who_cannot_be_messaged_is_not_worth_a_message(team, ana, bo):
    team.place.post("people", id=bo.id, set={"cannot_be_messaged": True})
    team.are_asked()
    assert len(ana.messages()) == 1


def test_a_day_without_trouble_asks_slack_nothing_about_the_channel(team):
    team.are_asked()
    team.get_the_report()
    assert team.calls("conversations.info") == []
    assert "owners_told" not in json.dumps(team.rows())


def denies(team, code, times):
    """Let Slack say that the bot is not in the channel, where it is: it was let in a moment ago."""
    team.fault("chat.postMessage", "error", error=code, times=times, where={"channel": CHANNEL})


def rests(team):
    return any('"is_paused": true' in str(row.get("config")) for row in team.rows("standup-standups"))


@pytest.mark.usefixtures("reported")
def test_who_has_let_the_bot_in_again_a_moment_ago_gets_the_report_and_hears_of_no_trouble(team, ana):
    denies(team, "not_in_channel", times=1)
    assert team.get_the_report()["status"] == "succeeded"
    assert (len(team.posts()), told(ana)) == (2, [])


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found"])
def test_nobody_is_told_that_it_is_paused_while_the_bot_is_in_the_channel(team, ana, code):
    denies(team, code, times=2)
    assert team.get_the_report()["status"] == "failed"
    (said,) = told(ana)
    assert f"Slack says that I'm not in the channel, though I am (`{code}`)" in said["text"]
    assert "paused" not in ana.reads()
    assert not rests(team)
    assert team.get_the_report()["status"] == "succeeded"
    assert ("was posted to #team." in ana.reads(), len(told(ana)), len(team.posts())) == (True, 1, 2)


@pytest.mark.usefixtures("reported")
def test_a_standup_that_is_said_to_be_paused_is_also_when_post_now_has_found_it_out(team, ana):
    archive(team)
    team.get_the_report()
    archive(team, archived=False)
    team.place.post("policies", leaving="")
    team.place.post("channel", id=CHANNEL, remove=[ana.state()["app"]["bot_user_id"]])
    ana.clicks("Post now")
    team.settles()
    assert "Until I'm there again, the standup is paused." in ana.reads()
    assert rests(team)
