"""The check-up: whether a stage works, and for whatever does not, why and what mends it."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, replace
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich import box
from rich.console import Console
from rich.table import Table
from slack_sdk.errors import SlackApiError, SlackClientError

from app.errors import StandupError
from ops.checks import aws, entrance, schedule, slack
from ops.checks.finding import CannotTell, Finding, State, unknown
from ops.checks.surroundings import Surroundings
from ops.stage import REGION, Stage
from ops.steps import spare_narrow_terminals

Check = Callable[[Surroundings], Finding]

CHECKS: tuple[Check, ...] = (
    aws.credentials,
    aws.region,
    aws.stack,
    aws.functions,
    aws.tables,
    aws.schedules,
    aws.failure_queue,
    slack.token,
    slack.scopes,
    slack.channel,
    slack.author,
    slack.registration,
    entrance.request_url,
    entrance.signing_secret,
    entrance.clocks,
    schedule.ticks,
    schedule.last_run,
)

# No check may hold up the others' lines.
LIMIT = 25.0
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "bold red", State.UNKNOWN: "blue"}

app = typer.Typer(add_completion=False)


def examine(look: Surroundings, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """Carry out all checks at the same time; each has its line, whatever becomes of the others."""
    begun = [(check, _begin(check, look)) for check in checks]
    return [replace(_outcome(future), name=name_of(check)) for check, future in begun]


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
        return unknown(*_reason_and_cure(error))


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
            told = str(error), "docs/settings.md"
        case _:
            told = f"the check itself failed: {error!r}", "Please report this."
    return told


def _outcome(future: "Future[Finding]") -> Finding:
    try:
        return future.result(LIMIT)
    except TimeoutError:
        return unknown(f"no answer in {LIMIT:g} seconds", "Check the connection, then look again.")


def show(findings: Sequence[Finding], console: Console) -> None:
    table = Table("", "state", "reason", "cure", box=box.HORIZONTALS, show_lines=True)
    for finding in findings:
        state = f"[{COLOURS[finding.state]}]{finding.state}[/]"
        table.add_row(finding.name, state, _plain(finding.reason), _plain(finding.cure))
    console.print(table)
    faults = [finding.name for finding in findings if finding.state is State.FAULT]
    console.print(f"Broken: {', '.join(faults)}." if faults else "Nothing is broken.")


def _plain(text: str) -> str:
    """Keep rich from reading what others wrote as its markup."""
    return text.replace("[", r"\[")


@app.command()
def doctor(  # noqa: PLR0917 typer makes options of them
    stage: Annotated[str, typer.Option(help="Which stage to look at.")] = "prod",
    region: Annotated[str, typer.Option(envvar="AWS_REGION", help="Where it is.")] = REGION,
    url: Annotated[str, typer.Option(help="The public URL, if it is not the one of the stack.")] = "",
    app_id: Annotated[str, typer.Option(envvar="SLACK_APP_ID", help="The Slack app's id (A…).")] = "",
    config_token: Annotated[
        str, typer.Option(envvar="SLACK_CONFIG_TOKEN", show_envvar=True, help="An app configuration token.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,  # noqa: FBT002 typer's way
) -> None:
    """Look whether a stage works. The exit code is 1 if anything is broken."""
    try:
        look = Surroundings(Stage(stage, region), url, app_id, config_token)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
    findings = examine(look)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        show(findings, Console())
    if any(finding.state is State.FAULT for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    spare_narrow_terminals()
    app()
