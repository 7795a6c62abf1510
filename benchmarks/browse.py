"""What looking back costs: a month of a team's reports, browsed by clicks in the local workspace and counted."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.domain.day.report import Report, State
from app.domain.history.history import month_of
from app.domain.schedule import takes_place
from app.domain.standup import Standup, default_standup
from app.records import replace
from app.settings import Secrets, Settings
from app.storage.rows import connection
from app.storage.rows.days import planned_fields, range_key, row_of
from app.storage.rows.tables import OccurrenceRow, ReportRow, ReportsTable
from app.views.day.last_workday import plan_occurrence
from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET, TABLE_PREFIX, Options, Stack, running
from ops.deploying.local_stage import dynamodb_of, environment
from ops.ending import Commands
from slack_simulator.hosting import Clock
from slack_simulator.ids import TEAM_ID
from slack_simulator.visitor import Json, Place, Visitor

EVENING = datetime(2026, 11, 30, 18, tzinfo=UTC)
# Each process asks once who it is; which page that falls on says nothing about the page.
ONCE_A_PROCESS = "auth.test"
SILENT_EVERY = 9
BLOCKED_EVERY = 17
_WORK = ("the export", "the invoice page", "search", "the new onboarding", "release notes", "the importer", "billing")

app = Commands()
console = Console()


class StandingClock(Clock):
    """A clock that stands still unless it is moved, so that no tick comes between the clicks that are counted."""

    def __init__(self) -> None:
        super().__init__(opens=EVENING)
        self.moment = EVENING

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = moment


@dataclass(frozen=True, slots=True)
class Turned:
    """One page: which it is, how many requests it took, and how long until it was there."""

    page: str
    dynamodb: Counter[str]
    slack: Counter[str]
    seconds: float


def store_month(people: Sequence[str]) -> int:
    """Store the month of the default standup in the local workspace; gives how many rows."""
    standup = default_standup(TEAM_ID, CHANNEL)
    return store_days(standup, people, [day for day in month_of(EVENING.date()).days if takes_place(standup, day)])


def store_days(standup: Standup, people: Sequence[str], days: Sequence[date]) -> int:
    """Store reports of these people as they are once they were posted; gives how many rows."""
    count = 0
    with ReportsTable.batch_write() as batch:
        for day in days:
            for row in _rows(standup, people, day):
                batch.save(row)
                count += 1
    return count


def _rows(standup: Standup, people: Sequence[str], day: date) -> Iterator[ReportsTable]:
    occurrence = plan_occurrence(standup, day)
    out_at = occurrence.plan.report_at
    ts = f"{int(out_at.timestamp())}.000100"
    row = OccurrenceRow(str(occurrence.report_id), range_key(occurrence.report_id), **planned_fields(occurrence))
    row.roster, row.opened_at = list(people), out_at - timedelta(hours=2)
    row.closed_at = row.reported_at = row.settled_at = out_at
    row.heading_ts = ts
    row.permalink = f"https://acme.slack.com/archives/{standup.channel}/p{ts.replace('.', '')}"
    yield row
    for number, user_id in enumerate(people):
        yield _report_row(Report(occurrence.report_id, user_id), number, out_at)


def _report_row(report: Report, number: int, out_at: datetime) -> ReportRow:
    turn = number + report.report_id.day.toordinal()
    asked_at = out_at - timedelta(hours=2)
    named = replace(
        report,
        person=replace(report.person, user_name=f"user{number}", display_name=f"Member {number + 1:02}"),
        menu=replace(report.menu, claimed_at=asked_at),
    )
    if turn % SILENT_EVERY == 0:
        return row_of(named)
    row = row_of(replace(named, state=State.SUBMITTED))
    now, then = _WORK[turn % len(_WORK)], _WORK[(turn - 1) % len(_WORK)]
    row.answers = {
        "question0": f"Finished my part of {then} and went through two reviews.",
        "question1": f"Go on with {now}: the tests first, then what came back from yesterday's review.",
        "question2": "Waiting for access to the staging database." if turn % BLOCKED_EVERY == 0 else "None",
    }
    row.changed_at = asked_at + timedelta(minutes=5 + turn % 60)
    return row


class Browser:
    """One person who looks back, and a count of what each of their clicks takes."""

    def __init__(self, stack: Stack, place: Place, person: Visitor) -> None:
        self._stack = stack
        self._place = place
        self.person = person
        self.turned: list[Turned] = []

    def opens_home(self) -> None:
        self._place.post("open_home", **{"as": self.person.id})
        self._place.settle()

    def presses(self, label: str, page: str, *, at_home: bool = False) -> Turned:
        """Press the first button with this label, on the Home tab or in the modal on top."""
        view = self.person.state()["home"] if at_home else self.person.form()
        block, button = next(_buttons(view, label))
        what = {"action_id": button["action_id"], "block_id": block["block_id"], "value": button["value"]}
        act: Json = {"as": self.person.id, **what, "container": {"view_id": view["id"]}}
        return self._counted(page, lambda: self._place.post("click", **act))

    def searches(self, words: str, page: str) -> Turned:
        return self._counted(page, lambda: self.person.sends(words))

    def has(self, label: str) -> bool:
        return any(_buttons(self.person.form(), label))

    def _counted(self, page: str, act: Any) -> Turned:
        self._place.post("clock", by=1)  # whatever is due by then is done before the count begins
        self._place.settle()
        before = len(self._calls())
        self._stack.aws.requests.clear()
        began = perf_counter()
        answer = act()
        seconds = perf_counter() - began
        self._place.settle()
        if answer.get("notice"):
            raise SystemExit(f"{page}: {answer['notice']}")
        slack = Counter(call["method"] for call in self._calls()[before:] if call["method"] != ONCE_A_PROCESS)
        turned = Turned(page, Counter(self._stack.aws.requests), slack, seconds)
        self.turned.append(turned)
        return turned

    def _calls(self) -> list[Json]:
        calls: list[Json] = self._place.get("calls", method="")["calls"]
        return calls


def _buttons(view: Json, label: str) -> Iterator[tuple[Json, Json]]:
    for block in view["blocks"]:
        for element in [*(block.get("elements") or []), block.get("accessory")]:
            if element and element["type"] == "button" and element["text"]["text"] == label:
                yield block, element


def browse(browser: Browser, most_days: int = 31) -> list[Turned]:
    """Read a month from the Home tab on, every day and every page of it; then one's own reports, and the figures."""
    browser.opens_home()
    browser.presses("History", "days of four weeks", at_home=True)
    browser.presses("Read", "a day, its first page")
    for read in range(1, most_days + 1):
        while browser.has("Next page"):
            browser.presses("Next page", "a day, a further page")
        if read == most_days or not browser.has("Earlier day"):
            break
        browser.presses("Earlier day", "a day, its first page")
    browser.opens_home()
    browser.presses("My reports", "one's own reports", at_home=True)
    while browser.has("Earlier"):
        browser.presses("Earlier", "one's own reports, further back")
    browser.searches("importer", "a search in them")
    browser.presses("November as text", "a month as text")
    browser.opens_home()
    browser.presses("History", "days of four weeks", at_home=True)
    browser.presses("Four weeks in figures", "four weeks in figures")
    return browser.turned


