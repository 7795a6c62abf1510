"""A day of a standup as tests of its report need it: asked, answered, reported, edited, late."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Person, Report
from app.domain.standup import with_values
from app.flows.day import answering
from app.flows.report.summary import post_report
from app.flows.requester import Requester
from app.services import Services
from app.views import ids
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from tests.kit.builders import EIGHT, TUESDAY
from tests.kit.people import Team, Visitor

# Before the workspace's own clock, by which it dates its messages, so that looking for one finds it.
EARLY = EIGHT - timedelta(hours=1)
LONG = timedelta(minutes=14)


@dataclass
class Day:
    """One standup's Tuesday. Its menus are left out: they are not what these tests are about."""

    services: Services
    team: Team
    changes: dict[str, Any] = field(default_factory=dict)
    people: list[Visitor] | None = None

    def __post_init__(self) -> None:
        self.services.clock.moment = EARLY
        team_id = self.services.slack.identity().team_id
        self.standup = with_values(self.services.standups.get(team_id, "daily"), self.changes)
        planned = plan_occurrence(self.standup, TUESDAY)
        self.id: ReportId = planned.report_id
        self.people = self.people or list(self.team.people)
        self.services.reports.open(planned, tuple(one.id for one in self.people), self.now)
        for one in self.people:
            self.services.reports.claim(
                Report(self.id, one.id, Person(one.name.lower(), one.name, self.icon(one))), self.now
            )

    @staticmethod
    def icon(person: Visitor) -> str:
        return f"https://example.com/{person.id}.png"

    @property
    def now(self):
        return self.services.clock.now()

    def answers(self, person: Visitor, *words: str) -> None:
        """Submit, edit or add late, with a moment between any two."""
        self.services.clock.sleep(61)
        written = {f"question{number}": text for number, text in enumerate(words)}
        answering.submit_answers(
            self.services,
            self._requester(person),
            Submission(Origin(str(self.id)), written),
            self.now,
            self.services.clock.now(),
        )

    def presses(self, person: Visitor, verb: str) -> None:
        self.services.clock.sleep(1)
        getattr(answering, verb)(self.services, self._requester(person), Origin(str(self.id)), self.now, self.now)

    def _requester(self, person: Visitor) -> Requester:
        return Requester(person.id, {self.id.team_id})

    def report(self, lasts: timedelta = LONG) -> dict[str, object]:
        return post_report(self.services, self.standup, TUESDAY, self.now + lasts)

    @property
    def occurrence(self) -> Occurrence:
        found, _ = self.services.reports.day(self.id, self.now)
        assert found
        return found

    def row(self, person: Visitor) -> Report:
        _, found = self.services.reports.snapshot(self.id, person.id, self.now)
        assert found
        return found

    def summary_header(self) -> dict[str, Any]:
        """The summary header, as it is now."""
        return next(message for message in self.team.channel() if message["ts"] == self.occurrence.header.ts)

    def notifications(self) -> int:
        """How many messages were posted: changing one notifies nobody, nor does what a thread says of help."""
        posted = [call for call in self.team.calls("chat.postMessage") if call["ok"]]
        return len([call for call in posted if ids.HELP_SAID not in str(call["args"].get("metadata"))])
