"""Who acts in the tests of the access table: one person a role, and what their requests lead to."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.domain.access import Role
from app.domain.occurrence import ReportId, plan_occurrence
from app.domain.report import Report
from app.domain.standup import Question
from app.flows.people import member_of
from app.local.slack.installation import TEAM_ID
from app.views import ids
from app.views.more import Verb, written
from app.views.standup_form import Editing
from tests.builders import EIGHT, TUESDAY
from tests.requester import Requester, a_click, a_command, a_message, a_submission, as_form

MONDAY = date(2026, 11, 23)
PUBLIC = "C0TEAM0001"

OWNER, MEMBER, OPTIONAL, OBSERVER = "U0OLIVER08", "U0SOFIAL03", "U0PRIYAK04", "U0BISHNU05"
ADMIN, READER, GUEST, FORMER = "U0ANAPRG01", "U0HARUTO06", "U0GUESTL11", "U0MATILD07"
OUTSIDER, TOLD = "U0WANJIR10", "U0THIAGO09"

# What nobody is shown who may not.
NAME, OLD_NAME, QUESTION = "Vault of leads", "Old vault", "What is the codename?"
POSTED, UNPOSTED, OWN = "the merger is on friday", "the offer is nine million", "my own words"
SECRETS = (NAME, OLD_NAME, QUESTION, POSTED, UNPOSTED, OWN)
REFUSALS = (
    "not here any more",
    "Only ",
    "not known any more",
    "You were not asked",
    "no part in this",
    "no such standup",
)


@dataclass(frozen=True)
class Case:
    """Somebody with one role."""

    role: Role
    user: str
    changes: dict = field(default_factory=dict)
    team_id: str = TEAM_ID
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.role.name.lower()


CASES = [
    Case(Role.OWNER, OWNER),
    Case(Role.TOLD, TOLD),
    Case(Role.MEMBER, MEMBER),
    Case(Role.OPTIONAL, OPTIONAL),
    Case(Role.OBSERVER, OBSERVER),
    Case(Role.ADMIN, ADMIN, {"channel": PUBLIC}),
    Case(Role.READER, READER),
    Case(Role.INVITED_GUEST, GUEST, {"guests_may_read": True}),
    Case(Role.GUEST, GUEST),
    Case(Role.FORMER, FORMER),
    Case(Role.OUTSIDER, OUTSIDER),
    Case(Role.OUTSIDER, ADMIN, name="admin outside a private channel"),
    Case(Role.STRANGER, MEMBER, team_id="T0OTHER"),
]


class Scene:
    """The standup, one person who acts, and all that their requests lead to."""

    def __init__(self, services, team, stack, case: Case) -> None:
        self.services, self.team, self.stack, self.case = services, team, stack, case
        self.slack = Requester(stack.url, team.now)
        services.clock.moment = team.now  # what is read in the future counts as not known yet
        self.standup = self._standup()
        self.today = str(ReportId(TEAM_ID, self.standup.standup_id, TUESDAY))
        self._day(MONDAY, {MEMBER: POSTED, OPTIONAL: POSTED, FORMER: POSTED}, is_out=True)
        self._day(TUESDAY, {MEMBER: UNPOSTED, OPTIONAL: UNPOSTED, FORMER: UNPOSTED}, is_out=False)
        former = replace(member_of(services, TEAM_ID, FORMER), left=frozenset({self.standup.standup_id}))
        services.members.remember_wishes(former, EIGHT)
        member_of(services, TEAM_ID, case.user)

    def _standup(self):
        made = self.team.place.post("channel", create={"name": "vault", "is_private": True}, add=[READER, GUEST, "bot"])
        self.team.settles()
        self.team.place.post("channel", id=PUBLIC, remove=[ADMIN])
        self.team.settles()
        stored = self.services.standups.get(TEAM_ID, made["conversation"]["id"])
        standup = replace(
            stored,
            name=OLD_NAME,
            questions=(Question("question0", QUESTION, "Codename"),),
            people=(MEMBER, FORMER),
            optional=(OPTIONAL,),
            observers=(OBSERVER,),
            owners=(OWNER,),
            **self.case.changes,
        )
        renamed = replace(self.services.standups.save(standup, OWNER, EIGHT, None).standup, name=NAME)
        return self.services.standups.save(renamed, OWNER, EIGHT, None).standup

    def _day(self, day: date, words: dict[str, str], *, is_out: bool) -> None:
        reports, at = self.services.reports, self.team.now - timedelta(days=(TUESDAY - day).days, hours=1)
        occurrence = reports.open(plan_occurrence(self.standup, day), tuple(words), at)
        for user, text in words.items():
            asked = Report(occurrence.report_id, user, display_name=user)
            reports.claim(asked, at)
            own = f"{text}, {OWN}" if user == self.case.user and not is_out else text
            reports.save(asked.submit({"question0": own}, at + timedelta(minutes=5)), asked)
        reports.claim_telling(occurrence.report_id, "not_in_channel", TOLD)
        if is_out:
            posted = {"closed_at": at, "heading_ts": "1795428000.000100", "reported_at": at, "settled_at": at}
            reports.note(occurrence, **posted, permalink="https://example.com/p")

    def rows(self):
        tables = self.team.place.get("rows")["tables"]
        return {name: sorted(json.dumps(row, sort_keys=True) for row in rows) for name, rows in tables.items()}

    def shown(self, *requests: Callable[[], object]) -> str:
        """Send the requests, and give all that was said to Slack and in the answers."""
        entries = self.team.place.get("journal")["entries"]
        last = entries[-1]["n"] if entries else 0
        bodies = [request().text for request in requests]
        self.team.settles()
        since = [entry for entry in self.team.place.get("journal")["entries"] if entry["n"] > last]
        said = [entry["detail"] for entry in since if entry["kind"] in {"api", "response_url"}]
        return "\n".join([*bodies, json.dumps(said, ensure_ascii=False)])

    def clicks(self, action_id: str, value: str, **changes):
        click = a_click(self.case.team_id, self.case.user, action_id, value, **changes)
        return self.slack.send(as_form(click))

    def chooses(self, verb: Verb):
        click = a_click(self.case.team_id, self.case.user, ids.MORE, "")
        click["actions"][0] |= {"selected_option": {"value": written(verb, self.standup.standup_id)}}
        return self.slack.send(as_form(click))

    def types(self, text: str):
        message = a_message(self.case.team_id, self.case.user, text, channel=f"D{self.case.user[1:]}")
        return self.slack.send(json.dumps(message).encode(), form=False)

    def commands(self, text: str):
        token = self.stack.workspace.response_urls.issue(self.case.user, f"D{self.case.user[1:]}")
        place = {"channel_id": self.standup.channel, "response_url": f"{self.stack.url}/response/{token}"}
        return self.slack.send(a_command(self.case.team_id, self.case.user, text, **place))

    def opens_home(self):
        event = {"type": "app_home_opened", "user": self.case.user, "tab": "home"}
        told = {"type": "event_callback", "team_id": self.case.team_id, "event_id": "Ev2", "event": event}
        return self.slack.send(json.dumps(told).encode(), form=False)

    def submits(self, words: str):
        metadata = json.dumps({"report_id": self.today, "response_url": ""})
        submission = a_submission(self.case.team_id, self.case.user, metadata, {"question0": words})
        return self.slack.send(as_form(submission))

    def looks_at_history(self):
        kept = Editing(self.standup.standup_id, self.standup.version, "d0").kept()
        view = {"id": "V1", "type": "modal", "private_metadata": kept, "state": {"values": {}}, "blocks": []}
        return self.clicks(ids.HISTORY, "", view=view)
