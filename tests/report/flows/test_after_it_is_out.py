"""A report that is out stays true: edits, late answers and the header's counts, and nobody is notified twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.standup import Layout
from app.errors import NotTold, SlackRefused
from app.flows.day import answering
from app.flows.outlook import outlook
from app.flows.report.placing import placed
from app.flows.report.posts import show_in_channel
from app.flows.sender import at_once
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.day.menu import menu
from app.views.day.report_form import Origin, Submission
from tests.report.flows.reporting_day import Day


@pytest.fixture
def today(services, team):
    return Day(services, team)


def test_a_late_answer_joins_the_thread_and_is_counted_in_the_heading(today):
    ana, bo, *_ = today.people
    today.answers(ana, "Export")
    today.report()
    assert "1 of 11 reported." in today.summary_header()["text"]
    today.answers(bo, "Review")
    (late,) = today.team.thread()
    assert late["username"] == bo.name
    assert "2 of 11 reported." in today.summary_header()["text"]
    assert today.notifications() == 3


def test_an_edit_changes_the_post_and_notifies_nobody(today):
    ana = today.people[0]
    today.answers(ana, "Export")
    today.report()
    today.answers(ana, "Export and import")
    (post,) = today.team.posts()
    assert "Export and import" in post["text"]
    assert "edited at" in str(post["blocks"])
    assert today.notifications() == 2


@pytest.mark.parametrize("layout", [Layout.POSTS, Layout.BY_PERSON])
@pytest.mark.parametrize("refusal", ["edit_window_closed", "cant_update_message"])
def test_an_edit_that_slack_refuses_for_good_is_told_to_its_author(services, team, layout, refusal):
    today = Day(services, team, {"layout": layout})
    ana = today.people[0]
    today.answers(ana, "Export")
    today.report()
    team.fault("chat.update", "error", error=refusal, times=None, where={"channel": today.standup.channel})
    today.answers(ana, "Export and import")
    assert today.row(ana).problem == refusal
    (placed_row,) = placed(services.day.digests, today.occurrence, [today.row(ana)])
    said = menu(ENGLISH_LOCALE, today.occurrence, placed_row, now=today.now).text
    assert "Your change is kept, but Slack doesn't let me change what is in" in said
    team.no_faults()
    today.answers(ana, "Export, import and more")
    (placed_row,) = placed(services.day.digests, today.occurrence, [today.row(ana)])
    assert placed_row.problem is None
    assert "was posted to" in menu(ENGLISH_LOCALE, today.occurrence, placed_row, now=today.now).text


@pytest.mark.parametrize("layout", [Layout.POSTS, Layout.BY_PERSON])
def test_who_edits_what_somebody_has_deleted_reads_that_it_is_gone(services, team, layout):
    today = Day(services, team, {"layout": layout})
    ana = today.people[0]
    today.answers(ana, "Export")
    today.report()
    where = {"channel": today.standup.channel}
    team.fault("chat.update", "error", error="message_not_found", times=None, where=where)
    for words in ("Export and import", "Export, import and more"):
        today.answers(ana, words)
        (placed_row,) = placed(services.day.digests, today.occurrence, [today.row(ana)])
        said = menu(ENGLISH_LOCALE, today.occurrence, placed_row, now=today.now).text
        assert "Your change is kept, but the message with your answers is not in" in said
        assert "See it there" not in said


@pytest.mark.parametrize("refusal", ["is_inactive", "is_archived", "not_in_channel"])
def test_who_edits_while_the_channel_is_closed_reads_that_the_change_is_not_there_yet(services, team, refusal):
    today = Day(services, team)
    ana = today.people[0]
    today.answers(ana, "Export")
    today.report()
    team.fault("chat.update", "error", error=refusal, times=None, where={"channel": today.standup.channel})
    today.answers(ana, "Export and import")
    said = menu(ENGLISH_LOCALE, today.occurrence, today.row(ana), now=today.now).text
    assert "Your change is kept, but Slack doesn't let me change what is in" in said
    assert "See it there" in said


def test_the_same_words_sent_again_are_no_edit(today):
    ana = today.people[0]
    today.answers(ana, "Export")
    today.report()
    today.answers(ana, "Export")
    (post,) = today.team.posts()
    assert (post["username"], "edited at" in str(post["blocks"])) == (ana.name, False)


def test_the_same_words_sent_again_win_over_others_that_were_sent_before_and_come_after(today):
    ana = today.people[0]
    today.answers(ana, "Export")
    earlier = today.now + timedelta(seconds=30)
    today.answers(ana, "Export")
    written = {"question0": "Import"}
    answering.submit_answers(
        today.services,
        today._requester(ana),
        Submission(Origin(str(today.id)), written),
        earlier,
        today.services.clock.now(),
    )
    assert today.row(ana).answers == {"question0": "Export"}
    today.answers(ana, "Import")
    today.answers(ana, "Export")
    assert today.row(ana).answers == {"question0": "Export"}


def test_who_finds_a_late_answer_being_posted_by_another_run_waits_until_it_is(today, clock, monkeypatch):
    bo, services = today.people[1], today.services
    today.report()
    asked = today.row(bo)
    late = asked.submit({"question0": "Review"}, clock.now())
    assert services.reports.save(late, asked)
    assert services.reports.claim_post(late, clock.now())
    posted = replace(late, post=replace(late.post, parts=("1795514402.000300",), version=late.received.answers_at))
    monkeypatch.setattr(clock, "sleep", lambda _seconds: services.reports.mark_posted(posted))
    before = today.notifications()
    shown = show_in_channel(services, today.occurrence, late, at_once(services))
    assert (shown.post.parts, shown.awaits_post) == (posted.post.parts, False)
    assert today.notifications() == before


def test_who_answers_while_the_report_is_being_posted_is_counted_in_the_heading(today, monkeypatch):
    ana, bo, *_ = today.people
    today.answers(ana, "Export")
    post = today.services.slack.post

    def posting(channel, *arguments, **keywords):
        if keywords.get("author") and not today.row(bo).is_submitted:
            today.answers(bo, "Review")
        return post(channel, *arguments, **keywords)

    monkeypatch.setattr(type(today.services.slack), "post", staticmethod(posting))
    today.report()
    assert {one["username"] for one in today.team.posts()} == {ana.name, bo.name}
    assert "2 of 11 reported." in today.summary_header()["text"]


def test_of_many_who_come_late_at_once_each_is_counted_and_the_heading_changes_seldom(today):
    today.report()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: today.answers(one, "Export"), today.people))
    assert "11 of 11 reported." in today.summary_header()["text"]
    assert len(today.team.thread()) == 11


def test_an_edit_that_grows_posts_the_rest_once_though_an_answer_of_slack_is_lost(today):
    ana = today.people[0]
    today.answers(ana, "short")
    today.report()
    today.team.fault("chat.postMessage", "lost_reply", times=1)
    with pytest.raises(NotTold):
        today.answers(ana, "&" * 3000)
    before = len(today.team.posts())
    today.services.clock.sleep(60)
    today.answers(ana, "&" * 3000)
    posts = today.team.posts()
    assert before == 2
    assert [post["text"].count("&amp;") > 0 for post in posts] == [True] * len(posts)
    assert sum(str(post["blocks"]).count("&") for post in posts) >= 3000
    assert len({post["ts"] for post in posts}) == len(today.row(ana).post.parts)


def test_of_two_edits_shown_in_the_wrong_order_the_later_one_stays(today, monkeypatch):
    """The older one's change of the post arrives after it has been overtaken."""
    ana = today.people[0]
    today.answers(ana, "first")
    today.report()
    update = today.services.slack.update
    overtaken = []

    def updating(channel, ts, message):
        if "second" in message.text and not overtaken:
            overtaken.append(ts)
            today.answers(ana, "third")
        return update(channel, ts, message)

    monkeypatch.setattr(type(today.services.slack), "update", staticmethod(updating))
    today.answers(ana, "second")
    (post,) = today.team.posts()
    assert "third" in post["text"]
    assert today.row(ana).post.version == today.row(ana).received.answers_at


