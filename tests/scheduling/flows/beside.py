"""A workspace in which one standup is hostile, and the one beside it that has to go on."""

import json
import logging
from datetime import datetime, timedelta

from app.errors import SlackRefused
from app.flows.scheduling import ticking
from app.storage.rows.row import SCHEMA
from app.views.setup.standup_form import Editing
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, a_standup
from tests.kit.inside import Inside
from tests.kit.requester import a_click, a_command, a_message, a_submission, as_form

ANA, MARCUS = "U0ANAPRG01", "U0MARCUS02"
HEALTHY, HOSTILE = "healthy", "hostile"
DAY, SOON = timedelta(days=1), timedelta(minutes=15)
TYPED = ("list", "answer", "skip", "away until tomorrow", "back", "report", "report yesterday", "help")


class Beside:
    """Ana owns both and is asked by both; Marcus is asked by the healthy one."""

    def __init__(self, services, clock, logged) -> None:
        self.services, self._clock, self._logged = services, clock, logged
        self.inside = Inside(services)
        self.team_id = services.slack.identity().team_id
        self.now = EIGHT - timedelta(hours=1)
        clock.moment = self.now
        services.standups.delete(services.standups.get(self.team_id, "daily"), ANA, self.now)
        mine = {"team_id": self.team_id, "standup_id": HEALTHY, "name": "Healthy", "channel": CHANNEL}
        healthy = a_standup(**mine, people=(ANA, MARCUS), owners=(ANA,))
        self.healthy = services.standups.save(healthy, ANA, self.now, self.now).standup
        self.tick()
        logged.clear()

    def put(self, table: str, **row) -> None:
        """Write a row as it is, whatever is in it."""
        self.services.privacy.rows.put(table, {"schema": SCHEMA, **row})

    def row(self, table: str, key: dict) -> dict:
        return self.services.privacy.rows.get(table, key)

    def puts_a_standup(self, config, standup_id: str = HOSTILE, **columns) -> None:
        """Write a hostile standup, due now."""
        text = config if isinstance(config, str) else json.dumps(config)
        due = {"due_shard": "due", "due_at": f"{self.now:%Y-%m-%dT%H:%M:%S.%f}+0000", "version": 1}
        keys = {"team_id": self.team_id, "standup_id": standup_id}
        self.put("standups", **{**due, "config": text, **columns, **keys})

    def types(self, text: str, user: str = ANA):
        return self.answered(a_command(self.team_id, user, text, channel_id=CHANNEL, response_url=""))

    def writes(self, text: str, user: str = ANA):
        return self.answered(json.dumps(a_message(self.team_id, user, text)).encode(), form=False)

    def opens_home(self, user: str = ANA):
        event = {"type": "app_home_opened", "user": user, "tab": "home"}
        told = {"type": "event_callback", "team_id": self.team_id, "event_id": "Ev2", "event": event}
        return self.answered(json.dumps(told).encode(), form=False)

    def clicks(self, action: str, value: str, user: str = ANA, **changes):
        return self.answered(as_form(a_click(self.team_id, user, action, value, **changes)))

    def submits(self, form: str, editing: Editing, fields: dict, user: str = ANA):
        """Submit a modal in which a standup is set up."""
        submission = a_submission(self.team_id, user, editing.metadata(), {})
        submission["view"] |= {"callback_id": form, "state": {"values": {n: {n: v} for n, v in fields.items()}}}
        submission["view"]["blocks"] = [{"type": "input", "block_id": name} for name in fields]
        return self.answered(as_form(submission))

    def answered(self, body: bytes, *, form: bool = True):
        answer = self.inside.send(body, form=form)
        assert answer.status_code < 500, answer.text
        return answer

    def tick(self) -> None:
        """Let the tick of this moment come; it raises what nobody expected."""
        self._clock.moment = self.now
        ticking.tick(self.services, self.now, self.now + SOON)

    def moves_to(self, moment: datetime) -> None:
        self.now = self._clock.moment = moment

    def goes_on(self) -> None:
        """Hold that everybody can do what they always could, and that the healthy standup asks and reports."""
        self._acts()
        day = self._next_weekday()
        self.moves_to(day)
        self.tick()
        self.opens_home()
        self.types("answer")
        self.types("skip healthy", MARCUS)
        self.moves_to(day + timedelta(hours=2))
        self.tick()
        found, reports = self._of_the_day(day)
        assert found.progress.reported_at, found
        assert {report.user_id for report in reports if report.menu.ts} == {ANA, MARCUS}
        self.nothing_unexpected()
        self.moves_to(day + timedelta(hours=3))

    def _acts(self) -> None:
        for text in TYPED:
            self.types(text)
        self.writes("list")
        self.opens_home()
        self.opens_home(MARCUS)
        self.nothing_unexpected()

    def _next_weekday(self) -> datetime:
        day = EIGHT.replace(year=self.now.year, month=self.now.month, day=self.now.day)
        day += DAY if self.now >= day else timedelta()
        while day.weekday() > 4:
            day += DAY
        return day

    def _of_the_day(self, day: datetime):
        (found,) = self.services.reports.occurrences(self.team_id, HEALTHY, [day.date()], self.now)
        return self.services.reports.day(found.report_id, self.now)

    def nothing_unexpected(self) -> None:
        """Nobody was told that something went wrong, and no error of the code was logged."""
        failed = [line for line in self._logged.records if line.levelno >= logging.ERROR and line.exc_info]
        unexpected = [line for line in failed if not isinstance(line.exc_info[1], SlackRefused)]
        assert [(line.message, line.exc_info) for line in unexpected] == []
        self._logged.clear()

    def is_forgotten(self, standup_id: str) -> None:
        """Take a hostile standup away again."""
        self.services.privacy.rows.remove("standups", {"team_id": self.team_id, "standup_id": standup_id})
