"""Both functions' logs, from CloudWatch, in one column of readable lines; `--follow` goes on as they come."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ops.ending import Commands, refused
from ops.stage import RESPONSES, SCHEDULED, Region, Stage, StageName
from ops.steps import Problem
from ops.visible import visible, visible_lines

POLL_SECONDS = 2
# CloudWatch may show a line some seconds after a later one; those are looked for once more.
LATE = timedelta(seconds=10)
COLOURS = {"WARNING": "yellow", "WARN": "yellow", "ERROR": "red", "CRITICAL": "red"}
# What CloudWatch makes metrics of says so under this name.
METRICS = "_aws"
NOT_WORTH_SHOWING = {"level", "logger", "message", "timestamp", "traceback", METRICS}

# A person's id, or a mention of it as Slack writes it.
_ID = re.compile(r"(?:<@|@)?(?P<id>[UW](?=[A-Z]*[0-9])[A-Z0-9]{7,})(?:\|[^>]*)?>?", re.IGNORECASE | re.ASCII)
_AGO = re.compile(r"(?P<number>\d{1,4})(?P<unit>[mhd])")
# CloudWatch knows no moment before this.
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}

app = Commands()
console = Console(highlight=False, soft_wrap=True)
errors = Console(highlight=False, soft_wrap=True, stderr=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log: when it was written (UTC), by which function, and its fields if it is a JSON object."""

    id: str
    at: datetime
    function: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_noise(self) -> bool:
        """Whether it is Lambda's own bookkeeping, or a count that the dashboard shows."""
        lambdas_own = self.text.startswith(("START ", "END ")) or str(self.fields.get("type", "")).startswith(
            "platform."
        )
        return lambdas_own or METRICS in self.fields


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a log is read; without an end until now."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a function's log, and whether there are no more."""

    lines: Sequence[Line]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Lines in their order, and the moment (milliseconds) from which to read on."""

    lines: Sequence[Line]
    next_since: int


def the_id(name: str) -> str:
    """Return the id of a person that a text is, or mentions as Slack writes it; empty if it is a name."""
    found = _ID.fullmatch(name.strip())
    return found["id"].upper() if found else ""


def is_about(line: Line, ids: Sequence[str]) -> bool:
    """Whether a field of a line names one of these ids: alone, or within an id of a day, as in TEAM.STANDUP.DAY."""
    values = [value for name, value in line.fields.items() if name not in NOT_WORTH_SHOWING]
    text = json.dumps(values, ensure_ascii=False)
    return any(re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", text) for each in ids)


def read_for(stage: Stage, functions: Sequence[str], span: Span, seconds: float) -> tuple[list[Line], bool]:
    """Read a span of these functions' logs in order, for so many seconds at most; False if that was not all."""
    found: list[Line] = []
    is_whole = True
    ends = time.monotonic() + seconds
    for left, name in zip(range(len(functions), 0, -1), functions, strict=True):
        mine = time.monotonic() + (ends - time.monotonic()) / left  # one busy log leaves time for the other
        for page in _pages(stage, name, _milliseconds(span.since), span.until):
            found += page.lines
            if page.is_last or time.monotonic() > mine:
                is_whole = is_whole and page.is_last
                break
    return sorted(found, key=lambda line: line.at), is_whole


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def read(stage: Stage, functions: Sequence[str], since: int, until: datetime | None = None) -> Reading:
    """Read what these functions have logged since a moment in milliseconds, and up to another."""
    lines = sorted((line for name in functions for line in _read(stage, name, since, until)), key=lambda line: line.at)
    last = _milliseconds(lines[-1].at) if lines else since
    return Reading(lines, max(since, last - int(LATE.total_seconds() * 1000)))


def _read(stage: Stage, function: str, since: int, until: datetime | None = None) -> Iterator[Line]:
    for page in _pages(stage, function, since, until):
        yield from page.lines


def _pages(stage: Stage, function: str, since: int, until: datetime | None) -> Iterator[Page]:
    """Yield a log page by page; CloudWatch may give many empty ones before it has looked through all."""
    logs = stage.client("logs")
    request = {"logGroupName": stage.log_groups[function], "startTime": since}
    if until:
        request["endTime"] = _milliseconds(until)
    is_last = False
    while not is_last:
        try:
            reply = logs.filter_log_events(**request)
        except logs.exceptions.ResourceNotFoundException:
            raise Problem(stage.lacks(f"log {stage.log_groups[function]}")) from None
        is_last = not reply.get("nextToken")
        yield Page([_line(function, event) for event in reply["events"]], is_last)
        request["nextToken"] = reply.get("nextToken", "")


def _line(function: str, event: Mapping[str, Any]) -> Line:
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    text = event["message"].rstrip()
    identifier = event.get("eventId") or f"{event['logStreamName']} {event['timestamp']} {text}"
    return Line(identifier, at, function, text, _fields(text))


