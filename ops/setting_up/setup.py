"""`setup`: leads from nothing to a standup that runs, step by step; every run does what is still missing."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ops.ending import Commands
from ops.record import VARIABLE
from ops.setting_up.guide import Guide
from ops.setting_up.record import Records
from ops.setting_up.steps import STEPS, Options, Setup
from ops.stage import Region, Stage, StageName
from ops.steps import Problem

app = Commands()


@app.command()
def setup(
    *,
    stage: StageName = "prod",
    region: Region = "",
    channel: Annotated[
        str,
        typer.Option(
            envvar="SLACK_CHANNEL", help="id of the first standup's channel (C…); else it is where the bot is invited"
        ),
    ] = "",
    app_id: Annotated[str, typer.Option(help="a Slack app that exists already (A…)")] = "",
    config_token: Annotated[
        str, typer.Option(envvar="SLACK_CONFIG_TOKEN", help="app configuration token: the app is made for you")
    ] = "",
    config_refresh_token: Annotated[
        str, typer.Option(envvar="SLACK_CONFIG_REFRESH_TOKEN", help="its refresh token; the new pair is kept")
    ] = "",
    bot_token_file: Annotated[Path | None, typer.Option(help="file with the bot token; or SLACK_BOT_TOKEN")] = None,
    signing_secret_file: Annotated[
        Path | None, typer.Option(help="file with the signing secret; or SLACK_SIGNING_SECRET")
    ] = None,
    new_secrets: Annotated[
        bool, typer.Option("--new-secrets", help="ask for both secrets, also if they are stored")
    ] = False,
    deploy: Annotated[bool, typer.Option(help="deploy the stack as part of it")] = True,
    url: Annotated[str, typer.Option(help="where the functions answer, if not where the stack says")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="ask nothing")] = False,
    state: Annotated[
        Path | None, typer.Option(envvar=VARIABLE, show_default=".standup", help="folder of what is remembered")
    ] = None,
) -> None:
    """Set up the Slack app and the AWS stack of a stage, or look whether anything is missing."""
    options = Options(
        channel=channel,
        app_id=app_id,
        url=url,
        config_token=config_token,
        refresh_token=config_refresh_token,
        bot_token=_read(bot_token_file) or os.environ.get("SLACK_BOT_TOKEN", "").strip(),
        signing_secret=_read(signing_secret_file) or os.environ.get("SLACK_SIGNING_SECRET", "").strip(),
        new_secrets=new_secrets,
        deploy=deploy,
    )
    guide = Guide(STEPS, unattended=yes)
    chosen, records = _open(stage, region, state)
    Setup(chosen, options, guide, records).run()
    guide.address("\nDone. This tells, now and at any time, whether all is well:")
    guide.address(f"  python3 manage.py doctor {chosen.options}")


def _open(name: str, region: str, folder: Path | None) -> tuple[Stage, Records]:
    try:
        Stage(name)
    except Problem as problem:
        raise Problem(f"{problem} Give another one with --stage.") from None
    records = Records(name, folder)
    return Stage(name, region or records.record.region), records


def _read(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Problem(f"{file} cannot be read: {error}") from None
