"""A picture of moods and numbers: in the report's thread, once, only where the standup wants it, and never needed."""

import pytest

from app.domain.day.kinds import Mood
from app.domain.standup import AnswerKind, Question, with_values
from app.flows.requester import member_of
from app.flows.setup.configuring import save_standup
from slack_simulator.ids import TEAM_ID
from tests.kit.forms import sends

MOODS = tuple(Mood)
MOOD = Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD)


@pytest.fixture
def standup(team, services):
    """The default standup asks for moods and wants a picture of them."""
    ana = member_of(services, TEAM_ID, team[0].id)
    wanted = with_values(services.standups.get(TEAM_ID, "daily"), {"questions": (MOOD,), "charts": True})
    yield save_standup(services, ana, wanted).standup
    team.place.post("scopes", declined=[])
    team.no_faults()


def answer(team, *moods):
    team.are_asked()
    for person, mood in zip(team.asked, moods, strict=False):
        person.clicks("Open Report")
        assert sends(team, person, mood=MOODS[mood])["outcome"] == "closed"


def the_heading(team):
    """The summary header: before it the channel was told who owns the standup now."""
    return next(message for message in team.channel() if "reported" in message["text"])


def pictures(team):
    return [file for message in team.channel() for file in message.get("files", [])]


def test_the_picture_is_in_the_headings_thread_once_and_says_what_it_shows(team, standup):
    answer(team, 0, 0, 2)
    for _ in range(2):
        assert team.get_the_report()["status"] == "succeeded"
    summary_header = the_heading(team)
    assert summary_header["text"].endswith("\nMood: 2 great · 1 okay")
    shared = [message for message in team.channel() if message.get("files")]
    assert [message["thread_ts"] for message in shared] == [summary_header["ts"]]
    (file,) = pictures(team)
    assert (file["alt_txt"], file["mimetype"]) == ("Mood: 2 great · 1 okay", "image/png")
    assert team.failures() == []


def test_the_mood_of_two_is_not_drawn(team, standup):
    answer(team, 0, 4)
    team.get_the_report()
    assert pictures(team) == []
    assert team.calls("files.getUploadURLExternal") == []


def test_a_standup_that_wants_no_picture_has_none(team, services, standup):
    save_standup(services, member_of(services, TEAM_ID, team[0].id), with_values(standup, {"charts": False}))
    answer(team, 0, 0, 2)
    team.get_the_report()
    assert pictures(team) == []


def test_without_the_scope_the_words_alone_are_posted(team, standup):
    team.place.post("scopes", declined=["files:write"])
    answer(team, 0, 0, 2)
    assert team.get_the_report()["status"] == "succeeded"
    assert the_heading(team)["text"].endswith("\nMood: 2 great · 1 okay")
    assert pictures(team) == []
    assert team.occurrence()["settled_at"]


@pytest.mark.parametrize("kind", ["lost_reply", "error"])
def test_a_picture_whose_fate_is_unknown_is_not_shared_again(team, standup, kind):
    team.fault("files.completeUploadExternal", kind, times=1)
    answer(team, 0, 0, 2)
    for _ in range(2):
        assert team.get_the_report()["status"] == "succeeded"
    assert len(pictures(team)) == (1 if kind == "lost_reply" else 0)


def test_a_rate_limit_is_waited_for(team, standup):
    team.fault("files.completeUploadExternal", "ratelimited", seconds=1, times=1)
    answer(team, 0, 0, 2)
    team.get_the_report()
    assert len(pictures(team)) == 1


@pytest.mark.parametrize("error", ["file_uploads_disabled", "storage_limit_reached", "posting_to_channel_denied"])
def test_where_files_are_forbidden_the_words_alone_are_posted(team, standup, error):
    team.place.post("policies", uploads=error)
    answer(team, 0, 0, 2)
    assert team.get_the_report()["status"] == "succeeded"
    assert the_heading(team)["text"].endswith("\nMood: 2 great · 1 okay")
    assert pictures(team) == []
    assert team.failures() == []
    assert team.occurrence()["settled_at"]
