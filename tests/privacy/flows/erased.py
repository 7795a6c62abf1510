"""Somebody who answered and was erased, and what is sent to the app by and about them: through its doors."""

import json
from datetime import timedelta

from app.domain.standup import with_values
from app.flows.privacy.erasing import begin
from app.flows.scheduling.jobs import work_at
from app.storage.rows.connection import Guarded
from app.storage.rows.gate import GATE
from app.views import ids
from slack_simulator.ids import BOT_USER_ID
from tests.kit.builders import EIGHT
from tests.kit.people import CHANNEL
from tests.kit.queued import Queued
from tests.kit.requester import a_click, a_command, a_message, a_submission, as_form
from tests.privacy.access.becoming import submits
from tests.privacy.access.cast import Case, Role

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WRITES = {"PutItem", "UpdateItem", "BatchWriteItem", "TransactWriteItems"}
SECRET, AWAY_WORDS = "my very own words", "at sea without a telephone"


class Scene:
    """A standup of a team, of which Bo is the owner, and Ana in it, who answered."""

    def __init__(self, team, services, clock, stack, tmp_path) -> None:
        self.team, self.services, self.clock, self.stack, self.tmp_path = team, services, clock, stack, tmp_path
        self.ana, self.bo = team[0], team[1]
        self.team_id = services.slack.identity().team_id
        self.slack = Queued(services)
        self.case = Case(Role.OWNER, self.bo.id)
        fields = {"version": 0, "owners": (self.bo.id,), "retention_days": 7}
        services.standups.save(with_values(self.standup, fields), self.bo.id, EIGHT, EIGHT)
        self.tick(EIGHT)
        self.sends(self.answers(self.ana, SECRET))

    @property
    def standup(self):
        return self.services.standups.get(self.team_id, "daily")

    @property
    def report_id(self):
        return f"{self.team_id}.daily.{EIGHT:%Y%m%d}"

    def tick(self, moment) -> None:
        """The schedule comes, and looks for whatever it has not looked for since."""
        self.clock.moment = moment
        self.slack.scheduled("tick", moment)

    def is_erased(self) -> None:
        """By an admin's command; a process that knows of nobody who was erased goes on."""
        job = begin(self.services, self.team_id, self.ana.id, "ops admin")
        assert work_at(self.services, job, self.clock.moment + 10 * MINUTE).endswith("done")
        GATE._known.clear()

    def is_erased_meanwhile(self, monkeypatch) -> list[str]:
        """Have her erased just before anything is next written that names her, by a run that has read what it needs.

        Gives what that write is, once it has come.
        """
        came, send = [], Guarded.dispatch

        def dispatch(connection, operation, asked):
            if not came and operation in WRITES and self.ana.id in json.dumps(asked, default=str):
                came.append(operation)
                self.is_erased()
            return send(connection, operation, asked)

        monkeypatch.setattr(Guarded, "dispatch", dispatch)
        return came

    def sends(self, *bodies) -> list[str]:
        """Send signed requests, have done what they leave to be done, and give the answers."""
        self.clock.sleep(1)
        answers = [self.slack.send(body, form=not body.startswith(b"{")) for body in bodies]
        assert {answer.status_code for answer in answers} <= {200, 404}  # 404: no event of ours
        self.slack.runs()
        return [answer.text for answer in answers]

    def held(self, *bodies) -> list[bytes]:
        """Send signed requests of which what they leave to be done is not done yet."""
        self.clock.sleep(1)
        return self.slack.held(lambda: [self.slack.send(body, form=not body.startswith(b"{")) for body in bodies])

    def edits(self, callback_id=ids.STANDUP_FORM, **fields):
        """Bo submits a modal with these values in its fields, and agrees to what it leads to."""
        self.clock.sleep(1)
        answer = submits(self, callback_id, fields)
        return answer.text

    def event(self, kind, user, **fields) -> bytes:
        event = {"type": kind, "user": user, **fields}
        told = {"type": "event_callback", "team_id": self.team_id, "event_id": f"Ev{self.clock.moment:%H%M%S}{kind}"}
        return json.dumps({**told, "event": event}).encode()

    def comes(self, user, channel=CHANNEL, **fields) -> bytes:
        return self.event("member_joined_channel", user, channel=channel, channel_type="C", **fields)

    def goes(self, user) -> bytes:
        return self.event("member_left_channel", user, channel=CHANNEL, channel_type="C")

    def invites_the_bot(self) -> bytes:
        """To a channel that has no standup, in which they are."""
        return self.comes(BOT_USER_ID, "C0GENERAL1", inviter=self.ana.id)

    def looks_at_home(self) -> bytes:
        return self.event("app_home_opened", self.ana.id, tab="home")

    def clicks(self, action_id, value="daily", **fields) -> bytes:
        return as_form(a_click(self.team_id, self.ana.id, action_id, value, **fields))

    def types(self, text) -> tuple[bytes, bytes]:
        """As a command, and to the bot."""
        message = a_message(self.team_id, self.ana.id, text, channel=f"D{self.ana.id[1:]}")
        command = a_command(self.team_id, self.ana.id, text, channel_id=CHANNEL, response_url="")
        return command, json.dumps(message).encode()

    def answers(self, person, words, **more) -> bytes:
        """Submit the report form, with what else is in its state."""
        metadata = json.dumps({"report_id": self.report_id, "response_url": ""})
        submission = a_submission(self.team_id, person.id, metadata, {"question0": words, "question2": words})
        submission["view"]["state"]["values"] |= more
        return as_form(submission)

    def fills(self, callback_id, metadata, **fields) -> bytes:
        """Ana submits a modal, with the parts of its state."""
        submission = a_submission(self.team_id, self.ana.id, metadata, {})
        submission["view"] |= {"callback_id": callback_id, "state": {"values": fields}}
        return as_form(submission)
