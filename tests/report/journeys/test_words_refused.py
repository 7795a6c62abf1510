"""Slack does not take what somebody wrote: the channel says whose words are missing, and people hear what helps."""

import pytest

from tests.kit.people import answers

REFUSED = {
    "msg_too_long": "Slack finds them too long",
    "msg_blocks_too_long": "Slack finds them too long",
    "invalid_blocks": "Slack doesn't take them as they are written",
}


@pytest.fixture
def ana(asked_team):
    """Who created the channel, and so looks after its standup."""
    return next(person for person in asked_team if person.id == "U0ANAPRG01")


@pytest.fixture
def others(asked_team, ana):
    return [person for person in asked_team.asked if person is not ana][:2]


def refuses(team, code, after=0, times=1):
    team.fault("chat.postMessage", "error", error=code, times=times, after=after, where={"channel": "C0TEAM0001"})


def summary_header(team):
    return team.channel()[0]["text"]


def told(person):
    """What the person was told as an owner."""
    return [one["text"] for one in person.messages() if "refused the answers" in one["text"]]


@pytest.fixture
def written(asked_team, others):
    """Two have answered, and wait for the report."""
    for number, one in enumerate(others):
        answers(one, f"Export {number}")
    asked_team.settles()
    return asked_team


@pytest.mark.parametrize("code", REFUSED)
def test_the_heading_says_whose_words_are_missing_and_the_author_reads_how_to_have_them_posted(written, others, code):
    refuses(written, code, after=1)
    assert written.get_the_report()["status"] == "succeeded"
    assert len(written.posts()) == 1
    assert "2 of 11 reported." in summary_header(written)
    first, _ = others
    assert f"Missing here, because Slack refused them: the answers of {first.name}." in summary_header(written)
    assert REFUSED[code] in first.reads()
    assert f"(`{code}`)" in str(first.messages()[-1])

    answers(first, "Export, in short")
    written.settles()
    assert [post["text"] for post in written.thread() if "in short" in post["text"]]
    assert "Missing here" not in summary_header(written)
    assert "2 of 11 reported." in summary_header(written)
    assert "was added to the thread in #team" in first.reads()
    assert written.failures() == []


@pytest.mark.parametrize("code", REFUSED)
def test_the_owner_hears_of_it_once_whose_words_they_are_and_what_helps(written, ana, others, code):
    refuses(written, code, after=1)
    written.get_the_report()
    (said,) = told(ana)
    assert f"Slack refused the answers of {others[0].name} (`{code}`)" in said
    assert "They're kept, and nothing else is affected." in said
    cure = "shorten them" if "too_long" in code else "Tell whoever looks after the app"
    assert cure in said
    written.comes_the_next_tick()
    refuses(written, code)
    answers(others[0], "Export, again too long")
    written.settles()
    assert told(ana) == [said]


def test_an_edit_that_slack_refuses_leaves_the_words_of_before_and_says_so_to_its_author(written, ana, others):
    written.get_the_report()
    first = others[0]
    written.fault("chat.update", "error", error="msg_too_long", times=2, where={"channel": "C0TEAM0001"})
    answers(first, "Export, in all detail")
    written.settles()
    assert written.failures() == []
    assert "Slack finds them too long" in first.reads()
    assert "Missing here" not in summary_header(written)
    assert [f"the answers of {first.name} (`msg_too_long`)" in said for said in told(ana)] == [True]

    answers(first, "Export, in short")
    written.settles()
    assert "Export, in short" in "\n".join(post["text"] for post in written.posts())
    assert "was posted to #team" in first.reads()


def test_words_that_come_late_and_are_refused_fail_nothing_and_are_posted_once_they_are_edited(written, ana, others):
    written.get_the_report()
    late = next(person for person in written.asked if person not in (ana, *others))
    refuses(written, "invalid_blocks")
    answers(late, "Late")
    written.settles()
    assert written.failures() == []
    assert "Slack doesn't take them as they are written" in late.reads()
    assert f"the answers of {late.name}." in summary_header(written)
    assert len(told(ana)) == 1
    answers(late, "Late, but well")
    written.settles()
    assert ["Late, but well" in post["text"] for post in written.thread()] == [True]
    assert "Missing here" not in summary_header(written)
