"""Days that people live with one installation, and the account of what they wrote and what was sent to them."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.views import ids
from local.stack import Stack as Workspace
from ops.deploying import emulator, local_stage
from ops.slack_app import AppConfiguration
from ops.stage import SCHEDULED, Stage
from slack_simulator.ids import APP_ID, FIRST_TOKEN
from slack_simulator.visitor import Place, Visitor
from tests.kit.people import Team, answers
from tests.ops.deploying.deployed import eventually, warm_up

# A day as 20261124, as it is in the marks of messages, and one of its people.
Day = str
Turn = tuple[Day, str]
COLUMNS = ("days", "menus", "answers", "posted", "stored", "queued", "lost", "twice", "seconds")


class WithMenu(Visitor):
    """A person who looks at the menu of one day, whatever has come since."""

    menu: str

    def messages(self) -> list[dict[str, Any]]:
        return [message for message in super().messages() if message["ts"] == self.menu]


@dataclass
class Life:
    """One installation in the embedded AWS with its Slack, and the account that is kept of it.

    Its days are some days ahead, so that no tick takes one for today; each is asked and reported by an event as the
    deployed rule would send it. `answers` are the acknowledged ones, the last of each person and day. A day that is
    `held` waits for its report.
    """

    stage: Stage
    workspace: Workspace
    place: Place
    embedded: emulator.Embedded
    held: set[Day] = field(default_factory=set)
    answers: dict[Turn, str] = field(default_factory=dict)
    table: list[str] = field(default_factory=list)
    _days: list[Day] = field(default_factory=list)
    _menus: dict[tuple[str, str], Day] = field(default_factory=dict)
    _first: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(days=3))
    _since: float = field(default_factory=time.monotonic)

    def client(self, service: str) -> Any:
        return self.stage.client(service)

    @property
    def team(self) -> Team:
        return Team(self.place)

    # What the schedule does.

    def rules(self) -> list[dict[str, Any]]:
        """Give what the rules of the stack send; for the time it has `<time>`."""
        events = self.client("events")
        names = [rule["Name"] for rule in events.list_rules(NamePrefix=self.stage.stack)["Rules"]]
        targets = [target for name in names for target in events.list_targets_by_rule(Rule=name)["Targets"]]
        return [json.loads(target["InputTransformer"]["InputTemplate"].replace("<time>", '""')) for target in targets]

    def may_start(self) -> int:
        """Count the rules that may start the sender."""
        policy = self.client("lambda").get_policy(FunctionName=self.stage.functions[SCHEDULED])["Policy"]
        return len(json.loads(policy)["Statement"])

    def fires(self, kind: str, moment: str, mode: str = "RequestResponse") -> dict[str, Any]:
        """Send what the rule of this kind would send; else that of the ticks, with the kind in it."""
        rule = next((one for one in self.rules() if one["type"] == kind), self.rules()[0])
        event = json.dumps({**rule, "type": kind, "time": moment}).encode()
        name = self.stage.functions[SCHEDULED]
        reply = self.client("lambda").invoke(FunctionName=name, InvocationType=mode, Payload=event)
        content = reply["Payload"].read()
        assert "FunctionError" not in reply, content
        return dict(json.loads(content)) if content else {}

    def ticks(self) -> None:
        """Tick now: the next one by itself may be a minute away."""
        self.fires("tick", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")

    def begins(self) -> Day:
        """Have everybody asked on the next day."""
        day = f"{self._first + timedelta(days=len(self._days)):%Y%m%d}"
        self._days.append(day)
        assert self.fires("send_questions", at(day, 8))["outcome"] == "asked"
        for person in self.on(day):
            self._menus[person.id, person.menu] = day
        return day

    def ends(self, day: Day) -> None:
        assert self.fires("send_report", at(day, 10))["outcome"] == "reported"

    # What people do.

    def on(self, day: Day) -> list[WithMenu]:
        """Give everybody who has a menu of a day."""
        found = []
        for person in self.team:
            for menu in [each["ts"] for each in person.messages() if self._day_of(person, each) == day]:
                found.append(WithMenu(person.place, person.profile, person.reader))
                found[-1].menu = menu
        return found

    def _day_of(self, person: Visitor, message: dict[str, Any]) -> Day | None:
        """Tell of which day a message is the menu: one that was clicked may have no mark any more."""
        turn = turn_of(message, ids.MENU)
        return self._menus.get((person.id, message["ts"])) or (turn and turn[0])

    def answers_with(self, day: Day, person: WithMenu, words: str) -> None:
        answers(person, words, "", "")
        self.is_acknowledged(day, person, words)

    def is_acknowledged(self, day: Day, person: Visitor, words: str) -> None:
        """Keep account of it, and wait until it is stored."""
        self.answers[day, person.id] = words
        eventually(lambda: words in self.stored(day))

    def lives(self, name: str) -> Day:
        """Live a whole day: two answer, one of them once more, one skips, the others say nothing."""
        day = self.begins()
        ana, marcus, sofia, *_ = self.on(day)
        self.answers_with(day, ana, f"{name}, first thought")
        self.answers_with(day, marcus, f"{name}, by {marcus.id}")
        sofia.clicks("Skip today")
        eventually(lambda: "skip" in sofia.reads().lower())
        self.answers_with(day, ana, f"{name}, by {ana.id}")
        self.ends(day)
        return day

    def slack_learns(self, manifest: dict[str, Any]) -> None:
        """Put a manifest with an address on the app's page, and install the app anew."""
        AppConfiguration(FIRST_TOKEN, f"{self.workspace.url}/api/").update(APP_ID, manifest)
        self.place.post("scopes", declined=[])
        url = manifest["settings"]["event_subscriptions"]["request_url"]
        local_stage.deliver(self.workspace, self.embedded.url, url)
        self.is_warm()

    def is_warm(self) -> None:
        """Wait until functions run: people would get a warning sign after three seconds."""
        warm_up(self.embedded.url, self.workspace.workspace.delivery.host)

    # What became of it.

    def stored(self, day: Day = "") -> str:
        """Give the rows of a day, or all of them, as text."""
        rows = self.client("dynamodb").scan(TableName=self.stage.tables["reports"], ConsistentRead=True)["Items"]
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows if day in str(row))

    def failures(self) -> int:
        sqs = self.client("sqs")
        try:
            url = sqs.get_queue_url(QueueName=self.stage.queue)["QueueUrl"]
        except sqs.exceptions.QueueDoesNotExist:
            return 0
        return len(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", []))

    def posts(self) -> dict[Turn, list[str]]:
        """Give the texts in the channel by day and person."""
        found: dict[Turn, list[str]] = {}
        for message in self.team.channel():
            if turn := turn_of(message, ids.POST):
                found.setdefault(turn, []).append(message["text"])
        return found

    def menus(self) -> Counter[Turn]:
        """Count every message that people got, by day and person: they get nothing but menus here."""
        got = [(self._day_of(person, message), person.id) for person in self.team for message in person.messages()]
        assert {day for day, _ in got} <= set(self._days), "a message that is nobody's menu of these days"
        return Counter((day, person) for day, person in got if day)

    def is_counted(self, step: str) -> None:
        """Write the line of a step: of what was acknowledged nothing is lost, and nothing was sent twice."""
        menus, posts, stored = self.menus(), self.posts(), self.stored()
        posted = {turn for turn, words in self.answers.items() if any(words in text for text in posts.get(turn, []))}
        waiting = {turn for turn, words in self.answers.items() if turn[0] in self.held and words in stored}
        lost = len(self.answers.keys() - posted - waiting)
        twice = sum(number > 1 for number in menus.values()) + sum(len(texts) > 1 for texts in posts.values())
        numbers = (len(self._days), menus.total(), len(self.answers), len(posted), len(waiting - posted))
        seconds = f"{time.monotonic() - self._since:.0f}"
        self._since = time.monotonic()
        self.table.append(line(step, *numbers, self.failures(), lost, twice, seconds))
        assert (lost, twice) == (0, 0), "\n".join(self.table)
        assert posts.keys() <= self.answers.keys(), "a post of somebody who did not answer"


def turn_of(message: dict[str, Any], kind: str) -> Turn | None:
    """Tell of which day and person a message of this kind is, by its mark."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload", {})
    is_it = metadata.get("event_type") == kind
    return (payload["report_id"].rpartition(".")[2], payload["user_id"]) if is_it else None


def at(day: Day, hour: int) -> str:
    return f"{datetime.strptime(day, '%Y%m%d').replace(tzinfo=UTC, hour=hour):%Y-%m-%dT%H:%M:%SZ}"


def line(step: str, *cells: Any) -> str:
    return f"{step:<34}" + "".join(f"{cell:>8}" for cell in cells)


def what_is_there(stage: Stage) -> dict[str, list[str]]:
    """Name everything in AWS that is called after the stack, by its kind; those kinds alone of which there is any."""

    def named(service: str, asked: str, kind: str, key: str = "") -> Iterator[str]:
        reply = getattr(stage.client(service), asked)()
        found: Iterable[Any] = reply.get(kind, [])
        yield from (name for each in found if stage.stack in (name := each[key] if key else each))

    kinds = {
        "alarms": named("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        "apis": named("apigatewayv2", "get_apis", "Items", "Name"),
        "buckets": named("s3", "list_buckets", "Buckets", "Name"),
        "dashboards": named("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
        "functions": named("lambda", "list_functions", "Functions", "FunctionName"),
        "logs": named("logs", "describe_log_groups", "logGroups", "logGroupName"),
        "queues": named("sqs", "list_queues", "QueueUrls"),
        "roles": named("iam", "list_roles", "Roles", "RoleName"),
        "rules": named("events", "list_rules", "Rules", "Name"),
        "tables": named("dynamodb", "list_tables", "TableNames"),
        "topics": named("sns", "list_topics", "Topics", "TopicArn"),
    }
    return {kind: found for kind, names in kinds.items() if (found := sorted(names))}
