"""Who acts in the tests of the access table: one person a role, and what their requests lead to."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import httpx

from app.domain.day.occurrence import ReportId
from app.domain.day.report import Person, Report
from app.domain.privacy.access import Role
from app.domain.standup import Question, QuestionRole, with_values
from app.flows.requester import member_of
from app.records import replace
from app.views import ids
from app.views.day.last_workday import plan_occurrence
from app.views.home.more import Verb, option_value
from app.views.setup.standup_form import Editing
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY
from tests.kit.requester import NOBODY, Requester, a_click, a_command, a_message, a_submission, as_form
from tests.setup.flows.living import living_in

MONDAY = date(2026, 11, 23)
# Before any of its days: whoever was named by then may read them.
LONG_AGO = EIGHT - timedelta(days=9)
PUBLIC = "C0TEAM0001"

OWNER, MEMBER, OPTIONAL, OBSERVER = "U0OLIVER08", "U0SOFIAL03", "U0PRIYAK04", "U0BISHNU05"
ADMIN, READER, GUEST, FORMER = "U0ANAPRG01", "U0HARUTO06", "U0GUESTL11", "U0MATILD07"
OUTSIDER, TOLD = "U0WANJIR10", "U0THIAGO09"
# Whoever is named in a standup of a private channel counts only while they are in it.
INSIDE = (MEMBER, OPTIONAL, OBSERVER, READER, GUEST)
OTHER_TEAM, UNKNOWN = "T0OTHER", "U0NOBODY00"

# What nobody is shown who may not; who has a report is shown the questions in it, and what they wrote themselves.
NAME, OLD_NAME, QUESTION = "Vault of leads", "Old vault", "What is the codename?"
POSTED, UNPOSTED, OWN = "the merger is on friday", "the offer is nine million", "my own words"
BLOCKED = "the auditors hold it up"
SECRETS = (NAME, OLD_NAME, QUESTION, POSTED, UNPOSTED, OWN, BLOCKED)
REFUSALS = (
    "not here any more",
    "Only ",
    "not known any more",
    "You were not asked",
    "no part in this",
    "no such standup",
)


OUTSIDE_ADMIN = "admin outside a private channel"


@dataclass(frozen=True)
class Case:
    """Somebody with one role, and what the standup or its place is like for it.

    Who stands in for an owner has a part in the standup besides: here the smallest, of who has left it.
    """

    role: Role
    user: str
    changes: dict = field(default_factory=dict)
    team_id: str = TEAM_ID
    name: str = ""
    besides: frozenset[Role] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        return self.besides | {self.role}

    def __str__(self) -> str:
        return self.name or self.role.name.lower()


CASES = [
    Case(Role.OWNER, OWNER),
    Case(Role.STAND_IN, FORMER, {"owners": (), "channel": PUBLIC}, besides=frozenset({Role.FORMER})),
    Case(Role.TOLD, TOLD, {"channel": PUBLIC}),
    Case(Role.MEMBER, MEMBER),
    Case(Role.OPTIONAL, OPTIONAL),
    Case(Role.OBSERVER, OBSERVER),
    Case(Role.ADMIN, ADMIN, {"channel": PUBLIC}),
    Case(Role.READER, READER),
    Case(Role.INVITED_GUEST, GUEST, {"guests_may_read": True}),
    Case(Role.GUEST, GUEST),
    Case(Role.FORMER, FORMER, {"channel": PUBLIC}),
    Case(Role.OUTSIDER, OUTSIDER),
    Case(Role.OUTSIDER, ADMIN, name=OUTSIDE_ADMIN),
    Case(Role.STRANGER, MEMBER, team_id=OTHER_TEAM),
    Case(Role.STRANGER, UNKNOWN, name="unknown to slack"),
]


class Scene:
    """The standup, one person who acts, and all that their requests lead to."""

    def __init__(self, services, team, stack, case: Case) -> None:
        self.services, self.team, self.stack, self.case = services, team, stack, case
        self.slack, self._last = Requester(stack.url, team.now), 0
        self.another = OPTIONAL if case.user == MEMBER else MEMBER
        self.has_report, self.secrets = case.user in {MEMBER, OPTIONAL, FORMER}, SECRETS
        services.clock.moment = team.now  # what is read in the future counts as not known yet
        self.standup = self._standup()
        self.monday, self.today = (str(ReportId(TEAM_ID, self.standup.standup_id, day)) for day in (MONDAY, TUESDAY))
        self.blocker = f"{self.monday}.{self.another}"
        self._day(MONDAY, {MEMBER: POSTED, OPTIONAL: POSTED, FORMER: POSTED}, is_out=True)
        self._day(TUESDAY, {MEMBER: UNPOSTED, OPTIONAL: UNPOSTED, FORMER: UNPOSTED}, is_out=False)
        member_of(services, TEAM_ID, FORMER)
        services.members.note_left(TEAM_ID, FORMER, self.standup.standup_id, EIGHT, has_left=True)
        member_of(services, TEAM_ID, case.user)
        services.members.note_blocker(TEAM_ID, case.user, self.blocker, EIGHT)
        services.privacy.erasure_requests.open(TEAM_ID, self.another, team.now)

    def _standup(self):
        made = self.team.place.post("channel", create={"name": "vault", "is_private": True}, add=[*INSIDE, "bot"])
        self.team.settles()
        self.team.place.post("channel", id=PUBLIC, remove=[ADMIN, TOLD, FORMER])
        self.team.settles()
        stored = living_in(self.services, made["conversation"]["id"])
        standup = with_values(
            stored,
            {
                "name": OLD_NAME,
                "questions": (
                    Question("question0", QUESTION, "Codename"),
                    Question("question2", "Blocked?", "Blockers", role=QuestionRole.BLOCKERS),
                ),
                **{"people": (MEMBER, FORMER), "optional": (OPTIONAL,), "observers": (OBSERVER,), "owners": (OWNER,)}
                | self.case.changes,
            },
        )
        renamed = replace(self.services.standups.save(standup, OWNER, LONG_AGO, None).standup, name=NAME)
        return self.services.standups.save(renamed, OWNER, LONG_AGO, None).standup

    def _day(self, day: date, words: dict[str, str], *, is_out: bool) -> None:
        reports, at = self.services.reports, self.team.now - timedelta(days=(TUESDAY - day).days, hours=1)
        occurrence = reports.open(plan_occurrence(self.standup, day), tuple(words), at)
        for user, text in words.items():
            own = f"{text}, {OWN}" if user == self.case.user and not is_out else text
            self._write(occurrence.report_id, user, {"question0": own}, at)
        if is_out:
            self._write(occurrence.report_id, self.another, {"question0": POSTED, "question2": BLOCKED}, at)
        self.services.day.tellings.claim_telling(
            occurrence.report_id, "not_in_channel", TOLD, self.services.clock.now()
        )
        if is_out:
            posted = {"closed_at": at, "heading_ts": "1795428000.000100", "reported_at": at, "settled_at": at}
            reports.note(occurrence, **posted, permalink="https://example.com/p")

    def _write(self, report_id: ReportId, user: str, answers: dict[str, str], at: datetime) -> None:
        """Store a report in whose way something is, if anything is, with which the person who acts could help."""
        asked = Report(report_id, user, person=Person(display_name=user))
        self.services.reports.claim(asked, at)
        named = self.case.user if "question2" in answers else ""
        self.services.reports.save(asked.submit(answers, at + timedelta(minutes=5), named), asked)

    def takes_place(self, standup) -> None:
        """Give a standup a day of its own on which something is in somebody's way."""
        occurrence = self.services.reports.open(plan_occurrence(standup, MONDAY), (self.another,), self.team.now)
        answers = {"question0": POSTED, "question2": BLOCKED}
        self._write(occurrence.report_id, self.another, answers, self.team.now - timedelta(hours=1))

    def has_written(self) -> None:
        """Give the person who acts a report of today: what is one's own is tried by everybody."""
        self.has_report, self.secrets = True, (OLD_NAME, POSTED, UNPOSTED)
        answers = {"question0": OWN, "question2": BLOCKED}
        self._write(ReportId.parse(self.today), self.case.user, answers, self.team.now - timedelta(minutes=5))

    def report(self, report_id: str, user: str) -> Report:
        return self.services.reports.snapshot(ReportId.parse(report_id), user, self.services.clock.now())[1]

    def files(self, newest: int = 0) -> str:
        """Give all that the person was sent in files, or in the newest of them."""
        self.team.settles()  # Slack shares a file some time after it has taken it
        messages = [message for person in self.team if person.id == self.case.user for message in person.messages()]
        shown = [file for message in messages for file in message.get("files", [])][-newest:]
        with httpx.Client(base_url=self.stack.url, trust_env=False, verify=NOBODY) as page:
            return "".join(page.get(file["url_private"], params={"as": self.case.user}).text for file in shown)

    def rows(self):
        tables = self.team.place.get("rows")["tables"]
        return {name: sorted(json.dumps(row, sort_keys=True) for row in rows) for name, rows in tables.items()}

    def shown(self, *requests: Callable[[], object]) -> str:
        """Send the requests, and give all that was said to Slack and in the answers."""
        self._since_last()
        bodies = [request().text for request in requests]
        self.team.settles()
        said = [entry["detail"] for entry in self._since_last() if entry["kind"] in {"api", "response_url"}]
        return "\n".join([*bodies, json.dumps(said, ensure_ascii=False)])

    def _since_last(self):
        entries = self.team.place.get("journal", after=self._last)["entries"]
        self._last = entries[-1]["n"] if entries else self._last
        return entries

    def clicks(self, action_id: str, value: str, **changes):
        click = a_click(self.case.team_id, self.case.user, action_id, value, **changes)
        return self.slack.send(as_form(click))

    def chooses(self, verb: Verb, standup_id: str = ""):
        click = a_click(self.case.team_id, self.case.user, ids.MORE, "")
        click["actions"][0] |= {"selected_option": {"value": option_value(verb, standup_id or self.standup.standup_id)}}
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

    def submits(self, words: str, report_id: str = "", **forged: str):
        metadata = json.dumps({"report_id": report_id or self.today, "response_url": "", **forged})
        submission = a_submission(self.case.team_id, self.case.user, metadata, {"question0": words})
        return self.slack.send(as_form(submission))

    def confirms(self, callback_id: str, metadata: str):
        """Submit a modal that asks nothing but whether it is meant."""
        submission = a_submission(self.case.team_id, self.case.user, metadata, {})
        submission["view"] |= {"callback_id": callback_id, "blocks": []}
        return self.slack.send(as_form(submission))

    def looks_at_history(self, standup_id: str = ""):
        kept = Editing(standup_id or self.standup.standup_id, self.standup.version, "d0").metadata()
        view = {"id": "V1", "type": "modal", "private_metadata": kept, "state": {"values": {}}, "blocks": []}
        return self.clicks(ids.HISTORY, "", view=view)
