"""A person's posts, of several parts: wherever who posts them dies, they are there once and show the latest words."""

from datetime import timedelta
from itertools import count
from typing import ClassVar

import pytest

from app.domain.standup import Layout, with_values
from app.flows.day import answering
from app.flows.report.posts import show_in_channel
from app.flows.report.summary import post_report
from app.flows.report.summary_header import post_header
from app.flows.requester import Requester
from app.flows.sender import at_once
from app.records import replace
from app.slack.message import Message
from app.views import ids
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import TUESDAY
from tests.kit.scenes import EARLY, FEWEST, LATER, LONG, NoTime, Run, Scene, dies, gets_no_answer

# A sign for each version of the answers, so often that they take two posts.
FIRST, SECOND, THIRD = "§", "¶", "¤"
MUCH, LITTLE = 3000, 10
QUESTIONS = 3


class Posting(Scene):
    """The report is posted with what somebody has answered."""

    begin = EARLY - timedelta(hours=3)  # there are many steps, each with a moment of its own
    before: ClassVar[tuple[str, int] | None] = (FIRST, MUCH)
    layout: ClassVar[Layout] = Layout.POSTS
    fewest: ClassVar[int] = FEWEST

    def prepare(self):
        self.is_saved(with_values(self.standup, {"layout": self.layout}))
        self._are_asked(self.services)
        self.said = self.before
        if self.before:
            self.submits(self.services)

    def act(self, services):
        post_report(services, self.standup, TUESDAY, self.clock.now() + LONG)

    def submits(self, services):
        """Submit what they have said last, received when they said it."""
        sign, how_often = self.said
        self.received_at = getattr(self, "received_at", None) or self.clock.now()
        written = {f"question{number}": sign * how_often for number in range(QUESTIONS)}
        requester = Requester(self.person.id, {TEAM_ID})
        answering.submit_answers(
            services, requester, Submission(Origin(str(self.id)), written), self.received_at, services.clock.now()
        )

    def says(self, sign, how_often):
        self.clock.sleep(1)
        self.said, self.received_at = (sign, how_often), self.clock.now()

    def edits(self, services):
        """Say something else, and do no more for it than can be done without waiting."""
        self.says(THIRD, MUCH)
        Run(self.submits)(replace(services, clock=NoTime(self.clock)))

    def comes_to_an_end(self):
        """Whoever repeats it does it again: the next tick, and Lambda."""
        self.clock.sleep(LATER)
        self.act(self.services)
        self.clock.sleep(LATER)
        self.submits(self.services)

    def shown(self):
        """How often each sign stands in what shows people's answers, and which parts of their posts are there."""
        mine = [each for each in self.team.channel() if str(self.id) in str(each["metadata"])]
        shown = [each for each in mine if each["metadata"]["event_type"] in {ids.POST, ids.DIGEST}]
        said = "".join(str(each["blocks"]) for each in shown)
        theirs = [each for each in mine if each["metadata"]["event_type"] == ids.POST]
        assert [each["metadata"]["event_type"] for each in mine].count(ids.HEADER) == 1
        parts = sorted(each["metadata"]["event_payload"].get("part", 0) for each in theirs)
        signs = {sign: said.count(sign) for sign in (FIRST, SECOND, THIRD) if sign in said}
        assert [each["ts"] for each in theirs] == list(self.report().post.parts)
        return signs, parts

    @property
    def parts(self):
        return [0, 1]


class PostingInTheThread(Posting):
    layout = Layout.THREAD


class ComingLate(Posting):
    """The report is out when somebody answers."""

    before = None
    after: ClassVar[tuple[str, int]] = (SECOND, MUCH)

    def prepare(self):
        super().prepare()
        post_report(self.services, self.standup, TUESDAY, self.clock.now() + LONG)
        self.says(*self.after)

    def act(self, services):
        self.submits(services)


class Growing(ComingLate):
    before = (FIRST, LITTLE)


class Editing(ComingLate):
    before = (FIRST, MUCH)


class GrowingOutOfADigest(Growing):
    layout = Layout.BY_PERSON

    @property
    def parts(self):
        return [0]


ALL = [Posting, PostingInTheThread, ComingLate, Growing, Editing, GrowingOutOfADigest]


class PostingAsTwoSenders(Posting):
    """Two senders have read the same, before either claimed anything: one has taken the lease from the other."""

    def prepare(self):
        super().prepare()
        planned = plan_occurrence(self.standup, TUESDAY)
        self.occurrence = self.services.reports.close(planned, self.layout, self.clock.now())
        self.read = self.report()

    def act(self, services):
        show_in_channel(services, self.occurrence, self.read, at_once(services))

    def comes_to_an_end(self):
        self.clock.sleep(LATER)
        Posting.act(self, self.services)


class HeadingAsTwoSenders(PostingAsTwoSenders):
    """So they have, before there is a summary header."""

    fewest = 2  # it is marked with what else is noted of a day

    def act(self, services):
        post_header(services, self.occurrence, Message("The standup", []), at_once(services))


# Each of them is posted, or changed, in a way of its own.
MAIN = [Posting, ComingLate, Growing]


@pytest.fixture
def scene(services, team, clock):
    numbers = count()

    def begins(kind):
        return kind(services, team, clock, next(numbers))

    return begins


def at_each_step(scene, services, kind, what):
    """Let it happen at one step after the other, each time to the posts of another day, and see what comes of it."""
    for at in count(1):
        one = scene(kind)
        is_there = Run(one.act, at, what(one))(services)
        one.comes_to_an_end()
        sign, how_often = one.said
        assert one.shown() == ({sign: how_often * QUESTIONS}, one.parts), (at, one.report())
        one.goes()
        if not is_there:
            break
    assert at > one.fewest


@pytest.mark.parametrize("happens", [dies, gets_no_answer])
@pytest.mark.parametrize("kind", ALL)
def test_posts_are_there_once_whatever_happens_to_who_posts_them(scene, services, kind, happens):
    at_each_step(scene, services, kind, lambda _: happens)


@pytest.mark.parametrize("kind", [*MAIN, PostingAsTwoSenders, HeadingAsTwoSenders])
def test_of_two_who_post_them_at_once_one_does(scene, services, kind):
    """Another run begins, and does what it can without waiting, at any moment of the first."""
    at_each_step(scene, services, kind, lambda one: lambda _: Run(one.act)(replace(services, clock=NoTime(one.clock))))


@pytest.mark.parametrize("kind", MAIN)
def test_posts_show_what_was_edited_while_they_were_on_their_way(scene, services, kind):
    at_each_step(scene, services, kind, lambda one: lambda _: one.edits(services))


@pytest.mark.parametrize("kind", MAIN)
def test_posts_show_what_was_edited_before_who_posted_them_died(scene, services, kind):
    def edits_and_dies(one):
        def happens(error):
            one.edits(services)
            dies(error)

        return happens

    at_each_step(scene, services, kind, edits_and_dies)
