"""People who answer in the course of the morning: most of them, some sooner, some later, before their report is due."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

from app.domain.day.occurrence import ReportId
from app.services import Services
from benchmarks.crowd.scenario import MINUTE, NINE, Team
from slack_simulator.ids import TEAM_ID

CLICKS = 0.7
# How long people take to answer: the mean of an exponential distribution.
THINKS = timedelta(minutes=12)
# The last moment before the report at which anybody answers.
BEFOREHAND = 2 * MINUTE
DONE = {
    "question0": "Finished the export and its tests, and looked at what the night's run found.",
    "question1": "The import, if the review is through; after that the form.",
    "question2": "None",
}


class People:
    """Everybody of the scenario; whoever is asked decides when to answer. The chances are the same in each run."""

    def __init__(self, services: Services, teams: Sequence[Team]) -> None:
        self._services = services
        self._teams = {user: team for team in teams for user in team.people}
        self._waiting: list[tuple[datetime, str]] = []
        self._asked: list[str] = []

    def is_asked(self, user: str) -> None:
        """Take note that somebody has their menu, wherever that is learned."""
        self._asked.append(user)

    def answer(self, now: datetime) -> None:
        """Store the answers of all whose time has come."""
        while self._asked:
            user = self._asked.pop()
            chance = random.Random(user)  # noqa: S311 no secret
            if chance.random() < CLICKS:
                heappush(self._waiting, (now + chance.expovariate(1) * THINKS, user))
        while self._waiting and self._waiting[0][0] <= now:
            _, user = heappop(self._waiting)
            if now < self._teams[user].reported_at - BEFOREHAND:
                self._submit(user, now)

    def _submit(self, user: str, now: datetime) -> None:
        reports = self._services.reports
        report_id = ReportId(TEAM_ID, self._teams[user].standup_id, NINE.date())
        _, report = reports.snapshot(report_id, user, now)
        if report:
            reports.save(report.submit(DONE, now), report)
