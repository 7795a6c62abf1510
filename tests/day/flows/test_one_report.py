"""The life of one report, in any order, with anything late or doubled, against a model of ten lines."""

import re
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.errors import UnknownReport
from app.flows.day import answering, opening
from app.flows.report.summary import post_report
from app.flows.requester import Requester
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from tests.kit.builders import EIGHT

# Each example takes the day after the one before, so that none is older than another.
DAYS = count()
LATE = st.integers(0, 3)
MENU_SAYS = {
    ("asked", False): "Three questions",
    ("skipped", False): "You are skipping",
    ("submitted", False): "it goes to",
    ("asked", True): "without you",
    ("skipped", True): "You skipped",
}


class Model:
    """What should be the case."""

    def __init__(self) -> None:
        self.state, self.text, self.at, self.skip_at, self.out = "asked", None, None, None, False

    def take(self, verb, text, at):
        answers = verb in {"submit", "withdraw"}
        known = [self.at] if answers else [self.at, self.skip_at]
        needed = {"submit": self.state, "skip_today": "asked", "undo_skip": "skipped", "withdraw": "submitted"}[verb]
        if any(one and at < one for one in known) or self.state != needed or (self.out and verb != "submit"):
            return
        if not answers and at in known:
            return
        self.state = {"submit": "submitted", "skip_today": "skipped"}.get(verb, "asked")
        if answers:
            self.text, self.at = text, at
        else:
            self.skip_at = at


class OneReport(RuleBasedStateMachine):
    """The real flows, for one person and one day."""

    services = None
    team = None

    def __init__(self) -> None:
        super().__init__()
        self.person = self.team[0]
        self.start = EIGHT + timedelta(days=next(DAYS))
        self.services.clock.moment = self.start
        team_id = self.services.slack.identity().team_id
        self.requester = Requester(self.person.id, {team_id})
        self.standup = self.services.standups.get(team_id, "daily")
        self.day = self.start.date()
        planned = plan_occurrence(self.standup, self.day)
        self.origin = Origin(str(planned.report_id))
        self.report_id = planned.report_id
        self.services.reports.open(planned, (self.person.id,), self.start)
        self.model = Model()
        self.ask()

    @property
    def deadline(self):
        return self.services.clock.now() + timedelta(minutes=14)

    @rule()
    def ask(self):
        ask_everyone(self.services, self.standup, self.day, self.deadline)

    @rule()
    def open(self):
        """Opening the form reads; Slack refuses the made-up trigger, and nothing changes."""
        with pytest.raises(answering.SlackError):
            opening.open_report(self.services, self.requester, self.origin, "1.2.3", self.services.clock.now())

    @rule(text=st.sampled_from(["one", "two & <three>", "four"]), late=LATE, twice=st.booleans())
    def submit(self, text, late, twice):
        for received in self.moments(late, twice):
            written = {"question1": text}
            answering.submit_answers(
                self.services, self.requester, Submission(self.origin, written), received, self.services.clock.now()
            )
            self.model.take("submit", text, received)

    @rule(verb=st.sampled_from(["skip_today", "undo_skip", "withdraw"]), late=LATE, twice=st.booleans())
    def press(self, verb, late, twice):
        for received in self.moments(late, twice):
            getattr(answering, verb)(self.services, self.requester, self.origin, received, self.services.clock.now())
            self.model.take(verb, None, received)

    def moments(self, late, twice):
        """When it is received: now, or up to three seconds before it is carried out; and again, if it is doubled."""
        self.services.clock.sleep(1.1)  # no two submissions of a person are received in the same microsecond
        return [self.services.clock.now() - timedelta(seconds=late)] * (1 + twice)

    @rule()
    def report(self):
        post_report(self.services, self.standup, self.day, self.deadline)
        self.model.out = True

    @precondition(lambda self: self.model.at)
    @rule()
    def expire(self):
        """Long after, the report is unknown; then it is today again."""
        today = self.services.clock.moment
        self.services.clock.moment = today + timedelta(days=401)
        with pytest.raises(UnknownReport):
            answering.skip_today(
                self.services, self.requester, self.origin, self.services.clock.now(), self.services.clock.now()
            )
        self.services.clock.moment = today

    @invariant()
    def what_is_stored_is_the_models(self):
        _, report = self.services.reports.snapshot(self.report_id, self.person.id, self.services.clock.now())
        assert (report.state, report.answers.get("question1")) == (self.model.state, self.model.text)

    @invariant()
    def there_is_one_menu_and_it_shows_the_state(self):
        marks = [m for m in self.person.messages() if f"menu.{self.report_id}" in str(m["blocks"])]
        assert len(marks) == 1
        assert MENU_SAYS.get((self.model.state, self.model.out), "Thank you") in marks[0]["text"]

    @invariant()
    def the_channel_shows_the_report_once_and_only_when_it_is_out(self):
        theirs = self.posted()
        texts = [post["text"] for post in self.team.posts() if post["ts"] in theirs] if theirs else []
        wanted = [self.model.text] if self.model.out and self.model.state == "submitted" else []
        bare = [re.split("\n(?:added|edited) at ", text)[0] for text in texts]
        bare = [text.removeprefix(f"{self.person.name}\n") for text in bare]  # a changed post names its author inside
        shown = [text.removeprefix("Today: ").replace("&lt;", "<").replace("&gt;", ">") for text in bare]
        assert [text.replace("&amp;", "&") for text in shown] == wanted

    def posted(self):
        """The posts that carry this report's mark, found as the app itself would find them."""
        calls = self.team.calls("chat.postMessage")
        mine = [call for call in calls if str(self.report_id) in str(call["args"].get("metadata"))]
        return {call["result"]["ts"] for call in mine if call["ok"] and call["args"].get("username")}


def test_one_report_in_any_order_late_and_doubled(team, services):
    OneReport.services, OneReport.team = services, team
    run_state_machine_as_test(
        OneReport,
        settings=settings(
            max_examples=30,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
