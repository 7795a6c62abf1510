"""How a report looks: a post each, in the channel or the header's thread, or a digest; posted once and whole."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.scheduling.job import JobKind
from app.domain.standup import Layout
from app.errors import AlreadyRunning, OutOfTime
from app.flows.privacy.erasing import begin, erase_next
from tests.kit.worst import worst_answers
from tests.report.flows.reporting_day import Day


@pytest.fixture
def day(services, team):
    def begin(**changes):
        return Day(services, team, changes)

    return begin


def in_thread(today):
    summary_header = today.occurrence.header.ts
    return {post["username"] for post in today.team.posts() if post.get("thread_ts") == summary_header}


def test_a_small_team_has_a_post_each_in_the_channel(day):
    today = day()
    for one in today.people[:2]:
        today.answers(one, "Export")
    today.report()
    assert len(today.team.posts()) == 2
    assert in_thread(today) == set()
    assert today.occurrence.header.shown_as is Layout.POSTS


def test_in_the_thread_layout_answers_are_replies_to_the_heading_under_their_own_names(day):
    today = day(layout=Layout.THREAD)
    for one in today.people[:3]:
        today.answers(one, "Export")
    today.report()
    assert in_thread(today) == {one.name for one in today.people[:3]}
    assert "added at" not in str(today.team.posts())
    assert today.report()["outcome"] == "already reported"
    assert today.notifications() == 4


def whose(post):
    """A post says whose it is by its author, or once it was changed in its first line."""
    return post.get("username") or post["text"].partition("\n")[0]


def test_a_reply_whose_answer_was_lost_is_found_in_the_thread_and_not_posted_again(day):
    today = day(layout=Layout.THREAD)
    today.answers(today.people[0], "Export")
    today.team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    today.report()
    assert [post["username"] for post in today.team.posts()] == [today.people[0].name]


def test_what_was_decided_when_the_report_began_holds_for_the_rest_of_it(day):
    """The first run stops after the summary header; the standup's layout is changed before the second one."""
    today = day(layout=Layout.THREAD)
    today.answers(today.people[0], "Export")
    today.team.fault("chat.postMessage", "status", status=503, times=None, after=1)
    with pytest.raises(Exception, match="no_answer"):
        today.report()
    today.team.no_faults()
    today.standup = Day(today.services, today.team, {"layout": Layout.POSTS}).standup
    today.report()
    assert in_thread(today) == {today.people[0].name}


@pytest.fixture(params=[Layout.BY_PERSON, Layout.BY_QUESTION])
def digest(request, day):
    return day(layout=request.param)


def pages(today):
    """The messages of the digest, in the order in which people see them."""
    summary_header = today.occurrence.header.ts
    return [one for one in today.team.channel() if one not in today.team.posts() and one["ts"] != summary_header]


def shown(messages):
    return json.dumps([message["blocks"] for message in messages], ensure_ascii=False)


def test_a_digest_is_one_text_under_the_bots_own_name(digest):
    for number, one in enumerate(digest.people[:3]):
        digest.answers(one, f"Export {number}", f"Import {number}")
    digest.report()
    (message,) = pages(digest)
    assert all(
        f"Export {number}" in message["text"] and one.name in message["text"]
        for number, one in enumerate(digest.people[:3])
    )
    assert "thread_ts" not in message
    assert digest.team.posts() == []
    assert digest.notifications() == 2
    assert digest.report()["outcome"] == "already reported"
    assert digest.notifications() == 2


def test_a_long_digest_is_the_headings_thread_in_order(digest):
    for number, one in enumerate(digest.people):
        digest.answers(one, *worst_answers(number).values())
    digest.report()
    messages = pages(digest)
    assert len(messages) > 5
    assert {message["thread_ts"] for message in messages} == {digest.occurrence.header.ts}
    numbers = [re.findall(r"page (\d+) of", message["text"])[0] for message in messages]
    assert numbers == [str(number + 1) for number in range(len(messages))]


def test_nobody_has_answered_and_the_digest_is_the_heading_alone(digest):
    digest.report()
    assert pages(digest) == []
    digest.answers(digest.people[0], "Late")
    (late,) = digest.team.thread()
    assert late["username"] == digest.people[0].name


