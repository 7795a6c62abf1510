"""The command line of the local workspace."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from app.errors import InvalidSettings, StandupError
from app.settings import Settings
from app.storage.rows.connection import create_missing_tables
from local.aws.embedded import AwsDidNotStart
from local.day import play
from local.functions.rates import UnknownExpression
from local.stack import PROJECT, Options, Stack
from local.state import CannotStart

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_PACE = 20
BANNER = """
  Standup Bot, a Slack workspace on this machine

    Open   {url}/
    Clock  it is {now:%H:%M:%S} UTC there, on {now:%A}, {now.day} {now:%B %Y}; you can move it
    Try    At 08:00 on a weekday everybody in #team gets a menu. Answer yours, be somebody else
           and answer theirs, then move the clock to 10:00 and read the report in #team.
    Kept   {state} (what you do is there again next time; --fresh starts anew)
    Stop   Ctrl-C
"""


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        if given.command == "tables":
            return _tables()
        if given.day:
            return play(pace=given.pace or DAY_PACE)
        return asyncio.run(_live(_options(given), browser=not given.no_browser))
    except (CannotStart, AwsDidNotStart, UnknownExpression, InvalidSettings) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="A Slack workspace on this machine, in the browser, with the bot in it. It needs no account.",
        epilog="Everything listens on 127.0.0.1 only. Stop with Ctrl-C.",
    )
    parser.add_argument("--fresh", action="store_true", help="start anew: forget people's messages and the tables")
    parser.add_argument("--port", type=int, help="the port to listen on (4390, or any free one)")
    parser.add_argument("--state", type=Path, metavar="DIR", help="where to keep everything (.local)")
    parser.add_argument("--pace", type=_pace, help="factor on sending speed and on Slack's limits (1; with --day 20)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    parser.add_argument("--day", action="store_true", help="play one standup day in this terminal, then stop")
    commands = parser.add_subparsers(dest="command", metavar="")
    about = "create the tables at the endpoint that the environment names, where they are missing; start nothing"
    commands.add_parser("tables", help=about, description=about[0].upper() + about[1:] + ".")
    return parser


def _pace(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1000:  # noqa: PLR2004 - beyond that it means nothing
        raise argparse.ArgumentTypeError("should be more than 0 and at most 1000")
    return number


def _options(given: argparse.Namespace) -> Options:
    state = given.state or PROJECT / ".local"
    return Options(state=state, port=given.port, fresh=given.fresh, pace=given.pace or 1)


async def _live(options: Options, *, browser: bool) -> int:
    asked = _stop_asked()
    print("Starting …", flush=True)
    async with Stack(options) as stack:
        if not asked.is_set():
            print(BANNER.format(url=stack.url, now=stack.clock.now(), state=_short(options.state)), flush=True)
            if browser and _has_display():
                webbrowser.open(f"{stack.url}/")
        await asyncio.wait(
            [asyncio.ensure_future(asked.wait()), asyncio.ensure_future(stack.ended.wait())],
            return_when=asyncio.FIRST_COMPLETED,
        )
        print("Stopping …", flush=True)
    print("Stopped.", flush=True)
    return 0


def _stop_asked() -> asyncio.Event:
    """Be told of Ctrl-C and of a request to end, on every system, without a traceback."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, asked.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked.set))
    return asked


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _tables() -> int:
    settings = Settings.from_env(os.environ)
    where = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL") or "AWS"
    try:
        made = create_missing_tables(settings)
    except (BotoCoreError, ClientError, StandupError) as problem:
        print(f"The tables could not be created at {where}: {problem}", file=sys.stderr)
        return 1
    print(f"Created {', '.join(made)} at {where}." if made else f"All tables are there already, at {where}.")
    return 0
