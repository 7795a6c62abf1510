"""The check-up: whether a stage works, and for whatever does not, why and what mends it."""

import contextlib
import json
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.text import Text
from slack_sdk.errors import SlackApiError, SlackClientError

from app.errors import StandupError
from ops.checks import aws, entrance, resources, schedule, slack
from ops.checks.finding import CannotTell, Finding, State, unknown
from ops.checks.surroundings import Surroundings
from ops.checks.version import version
from ops.ending import Commands
from ops.record import VARIABLE, sharing
from ops.setting_up.record import Records
from ops.stage import Region, Stage, StageName
from ops.steps import Problem
from ops.visible import visible, visible_lines

Check = Callable[[Surroundings], Finding]

CHECKS: tuple[Check, ...] = (
    aws.credentials,
    aws.region,
    aws.stack,
    version,
    resources.functions,
    aws.room,
    resources.roles,
    resources.tables,
    resources.schedules,
    resources.failure_queue,
    resources.address,
    resources.alarms,
    resources.logs,
    slack.token,
    slack.scopes,
    slack.workspace,
    slack.channels,
    slack.author,
    slack.registration,
    entrance.request_url,
    entrance.signing_secret,
    entrance.clocks,
    schedule.ticks,
    schedule.last_run,
)

# The lines that begin a group: what runs, what keeps and what watches, Slack, the way in, what was done.
BEGINNINGS = {"functions", "tables", "token", "request url", "ticks"}

# Seconds for all checks together: none may hold up the others' lines.
LIMIT = 25.0
STATES = max(map(len, State))
# Below that many columns lines are left to the terminal.
NARROWEST = 30
UNBROKEN: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "bold red", State.UNKNOWN: "blue"}

app = Commands()


def examine(look: Surroundings, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """Carry out all checks at the same time; each has its line, whatever becomes of the others."""
    ends_at = time.monotonic() + LIMIT
    begun = [(check, _begin(check, look)) for check in checks]
    return [replace(_outcome(future, ends_at), name=name_of(check)) for check, future in begun]


def name_of(check: Check) -> str:
    return check.__name__.replace("_", " ")


def _begin(check: Check, look: Surroundings) -> Future[Finding]:
    """Start a check in a thread that nobody waits for at the end."""
    future: Future[Finding] = Future()
    threading.Thread(target=lambda: future.set_result(_checked(check, look)), daemon=True).start()
    return future


def _checked(check: Check, look: Surroundings) -> Finding:
    try:
        return check(look)
    except Exception as error:  # noqa: BLE001 a check that breaks must not take the others with it
        reason, cure = _reason_and_cure(error)
        return unknown(reason, cure)


def _reason_and_cure(error: Exception) -> tuple[str, str]:
    match error:
        case CannotTell():
            told = error.reason, error.cure
        case BotoCoreError() | ClientError():
            told = aws.not_told(error)
        case SlackApiError():
            told = f"Slack refused: {slack.code_of(error)}", "See the lines 'token' and 'scopes'."
        case SlackClientError() | OSError():
            told = f"no answer: {error}", "Check the connection, then look again."
        case StandupError():
            told = str(error), "docs/settings.md says what settings there are."
        case _:
            told = f"the check itself failed: {error!r}", "Please report this."
    return told


def _outcome(future: "Future[Finding]", ends_at: float) -> Finding:
    try:
        return future.result(max(0, ends_at - time.monotonic()))
    except TimeoutError:
        return unknown(f"no answer in {LIMIT:g} seconds", "Check the connection, then look again.")


def show(findings: Sequence[Finding], console: Console) -> None:
    names = max(len(finding.name) for finding in findings)
    for number, finding in enumerate(findings):
        if number and finding.name in BEGINNINGS:
            console.print()
        line = Text(f"  {finding.state:<{STATES}}  ", style=COLOURS[finding.state])
        line.append(f"{finding.name:<{names}}  ", style="bold")
        left = " " * len(line)
        said = list(_said(finding, max(console.width - len(left), NARROWEST)))
        line.append(f"\n{left}".join(said), style="not bold default")
        console.print(line, soft_wrap=True, highlight=False)
    console.print(f"\n{_summary(findings)}", highlight=False)


def _said(finding: Finding, width: int) -> Iterator[str]:
    """Lay out reason and cure; a command has a line for itself and is never broken, so that it can be copied."""
    yield from textwrap.wrap(visible(finding.reason), width, **UNBROKEN)
    for number, piece in enumerate(visible(finding.cure).split("`")):
        if number % 2:
            yield f"    {piece}"
        else:
            yield from textwrap.wrap(piece.strip(), width, initial_indent="> ", subsequent_indent="  ", **UNBROKEN)


def _summary(findings: Sequence[Finding]) -> str:
    titles = {State.FAULT: "Broken", State.WARNING: "Worth a look", State.UNKNOWN: "Not known"}
    named = {state: [finding.name for finding in findings if finding.state is state] for state in titles}
    told = [f"{titles[state]}: {', '.join(names)}." for state, names in named.items() if names]
    return "\n".join(told if named[State.FAULT] else ["Nothing is broken.", *told])


@app.command()
def doctor(  # noqa: PLR0917 typer makes options of them
    stage: StageName = "prod",
    region: Region = "",
    url: Annotated[str, typer.Option(help="The public URL, if it is not the one of the stack.")] = "",
    app_id: Annotated[
        str, typer.Option(envvar="SLACK_APP_ID", help="The Slack app's id (A…), if not as in setup.")
    ] = "",
    config_token: Annotated[
        str, typer.Option(envvar="SLACK_CONFIG_TOKEN", show_envvar=True, help="An app configuration token.")
    ] = "",
    state: Annotated[
        Path | None, typer.Option(envvar=VARIABLE, show_default=".standup", help="What setup remembers.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,  # noqa: FBT002 typer's way
) -> None:
    """Look whether a stage works. The exit code is 1 if anything is broken."""
    try:
        Stage(stage, region)  # its name is right
        records = Records(stage, state)
        chosen = Stage(stage, region or records.record.region)
    except Problem as problem:
        raise typer.BadParameter(str(problem)) from None
    with contextlib.suppress(Problem):  # then the line 'registration' says that there is none
        config_token = records.configuration_token(config_token, "")
    app_id = app_id or records.record.app_id
    look = Surroundings(chosen, url, app_id, config_token, records.record.url, sharing(stage, app_id, state))
    findings = examine(look)
    if as_json:
        print(visible_lines(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)))
    else:
        show(findings, Console())
    if any(finding.state is State.FAULT for finding in findings):
        raise typer.Exit(1)
