"""A blocker stays in view of those whom it concerns until one of them says that it is out of the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.day.blocker import BlockerId
from app.domain.day.report import Person, Report
from app.domain.standup import Layout, with_values
from app.errors import InvalidForm, NotAllowed, UnknownReport, UnknownStandup
from app.flows.day import answering, blockers, opening
from app.flows.day.answering import Requester
from app.flows.day.participation import everything_of
from app.flows.requester import member_of
from app.records import replace
from app.views.day.blocker_fields import Help
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from tests.kit.builders import TUESDAY
from tests.report.flows.reporting_day import Day

WAITING = "Waiting for a review"


class Blocked(Day):
    """A day on which somebody is blocked."""

    def says(self, person, impediment, **about):
        self.services.clock.sleep(61)
        written = {"question0": "Export", "question2": impediment}
        requester, origin = Requester(person.id, {self.id.team_id}), Origin(str(self.id))
        opening.check_answers(
            self.services, requester, Submission(origin, written, Help(**about)), self.services.clock.now()
        )
        answering.submit_answers(
            self.services, requester, Submission(origin, written, Help(**about)), self.now, self.services.clock.now()
        )

    def member(self, person):
        return member_of(self.services, self.id.team_id, person.id)

    def sees(self, person):
        member = everything_of(self.services, self.id.team_id, person.id).member
        return [blocker.text for blocker in blockers.open_blockers(self.services, member)]

    def resolves(self, person, author):
        self.services.clock.sleep(1)
        return blockers.resolve(self.services, self.member(person), self.blocker(author), self.now)

    def opens_again(self, person, author):
        self.services.clock.sleep(1)
        return blockers.reopen(self.services, self.member(person), self.blocker(author), self.now)

    def blocker(self, author):
        return str(BlockerId(self.id, author.id))


@pytest.fixture
def day(services, team):
    return Blocked(services, team)


def test_both_see_a_blocker_until_it_is_resolved(day):
    ana, bo, lee, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    assert (day.sees(ana), day.sees(bo), day.sees(lee)) == ([WAITING], [WAITING], [])
    day.resolves(bo, ana)
    assert (day.sees(ana), day.sees(bo)) == ([], [])


def test_resolving_can_be_taken_back_and_the_last_word_counts(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    resolved_at = day.now
    day.resolves(ana, ana)
    day.opens_again(bo, ana)
    assert (day.sees(ana), day.sees(bo)) == ([WAITING], [WAITING])
    blockers.resolve(day.services, day.member(ana), day.blocker(ana), resolved_at)
    assert day.sees(ana) == [WAITING]


def test_an_answer_edited_to_none_closes_it_and_a_new_one_opens_it(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.says(ana, "none", named=bo.id)
    assert (day.sees(ana), day.sees(bo)) == ([], [])
    day.says(ana, WAITING)
    day.resolves(ana, ana)
    day.says(ana, "The build is red")
    assert (day.sees(ana), day.sees(bo)) == (["The build is red"], [])


def test_a_report_that_is_taken_back_blocks_nobody(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.presses(ana, "withdraw")
    assert (day.sees(ana), day.sees(bo)) == ([], [])


def test_what_is_taken_back_and_written_again_is_open_again(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.resolves(bo, ana)
    day.presses(ana, "withdraw")
    day.says(ana, WAITING)
    assert day.sees(ana) == [WAITING]


def test_what_others_resolved_meanwhile_is_not_opened_again_by_a_withdrawal(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    wednesday = tomorrow(day, ana)
    day.resolves(bo, ana)
    requester, origin = Requester(ana.id, {day.id.team_id}), Origin(str(wednesday.report_id))
    ticked = Help(resolved=(TUESDAY,))
    answering.submit_answers(
        day.services, requester, Submission(origin, {"question0": "More"}, ticked), day.now, day.services.clock.now()
    )
    day.services.clock.sleep(1)
    answering.withdraw(day.services, requester, origin, day.now, day.services.clock.now())
    assert day.sees(ana) == []


def test_a_blocker_that_an_earlier_release_has_stored_with_its_author_is_seen_until_it_is_resolved(day):
    ana, *_ = day.people
    day.says(ana, WAITING)
    assert day.services.day.last_words.drop_blocker(day.id, ana.id)
    assert day.sees(ana) == []
    day.services.members.note_blocker(day.id.team_id, ana.id, day.blocker(ana), day.now)
    assert day.sees(ana) == [WAITING]
    day.resolves(ana, ana)
    assert (day.sees(ana), day.member(ana).remembered.blockers) == ([], frozenset())


def test_a_blocker_of_a_day_before_is_seen_though_later_answers_were_there_first(day):
    """The next form still starts with the later answers."""
    ana, *_ = day.people
    wednesday = tomorrow(day, ana)
    requester, origin = Requester(ana.id, {day.id.team_id}), Origin(str(wednesday.report_id))
    answering.submit_answers(
        day.services, requester, Submission(origin, {"question0": "More"}), day.now, day.services.clock.now()
    )
    day.says(ana, WAITING)
    assert day.sees(ana) == [WAITING]
    last = day.services.day.last_words.of(day.id.team_id, ana.id, [day.id.standup_id], day.now)
    assert last[day.id.standup_id].answers == {"question0": "More"}
    day.says(ana, "none")
    assert day.sees(ana) == []


def test_somebody_else_is_named_instead(day):
    ana, bo, lee, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.says(ana, WAITING, named=lee.id)
    assert (day.sees(bo), day.sees(lee)) == ([], [WAITING])


def test_only_readers_can_be_named_and_nobody_names_themselves(day):
    ana, *_ = day.people
    for named in (ana.id, "U0NOBODY", day.services.slack.identity().bot_user_id):
        with pytest.raises(InvalidForm):
            day.says(ana, WAITING, named=named)
    day.says(ana, "none", named="U0NOBODY")
    assert day.row(ana).blocked.named == ""


def test_who_is_not_concerned_cannot_resolve_it(day):
    ana, _, lee, *_ = day.people
    day.says(ana, WAITING)
    with pytest.raises(NotAllowed):
        day.resolves(lee, ana)
    stranger = replace(day.member(lee), team_id="T0OTHER")
    with pytest.raises(UnknownReport):
        blockers.resolve(day.services, stranger, day.blocker(ana), day.now)
    assert day.sees(ana) == [WAITING]


def test_who_may_not_read_the_standup_any_more_sees_no_blocker_of_others(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    changed = with_values(day.standup, {"people": (ana.id,), "owners": (ana.id,)})
    day.services.standups.save(changed, ana.id, day.now, None)
    day.team.place.post("channel", id=day.standup.channel, remove=[bo.id])
    day.team.settles()
    assert (day.sees(ana), day.sees(bo)) == ([WAITING], [])


def test_the_next_days_form_shows_it_and_can_resolve_it(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    wednesday = tomorrow(day, ana)
    requester, origin = Requester(ana.id, {day.id.team_id}), Origin(str(wednesday.report_id))
    form = opening.form_of(day.services, requester, origin, day.services.clock.now()).to_dict()
    shown = next(block for block in form["blocks"] if block["block_id"] == "standup.field.still_open")
    option = shown["element"]["options"][0]
    assert (option["text"]["text"], option["value"]) == (WAITING, "2026-11-24")
    order = [block.get("block_id") for block in form["blocks"]]
    assert order.index("question2") == order.index("standup.field.still_open") + 1
    ticked = Help(resolved=(TUESDAY,))
    answering.submit_answers(
        day.services, requester, Submission(origin, {"question0": "More"}, ticked), day.now, day.services.clock.now()
    )
    assert (day.sees(ana), day.sees(bo)) == ([], [])
    again = opening.form_of(day.services, requester, origin, day.services.clock.now()).to_dict()
    assert all(block.get("block_id") != "standup.field.still_open" for block in again["blocks"])


def helps(day, person, author):
    day.services.clock.sleep(1)
    blockers.offer_help(day.services, day.member(person), day.blocker(author), day.now)


def helps_no_more(day, person, author):
    day.services.clock.sleep(1)
    blockers.take_help_back(day.services, day.member(person), day.blocker(author), day.now)


def told(day, person):
    return [message["text"] for message in person.messages() if "can help" in message["text"]]


def test_who_can_help_says_so_in_the_thread_and_the_author_is_told_once(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    notified = day.notifications()
    helps(day, bo, ana)
    helps(day, bo, ana)
    (post,) = day.team.posts()
    assert post["username"] == ana.name, "their post is as it was"
    assert day.team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."
    assert len(told(day, ana)) == 1
    assert day.notifications() == notified + 1
    assert (day.sees(ana), day.sees(bo)) == ([WAITING], [WAITING])


def test_the_thread_says_what_is_resolved_and_opened_again_and_the_post_that_it_was_edited(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.report()
    assert f"<@{bo.id}> could help." in day.team.posts()[0]["text"]
    day.says(ana, "Waiting for two reviews", named=bo.id)
    day.resolves(bo, ana)
    (post,) = day.team.posts()
    assert "edited at" in str(post["blocks"])
    assert day.team.said_of_help() == f"*{ana.name}*: What was in the way is resolved."
    day.opens_again(bo, ana)
    assert day.team.said_of_help() == f"*{ana.name}*: Nobody helps at the moment."
    assert day.team.posts() == [post]


@pytest.mark.parametrize("layout", [Layout.POSTS, Layout.THREAD, Layout.BY_PERSON])
def test_the_heading_names_who_is_blocked_as_long_as_they_are(services, team, layout):
    day = Blocked(services, team, changes={"layout": layout})
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.says(bo, "The build is red")
    day.report()
    notified = day.notifications()
    named = [f"{ana.name} ({WAITING}) and {bo.name} (The build is red)", f"{bo.name} (The build is red)"]
    assert f"Blocked: {named[0]}\n" in day.summary_header()["text"]
    day.resolves(ana, ana)
    assert f"Blocked: {named[1]}\n" in day.summary_header()["text"]
    day.opens_again(ana, ana)
    assert f"Blocked: {named[0]}\n" in day.summary_header()["text"]
    day.resolves(ana, ana)
    day.resolves(bo, bo)
    assert "Blocked" not in day.summary_header()["text"]
    assert day.notifications() == notified


def tomorrow(day, person):
    """Ask somebody the next day, too."""
    wednesday = plan_occurrence(day.standup, TUESDAY + timedelta(days=1))
    day.services.clock.moment += timedelta(days=1)
    day.services.reports.open(wednesday, (person.id,), day.now)
    day.services.reports.claim(Report(wednesday.report_id, person.id, Person("ana", "Ana")), day.now)
    return wednesday


def test_the_heading_of_an_earlier_day_follows_too(day):
    ana, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    tomorrow(day, ana)
    day.resolves(ana, ana)
    assert "Blocked" not in day.summary_header()["text"]
    assert "resolved" in day.team.said_of_help()
    day.opens_again(ana, ana)
    assert f"Blocked: {ana.name} ({WAITING})" in day.summary_header()["text"]


def test_nobody_helps_themselves_and_a_resolved_blocker_needs_no_help(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    helps(day, ana, ana)
    day.resolves(ana, ana)
    helps(day, bo, ana)
    assert day.row(ana).blocked.helpers == ()
    assert told(day, ana) == []


def test_a_digest_has_the_buttons_under_its_heading(services, team):
    day = Blocked(services, team, changes={"layout": Layout.BY_PERSON})
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    assert "I can help Ana" in str(day.summary_header()["blocks"])
    services.clock.sleep(61)
    helps(day, bo, ana)
    assert f"<@{ana.id}>: <@{bo.id}> helps." in str(day.summary_header()["blocks"])


def test_what_is_said_of_help_last_counts_in_whatever_order_it_arrives(day):
    ana, bo, lee, *_ = day.people
    day.says(ana, WAITING)
    said_at = day.now
    helps(day, bo, ana)
    helps_no_more(day, bo, ana)
    blockers.offer_help(day.services, day.member(bo), day.blocker(ana), said_at)
    assert day.row(ana).blocked.helpers == ()
    helps(day, lee, ana)
    helps(day, bo, ana)
    blockers.take_help_back(day.services, day.member(bo), day.blocker(ana), said_at)
    assert day.row(ana).blocked.helpers == tuple(sorted((bo.id, lee.id)))


def test_of_many_who_say_at_once_that_they_help_each_is_noted(day):
    ana, *others = day.people
    day.says(ana, WAITING)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: helps(day, one, ana), others[:4]))
    assert set(day.row(ana).blocked.helpers) == {one.id for one in others[:4]}


def test_who_helps_no_more_sees_it_no_more_unless_they_are_named(day):
    ana, bo, lee, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    for person in (bo, lee):
        helps(day, person, ana)
        helps_no_more(day, person, ana)
    assert (day.sees(ana), day.sees(bo), day.sees(lee)) == ([WAITING], [WAITING], [])
    assert day.member(lee).remembered.blockers == frozenset()


def test_until_it_is_resolved_other_words_are_a_correction_and_who_helps_stays(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    helps(day, bo, ana)
    day.says(ana, "Waiting for two reviews")
    said = day.team.said_of_help()
    assert said.startswith(f"*{ana.name}*: <@{bo.id}> helps. What is in the way was reworded at <!date^")
    assert (day.sees(ana), day.sees(bo)) == (["Waiting for two reviews"], ["Waiting for two reviews"])
    day.says(ana, "Waiting for two reviews")
    assert day.team.said_of_help() == said, "the same words again are no other ones"
    helps(day, bo, ana)
    assert len(told(day, ana)) == 1


def test_who_helps_with_what_was_reworded_before_reads_nothing_of_that(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    day.says(ana, "Waiting for two reviews")
    helps(day, bo, ana)
    assert day.team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."


def test_once_it_is_resolved_other_words_are_another_blocker_with_which_nobody_helps(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    helps(day, bo, ana)
    day.resolves(bo, ana)
    day.says(ana, "The build is red")
    assert day.team.said_of_help() == f"*{ana.name}*: Something else is in the way by now. Nobody helps yet."
    assert (day.sees(ana), day.sees(bo)) == (["The build is red"], [])
    helps(day, bo, ana)
    assert day.team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."
    assert [text.splitlines()[1] for text in told(day, ana)] == ["> The build is red"]
    day.says(ana, WAITING)
    assert (day.sees(ana), day.sees(bo)) == ([WAITING], [WAITING]), "that is a correction of what is open now"


def test_once_nothing_was_in_the_way_what_is_written_is_another_blocker(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    helps(day, bo, ana)
    helps_no_more(day, bo, ana)
    day.says(ana, "none")
    assert day.team.said_of_help() == f"*{ana.name}*: Nothing is in the way any more."
    day.says(ana, WAITING)
    assert day.team.said_of_help() == f"*{ana.name}*: Something else is in the way by now. Nobody helps yet."
    helps(day, bo, ana)
    assert ["cannot help" in said["text"] for said in ana.messages()[-2:]] == [True, False]


def test_what_is_resolved_stays_so_when_something_else_is_edited(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    helps(day, bo, ana)
    day.resolves(bo, ana)
    day.says(ana, f"{WAITING} ")
    assert day.team.said_of_help() == f"*{ana.name}*: What was in the way is resolved."
    assert day.row(ana).blocked.helpers == (bo.id,)


def test_a_digest_says_the_same_under_its_heading(services, team):
    day = Blocked(services, team, changes={"layout": Layout.BY_PERSON})
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    services.clock.sleep(61)
    helps(day, bo, ana)
    day.says(ana, "Waiting for two reviews")
    assert f"<@{ana.id}>: <@{bo.id}> helps. What is in the way was reworded at" in str(day.summary_header()["blocks"])
    day.resolves(bo, ana)
    day.says(ana, "The build is red")
    assert "helps" not in str(day.summary_header()["blocks"])
    assert "I can help Ana" in str(day.summary_header()["blocks"])


def test_who_may_not_read_the_report_cannot_help(day):
    ana, bo, *_ = day.people
    day.says(ana, WAITING)
    day.report()
    changed = with_values(day.standup, {"people": (ana.id,), "owners": (ana.id,)})
    day.services.standups.save(changed, ana.id, day.now, None)
    day.team.place.post("channel", id=day.standup.channel, remove=[bo.id])
    day.team.settles()
    with pytest.raises(UnknownStandup):
        helps(day, bo, ana)
    assert day.row(ana).blocked.helpers == ()


def test_the_channel_reads_of_help_in_its_language(services, team):
    day = Blocked(services, team, changes={"language": "cs"})
    ana, bo, *_ = day.people
    day.says(ana, WAITING, named=bo.id)
    day.report()
    (post,) = team.posts()
    assert f"Pomoci může <@{bo.id}>." in post["text"]
    assert "Pomůžu s tím" in str(post["blocks"])