def _fields(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def shown(line: Line, today: date | None = None) -> Text:
    """Lay a line out: time, function, level, message, then the fields as name=value; the date if it is not `today`."""
    level = visible(line.fields.get("level", ""))
    day = f"{line.at:%Y-%m-%d} " if today and line.at.date() != today else ""
    text = Text(day + f"{line.at:%H:%M:%S.%f}"[:12] + f"  {line.function:<16} ", style="dim")
    text.append(f"{level:<8}", style=COLOURS.get(level, ""))
    if not line.fields:
        return text.append(visible_lines(line.text))
    text.append(
        visible_lines(line.fields.get("message", line.fields.get("type", ""))), style=COLOURS.get(level, "bold")
    )
    for name, value in line.fields.items():
        if name not in NOT_WORTH_SHOWING:
            text.append(f"  {visible(name)}=", style="dim")
            text.append(visible_lines(value if isinstance(value, str) else json.dumps(value)))
    if traceback := line.fields.get("traceback"):
        text.append(f"\n{visible_lines(traceback)}", style="red")
    return text


def follow(stage: Stage, functions: Sequence[str], since: int, *, everything: bool) -> Iterator[Line]:
    """Give lines as they come, each once, for ever."""
    seen: dict[str, datetime] = {}
    while True:
        reading = read(stage, functions, since)
        for line in reading.lines:
            if line.id not in seen and (everything or not line.is_noise):
                yield line
            seen[line.id] = line.at
        since = reading.next_since
        oldest = datetime.fromtimestamp(since / 1000, UTC)
        seen = {identifier: at for identifier, at in seen.items() if at >= oldest}
        time.sleep(POLL_SECONDS)


@app.command()
def main(  # noqa: PLR0917 typer makes options of them
    stage: StageName = "prod",
    region: Region = "",
    minutes: Annotated[int, typer.Option(help="How far back.", min=1)] = 60,
    function: Annotated[str, typer.Option(help=f"Only one: {RESPONSES} or {SCHEDULED}.")] = "",
    person: Annotated[str, typer.Option(help="Only lines that name this person, by their id or mention.")] = "",
    standup: Annotated[str, typer.Option(help="Only lines that name this standup, by its id.")] = "",
    since: Annotated[str, typer.Option(help="From when on: 2h, 90m, 3d, or 2026-11-27T09:00 (UTC).")] = "",
    until: Annotated[str, typer.Option(help="Up to when, in the same way.")] = "",
    *,
    follow_: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines come, until Ctrl-C.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Lambda's own lines and metrics, too.")] = False,
) -> None:
    """Show both functions' logs, oldest first."""
    with refused("The logs cannot be read"), suppress(KeyboardInterrupt):
        chosen = Stage(stage, region)
        functions = _chosen(chosen, function)
        now = datetime.now(UTC)
        span = span_of(since, until, minutes, now)
        if follow_ and span.until:
            raise Problem("--follow goes on for ever, so it takes no --until.")
        about = [named for named in (_person(person), standup.strip()) if named]
        begin = _milliseconds(span.since)
        lines = (
            follow(chosen, functions, begin, everything=everything)
            if follow_
            else _past(read(chosen, functions, begin, span.until), everything=everything)
        )
        is_silent = True
        for line in lines:
            if all(is_about(line, [each]) for each in about):
                console.print(shown(line, now.date()))
                is_silent = False
        if is_silent:
            until_when = f"{span.until or now:%Y-%m-%d %H:%M}"
            errors.print(f"Nothing like that is in the log from {span.since:%Y-%m-%d %H:%M} to {until_when} UTC.")


def span_of(since: str, until: str, minutes: int, now: datetime) -> Span:
    """Read from when to when; without a beginning so many minutes up to the end. Raises Problem for what is none."""
    end = moment(until, now) if until else None
    try:
        begin = moment(since, now) if since else min(end or now, now) - timedelta(minutes=minutes)
    except OverflowError:  # longer than there have been calendars
        begin = _FIRST
    if begin > now:
        raise Problem(f"--since is still to come: it is {now:%Y-%m-%d %H:%M} UTC.", "--since 3h")
    if end and end <= begin:
        raise Problem("--until is before --since, or the same.", "--since 3h --until 1h")
    return Span(max(begin, _FIRST), end)


def _person(text: str) -> str:
    """Return the id of the person whose lines are wanted; raises Problem for a name, which no line has."""
    named = the_id(text) or text.strip()
    if named and not named.isupper():
        raise Problem(f"Lines name people by their ids, and {text!r} is none.", f"python3 manage.py explain {text}")
    return named


def moment(text: str, now: datetime) -> datetime:
    """Read a moment, as in "2h" before now or "2026-11-27T09:00", which is UTC unless it says otherwise."""
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])})
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Problem(f"When is {text!r}? Say it as in 2h, 90m, 3d, or 2026-11-27T09:00.") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(at, _FIRST)


def _chosen(stage: Stage, function: str) -> list[str]:
    functions = [name for name in stage.functions if function in {"", name}]
    if not functions:
        raise Problem(f"There is no function {function!r}; there are {RESPONSES} and {SCHEDULED}.")
    return functions


def _past(reading: Reading, *, everything: bool) -> Iterator[Line]:
    yield from (line for line in reading.lines if everything or not line.is_noise)