@contextmanager
def workspace(people: int) -> Iterator[tuple[Stack, Place, list[str]]]:
    """Open a workspace with so many people more in the channel, on the evening of the last day."""
    options = Options(Path(tempfile.mkdtemp()), port=0, fresh=True, clock=StandingClock, by_itself=False)
    with running(options) as stack, Place(stack.url) as place, environment(dynamodb_of(stack)):
        place.post("people", add=people)
        members = stack.workspace.conversations[CHANNEL].members
        connection.connect(Settings(Secrets(BOT_TOKEN, SIGNING_SECRET), CHANNEL, table_prefix=TABLE_PREFIX))
        yield stack, place, [each for each in members if stack.workspace.people[each].can_act][:people]


def show(turned: Sequence[Turned]) -> None:
    table = Table("page", "pages", "DynamoDB", "Slack", "median ms", "most ms")
    for name in dict.fromkeys(each.page for each in turned):
        same = [each for each in turned if each.page == name]
        times = [each.seconds * 1000 for each in same]
        table.add_row(
            name,
            str(len(same)),
            _range([each.dynamodb for each in same]),
            _range([each.slack for each in same]),
            f"{median(times):.0f}",
            f"{max(times):.0f}",
        )
    console.print(table)


def _range(counts: Sequence[Counter[str]]) -> str:
    """Say how many requests a page took, by kind, and from how many to how many where pages differ."""
    kinds = sorted({kind for count in counts for kind in count})
    each = ((kind, min(count[kind] for count in counts), max(count[kind] for count in counts)) for kind in kinds)
    return ", ".join(f"{kind} {least}" if least == most else f"{kind} {least}-{most}" for kind, least, most in each)


@app.command("browse")
def measure(number: Annotated[int, typer.Option("--people", help="so many people in the channel")] = 50) -> None:
    """Count the requests and the time of each page when somebody looks back through a month of a team's reports."""
    with workspace(number) as (stack, place, people):
        reader = next(person for person in place.people() if person.id in people)
        console.print(f"{store_month(people):,} rows of {len(people)} people")
        turned = browse(Browser(stack, place, reader))
        show(turned)
        console.print(f"{len(turned)} pages in {sum(each.seconds for each in turned):.1f} s")