@pytest.mark.parametrize("after", range(1, 4))
@pytest.mark.parametrize("kind", ["lost_reply", "drop"])
def test_a_digest_whose_answers_are_lost_is_posted_once(digest, kind, after):
    for number, one in enumerate(digest.people[:4]):
        digest.answers(one, *[f"{number} " + "&" * 2900] * 3)
    digest.team.fault("chat.postMessage", kind, times=1, after=after)
    digest.report()
    numbers = [re.findall(r"page (\d+) of", message["text"])[0] for message in pages(digest)]
    assert numbers == [str(number + 1) for number in range(len(numbers))]


def test_a_digest_cut_short_goes_on_where_it_stopped_and_shows_what_was_edited_meanwhile(digest):
    ana, bo, *_ = digest.people
    for number, one in enumerate(digest.people[:4]):
        digest.answers(one, *[f"{number} " + "x" * 2900] * 3)
    for seconds in (1, 2, 2.5):
        with pytest.raises(OutOfTime):
            digest.report(timedelta(seconds=seconds / 20))
    digest.answers(ana, "Much shorter")
    digest.answers(bo, *["1 " + "&" * 2900] * 3)
    digest.report()
    numbers = [re.findall(r"page (\d+) of|taken out", message["text"])[0] for message in pages(digest)]
    assert len(numbers) == digest.occurrence.header.digest_pages
    assert "Much shorter" in shown(pages(digest))
    assert "0 xxx" not in shown(pages(digest))
    everything = shown(digest.team.channel())
    assert everything.count("&") >= 3 * 2900
    assert not digest.row(ana).awaits_post
    assert not digest.row(bo).awaits_post


def test_two_runs_of_a_digest_at_once_post_it_once(digest):
    for number, one in enumerate(digest.people[:4]):
        digest.answers(one, *[f"{number} " + "&" * 2900] * 3)

    def run(_):
        try:
            return digest.report()["outcome"]
        except AlreadyRunning:
            return "already running"

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(run, range(2)))
    assert "reported" in outcomes
    assert len(pages(digest)) == digest.occurrence.header.digest_pages


def test_an_edit_changes_its_page_of_the_digest_and_what_does_not_fit_goes_to_the_thread(digest):
    ana, bo, *_ = digest.people
    digest.answers(ana, "Export")
    digest.answers(bo, "Review")
    digest.report()
    digest.answers(ana, "Export and import")
    (page,) = pages(digest)
    assert "Export and import" in shown([page])
    assert "edited at" in shown([page])
    digest.answers(ana, *["Wait" + "&" * 2996] * 3)
    assert "goes on in the thread" in shown(pages(digest))
    assert {whose(post) for post in digest.team.thread()} == {ana.name}
    assert shown(digest.team.channel()).count("&") >= 3 * 2996
    digest.answers(ana, "Short again")
    assert "Short again" in shown(pages(digest))
    assert all("taken out" in post["text"] for post in digest.team.thread())
    assert "Review" in shown(pages(digest))
    assert len(pages(digest)) == 1


def test_of_two_who_edit_at_once_both_are_on_the_page_that_they_share(digest, monkeypatch):
    ana, bo, *_ = digest.people
    digest.answers(ana, "Export")
    digest.answers(bo, "Review")
    digest.report()
    update, overtaken = digest.services.slack.update, []

    def updating(channel, ts, message):
        if "Exported" in message.text and not overtaken:
            overtaken.append(ts)
            digest.answers(bo, "Reviewed")
        return update(channel, ts, message)

    monkeypatch.setattr(type(digest.services.slack), "update", staticmethod(updating))
    digest.answers(ana, "Exported")
    assert "Exported" in shown(pages(digest))
    assert "Reviewed" in shown(pages(digest))


def test_who_answers_after_the_digest_joins_its_thread_and_edits_there(digest):
    ana, bo, *_ = digest.people
    digest.answers(ana, "Export")
    digest.report()
    digest.answers(bo, "Late")
    digest.answers(bo, "Later")
    (late,) = digest.team.thread()
    assert (whose(late), "Later" in late["text"]) == (bo.name, True)
    assert "Later" not in shown(pages(digest))
    assert "2 of 11 reported." in digest.summary_header()["text"]


