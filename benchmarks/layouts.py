"""What a report costs in each layout and as it comes: messages, requests and paced time, for teams of all sizes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

from app.domain.day.report import Person, Report, Terms
from app.domain.standup import Layout, Posting, Standup, default_standup
from app.errors import OutOfTime
from app.flows.day.answering import submit_answers
from app.flows.report.summary import post_report
from app.flows.requester import Requester
from app.records import replace
from app.services import Services
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from benchmarks.crowd.clock import NOON
from benchmarks.ticks import MINUTE, TOO_MANY_REQUESTS, Room, room
from benchmarks.worst import worst_answers
from local.stack import CHANNEL
from ops.ending import Commands

# A scheduled function has fifteen minutes and stops a while before.
RUN = timedelta(minutes=14)
PEOPLE = (1, 7, 40, 300)
LAYOUTS = (Layout.POSTS, Layout.THREAD, Layout.BY_PERSON, Layout.BY_QUESTION, Posting.AS_IT_COMES)
# Posts that come as they are submitted come in the course of so long.
OPEN_FOR = timedelta(hours=2)
DONE = ("Finished the export and its tests.", "Fixed the login on Safari, at last.", "Reviewed five changes.")
PLANS = ("The import, if the review is through.", "Meet the design team, then start on the form.", "On call.")
BLOCKED = ("None", "Waiting for access to staging; asked Lee for it on Monday.", "")

Written = Callable[[int], dict[str, str]]

app = Commands()
console = Console()


@dataclass(frozen=True, slots=True)
class Cost:
    """How the report of so many people was posted; `runs` is how many ticks it took."""

    layout: Layout | Posting
    people: int
    messages: int
    slack: int
    dynamodb: int
    seconds: float
    runs: int
    refused: int

    def line(self) -> str:
        """Give a row of the table in docs/reports.md."""
        return (
            f"| `{self.layout}` | {self.people} | {self.messages:,} | {self.slack:,} | {self.dynamodb:,} "
            f"| {round(self.seconds):,} | {self.runs} |"
        )


def ordinary_answers(number: int) -> dict[str, str]:
    """Give three answers as they are on most days, other ones for each number."""
    texts = (DONE[number % 3], PLANS[number // 2 % 3], BLOCKED[number // 3 % 3])
    return {f"question{place}": text for place, text in enumerate(texts) if text}


def measure(opened: Room, layout: Layout | Posting, people: int, *, worst: bool = False) -> Cost:
    """Let so many people answer and the report go out, and count what that takes; waiting for people takes no time."""
    services, written = opened.services, worst_answers if worst else ordinary_answers
    standup = replace(
        default_standup(opened.team_id, CHANNEL),
        standup_id=f"{layout}-{people}-{int(worst)}",
        look=replace(
            default_standup(opened.team_id, CHANNEL).look,
            layout=layout if isinstance(layout, Layout) else Layout.AUTO,
            posting=layout if isinstance(layout, Posting) else Posting.AT_TIME,
        ),
    )
    everybody = ask(services, standup, people)
    if standup.look.posting is Posting.AT_TIME:
        answer(services, everybody, written)
    services.clock.sleep(MINUTE.total_seconds())  # the report before this one has used up the channel's burst
    opened.requests.clear()
    before, began = len(opened.calls()), services.clock.now()
    runs = post(services, standup)
    if standup.look.posting is Posting.AS_IT_COMES:
        come(services, everybody, written)
        began += OPEN_FOR
        runs += post(services, standup)
    calls = opened.calls()[before:]
    return Cost(
        layout,
        people,
        messages=sum(call["method"] == "chat.postMessage" and call["ok"] for call in calls),
        slack=len(calls),
        dynamodb=opened.requests.total(),
        seconds=(services.clock.now() - began).total_seconds(),
        runs=runs,
        refused=sum(call["status"] == TOO_MANY_REQUESTS or not call["ok"] for call in calls),
    )


def ask(services: Services, standup: Standup, people: int) -> list[Report]:
    """Store an occurrence in which so many people are asked."""
    now = services.clock.now()
    planned = plan_occurrence(standup, NOON.date())
    planned = replace(planned, plan=replace(planned.plan, report_at=now + MINUTE + OPEN_FOR))
    everybody = [
        Report(
            planned.report_id,
            f"U{number:08}",
            person=Person(display_name=f"Person {number + 1}"),
            terms=Terms(closes_at=planned.plan.report_at),
        )
        for number in range(people)
    ]
    services.reports.open(planned, tuple(one.user_id for one in everybody), now)
    for one in everybody:
        services.reports.claim(one, now)
    return everybody


def answer(services: Services, everybody: Sequence[Report], written: Written) -> None:
    """Store that everybody has answered, before the report is out."""
    now = services.clock.now()
    for number, one in enumerate(everybody):
        services.reports.save(one.submit(written(number), now + timedelta(seconds=number)), one)


def come(services: Services, everybody: Sequence[Report], written: Written) -> None:
    """Let everybody submit in turn while the report is open, at the same distance."""
    pause = (OPEN_FOR / (len(everybody) + 1)).total_seconds()
    for number, one in enumerate(everybody):
        services.clock.sleep(pause)
        requester, origin = Requester(one.user_id, {one.report_id.team_id}), Origin(str(one.report_id))
        submit_answers(
            services, requester, Submission(origin, written(number)), services.clock.now(), services.clock.now()
        )
    services.clock.sleep(pause)


def post(services: Services, standup: Standup) -> int:
    """Post what is to be posted now; gives how many ticks that takes."""
    runs = 1
    while not _is_posted(services, standup):
        services.clock.sleep(MINUTE.total_seconds())
        runs += 1
    return runs


def _is_posted(services: Services, standup: Standup) -> bool:
    try:
        post_report(services, standup, NOON.date(), services.clock.now() + RUN)
    except OutOfTime:
        return False
    return True


def measure_all(people: Sequence[int], *, worst: bool) -> Iterator[Cost]:
    with room(0) as opened, Progress(console=console, transient=True) as progress:
        bar = progress.add_task("posting reports", total=len(people) * len(LAYOUTS))
        for layout in LAYOUTS:
            for number in people:
                yield measure(opened, layout, number, worst=worst)
                progress.advance(bar)


def show(costs: Sequence[Cost]) -> None:
    table = Table(
        Column("layout", no_wrap=True), "people", "messages", "Slack", "DynamoDB", "seconds", "ticks", "refused"
    )
    for one in costs:
        counts = (one.people, one.messages, one.slack, one.dynamodb, round(one.seconds), one.runs, one.refused)
        table.add_row(one.layout, *(f"{count:,}" for count in counts))
    console.print(table)
    for one in costs:
        print(one.line())


@app.command("layouts")
def compare(
    people: Annotated[list[int] | None, typer.Argument(help="sizes of the teams (1 7 40 300)")] = None,
    *,
    worst: Annotated[bool, typer.Option("--worst", help="all write 9,000 characters of the worst text")] = False,
) -> None:
    """Count what a report costs in each layout; exit code 1 if Slack refuses any of it."""
    costs = list(measure_all(people or PEOPLE, worst=worst))
    show(costs)
    if any(cost.refused for cost in costs):
        raise typer.Exit(1)
