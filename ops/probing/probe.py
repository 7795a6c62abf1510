"""The probe: which way a real Slack decides what its documents leave open, asked in test channels."""

import os
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from app.settings import Settings
from ops.ending import Commands, refused
from ops.probing.app_log import AppLog
from ops.probing.asking import Of, Question, outcome
from ops.probing.channel import ByHand, TestChannel
from ops.probing.questions import QUESTIONS
from ops.secrets import StoredSecrets
from ops.stage import Region, Stage, StageName
from ops.steps import Problem, say

SECONDS = 30

app = Commands()


def ask(places: Mapping[Of, TestChannel], questions: Sequence[Question]) -> list[tuple[Question, str]]:
    """Ask everything, and take away what was posted for it, whatever happens meanwhile."""
    try:
        return [(question, outcome(question, places[question.of])) for question in questions]
    finally:
        if left := [ts for channel in places.values() for ts in channel.clean_up()]:
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
    token = StoredSecrets(Stage(stage, region)).get("SLACK_BOT_TOKEN")
    if not token:
        raise Problem(f"There is no token of it. {Stage(stage, region).not_there} Or give SLACK_BOT_TOKEN.")
    return token


def _hands() -> ByHand:
    return lambda what: typer.prompt(f"{what} Then press Enter, or s to skip", "", show_default=False) != "s"


@app.command()
def probe(
    channel: Annotated[
        str, typer.Argument(help="The id (C…) of a private channel for this alone, with the app in it.")
    ],
    stage: StageName = "prod",
    region: Region = "",
    public: Annotated[
        str, typer.Option(help="The id of a public channel for this alone, with nobody in it but you and the app.")
    ] = "",
    old_id: Annotated[str, typer.Option(help="An id that a channel had before Slack gave it another one.")] = "",
    *,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Ask also what needs you to archive and invite.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before beginning.")] = False,
) -> None:
    """Ask a real workspace what its documents leave open. Nothing is posted but in channels that you name."""
    with refused("The token could not be read"):
        token, base_url = _token(stage, region), Settings.from_env(os.environ).slack_api_url
        web = WebClient(token, base_url, SECONDS, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)])
        log = AppLog(Stage(stage, region), token)
        ids = {Of.PRIVATE: channel, Of.PUBLIC: public, Of.OLD: old_id}
        places = {
            of: TestChannel(web, each, _hands(), log.told_of, is_private=of is Of.PRIVATE)
            for of, each in ids.items()
            if each
        }
        names = [f"#{place.require_fit()} ({place.id})" for of, place in places.items() if of is not Of.OLD]
        questions = [each for each in QUESTIONS if each.of in places and (by_hand or not each.is_by_hand)]
        say(f"In {' and '.join(names)}, and nowhere else, I am going to:")
        for number, question in enumerate(questions, 1):
            say(f"  {number}. {question.does}")
        say("and then delete what I have posted there, as far as Slack lets me.")
        if not yes and not typer.confirm("Go on?"):
            raise typer.Exit(1)
        show(ask(places, questions), Console())
    say("docs/reliability.md, 'Not seen on a real Slack', says what the bot does about each. Please tell us.")