def test_a_page_that_slack_refuses_hinders_no_other(digest):
    for number, one in enumerate(digest.people[:4]):
        digest.answers(one, *[f"{number} " + "&" * 2900] * 3)
    digest.team.fault("chat.postMessage", "error", error="msg_too_long", times=1, after=2)
    digest.report()
    assert len(pages(digest)) == digest.occurrence.header.digest_pages - 1
    assert digest.occurrence.progress.settled_at
    assert any(digest.row(one).problem == "msg_too_long" for one in digest.people)


def test_who_edits_after_the_page_was_refused_has_it_posted_with_all_that_is_on_it(digest):
    ana, bo, *_ = digest.people
    digest.answers(ana, "Export")
    digest.answers(bo, "Review")
    digest.team.fault("chat.postMessage", "error", error="msg_too_long", times=1, after=1)
    digest.report()
    assert pages(digest) == []
    missing = f"Missing here, because Slack refused them: the answers of {ana.name} and {bo.name}."
    assert missing in digest.summary_header()["text"]
    told = [call for call in digest.team.calls("chat.postMessage") if "refused the answers" in call["args"]["text"]]
    assert len(told) == 1

    digest.answers(bo, "Review, in short")
    (page,) = pages(digest)
    assert ("Export" in page["text"], "Review, in short" in page["text"]) == (True, True)
    assert "Missing here" not in digest.summary_header()["text"]
    assert digest.team.thread() == []
    (job,) = digest.services.jobs.waiting(JobKind.MENUS)
    assert job.about == str(digest.id), "the menus of all who are on it follow"


def test_a_page_that_is_refused_again_after_an_edit_is_missing_still_and_holds_up_nobody_elses_edit(digest):
    people = digest.people[:4]
    for number, one in enumerate(people):
        digest.answers(one, *[f"{number} " + "&" * 2900] * 3)
    digest.team.fault("chat.postMessage", "error", error="msg_too_long", times=1, after=1)
    digest.report()
    before = len(pages(digest))
    refused = [one for one in people if digest.row(one).is_refused]
    digest.team.fault("chat.postMessage", "error", error="invalid_blocks", times=1)
    digest.answers(refused[0], "1 " + "&" * 2900)
    assert len(pages(digest)) == before
    assert digest.row(refused[0]).problem == "invalid_blocks"
    assert refused[0].name in digest.summary_header()["text"]
    others = [one for one in people if one not in refused]
    for one in others:
        digest.answers(one, "Short")
        assert digest.row(one).problem is None
    digest.answers(refused[0], "Short")
    assert len(pages(digest)) > before
    assert "Missing here" not in digest.summary_header()["text"]


def erase(services, person):
    job = begin(services, services.slack.identity().team_id, person.id, "ops admin")
    while (progress := erase_next(services, job)) is not None:
        job = services.jobs.note(job, progress, services.clock.now())
    return job


def test_who_is_erased_is_taken_out_of_the_digest_and_of_what_is_remembered_of_it(digest):
    ana, bo, *_ = digest.people
    digest.answers(ana, "Export")
    digest.answers(bo, "Review")
    digest.report()
    erase(digest.services, ana)
    assert "Export" not in shown(pages(digest))
    assert "Review" in shown(pages(digest))
    assert ana.id not in str(digest.team.rows())
    digest.answers(bo, "Reviewed")
    assert "Reviewed" in shown(pages(digest))


def test_a_digest_that_is_deleted_in_slack_hinders_neither_edits_nor_an_erasure(digest):
    ana = digest.people[0]
    digest.answers(ana, "Export")
    digest.report()
    (page,) = pages(digest)
    digest.services.slack.delete(digest.occurrence.channel, page["ts"])
    digest.answers(ana, "Export and import")
    assert not digest.row(ana).awaits_post
    assert [page["ts"]] == [ts for _, ts, what in erase(digest.services, ana).progress["left"] if what == "digest"]
    assert ana.id not in str(digest.team.rows())