@pytest.mark.parametrize("layout", [Layout.POSTS, Layout.THREAD])
def test_a_skip_can_be_taken_back_until_the_report(services, team, layout):
    today = Day(services, team, {"layout": layout})
    ana, bo, *_ = today.people
    today.presses(ana, "skip_today")
    today.presses(ana, "undo_skip")
    today.presses(bo, "skip_today")
    today.report()
    today.presses(bo, "undo_skip")
    assert today.row(ana).state == "asked"
    assert today.row(bo).state == "skipped"
    today.services.clock.sleep(timedelta(minutes=5).total_seconds())
    today.answers(bo, "Review after all")
    assert "1 of 11 reported." in today.summary_header()["text"]


def stops_after(today, posts):
    """Let the report be refused for good once so many messages are in the channel."""
    where = {"channel": today.standup.channel}
    today.team.fault("chat.postMessage", "error", error="is_archived", times=None, after=posts, where=where)
    with pytest.raises(SlackRefused):
        today.report()
    today.team.no_faults()


def menu_says(today, person):
    (row,) = placed(today.services.day.digests, today.occurrence, [today.row(person)])
    becomes = outlook(today.services, today.occurrence, today.now)
    return menu(ENGLISH_LOCALE, today.occurrence, row, now=today.now, becomes=becomes).text


def test_what_a_summary_header_counts_that_waits_for_its_posts_is_neither_withdrawn_nor_skipped(today):
    ana, bo, cy, dee, *_ = today.people
    today.answers(ana, "Export")
    today.answers(bo, "Review")
    today.presses(cy, "skip_today")
    stops_after(today, 2)
    today.presses(bo, "withdraw")
    today.presses(cy, "undo_skip")
    today.presses(dee, "skip_today")
    assert [today.row(one).state for one in (bo, cy, dee)] == ["submitted", "skipped", "asked"]
    assert "was posted to" in menu_says(today, ana)
    assert all("is archived, so I can't post there." in menu_says(today, one) for one in (bo, cy, dee))
    today.report()
    assert [post["username"] for post in today.team.posts()] == [ana.name, bo.name]


@pytest.mark.parametrize("layout", [Layout.BY_PERSON, Layout.BY_QUESTION])
def test_a_digest_that_is_not_there_under_its_summary_header_is_not_said_to_be(services, team, layout):
    today = Day(services, team, {"layout": layout})
    ana = today.people[0]
    today.answers(ana, "Export")
    stops_after(today, 1)
    assert "Your answers go there if the channel is unarchived" in menu_says(today, ana)
    missed = services.reports.note(today.occurrence, missed_at=today.now)
    assert missed.is_missed
    assert "is over. The channel was archived. Your answers are kept:" in menu_says(today, ana)
    today.report()
    assert len(today.team.channel()) == 2
    assert "See it there" in menu_says(today, ana)
