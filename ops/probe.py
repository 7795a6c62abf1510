"""The probe: which way a real Slack decides what its documents leave open, asked in a private test channel."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from app.settings import Settings
from ops.ending import told
from ops.installing.vault import Vault
from ops.probing.channel import ByHand, TestChannel
from ops.probing.questions import QUESTIONS, Question, outcome
from ops.stage import Stage
from ops.steps import Problem, say, spare_narrow_terminals

SECONDS = 30

app = typer.Typer(add_completion=False)


def ask(channel: TestChannel, questions: Sequence[Question]) -> list[tuple[Question, str]]:
    """Ask everything, and take away what was posted for it, whatever happens meanwhile."""
    try:
        return [(question, outcome(question, channel)) for question in questions]
    finally:
        if left := channel.clean_up():
            say(
                f"Not deleted, for Slack does not let the app: {', '.join(left)}. Delete the channel when you are done."
            )


def show(found: Sequence[tuple[Question, str]], console: Console) -> None:
    table = Table("asked", "what Slack does")
    for question, answer in found:
        table.add_row(question.asks, answer)
    console.print(table)


def _token(stage: str, region: str) -> str:
    """Give the bot's token: the one in the environment, or that of the stage."""
    if token := os.environ.get("SLACK_BOT_TOKEN"):
        return token
    token = Vault(Stage(stage, region)).get("SLACK_BOT_TOKEN")
    if not token:
        raise Problem(f"There is no token of the stage {stage}. Give SLACK_BOT_TOKEN, or another --stage.")
    return token


def _hands() -> ByHand:
    return lambda what: typer.prompt(f"{what} Then press Enter, or s to skip", "", show_default=False) != "s"


@app.command()
def probe(
    channel: Annotated[
        str, typer.Argument(help="The id (C…) of a private channel for this alone, with the app in it.")
    ],
    stage: Annotated[str, typer.Option(help="Whose token to use; SLACK_BOT_TOKEN comes first.")] = "prod",
    region: Annotated[str, typer.Option(help="AWS region, if not that of your AWS settings.")] = "",
    *,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Ask also what needs you to archive and invite.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before beginning.")] = False,
) -> None:
    """Ask a real workspace what its documents leave open. Nothing is posted but in the channel that you name."""
    with told("The token could not be read"):
        token, base_url = _token(stage, region), Settings.from_env(os.environ).slack_api_url
        web = WebClient(token, base_url, SECONDS, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)])
        place = TestChannel(web, channel, _hands())
        name = place.demand_fit()
        questions = [question for question in QUESTIONS if by_hand or not question.is_by_hand]
        say(f"In #{name} ({channel}), and nowhere else, I am going to:")
        for number, question in enumerate(questions, 1):
            say(f"  {number}. {question.does}")
        say("and then delete what I have posted there, as far as Slack lets me.")
        if not yes and not typer.confirm("Go on?"):
            raise typer.Exit(1)
        show(ask(place, questions), Console())
    say("docs/reliability.md, 'Not seen on a real Slack', says what the bot does about each. Please tell us.")


if __name__ == "__main__":
    spare_narrow_terminals()
    app()
