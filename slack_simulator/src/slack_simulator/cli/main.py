"""`slack-simulator manifest.json`: opens the workspace in the browser, and connects an app with it."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_simulator.apps.manifest_file import read_manifest
from slack_simulator.clock import Clock
from slack_simulator.delivery.events import SHORTENED_DELAYS
from slack_simulator.slack import BOT_TOKEN, SIGNING_SECRET, Slack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PORT = 4390
REQUEST_URL = "http://127.0.0.1:3000/slack/events"
STOP_SECONDS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the app ends or somebody presses Ctrl-C; returns the exit code."""
    options = _options(list(sys.argv[1:] if arguments is None else arguments))
    try:
        manifest = read_manifest(options.manifest)
    except OSError as problem:
        print(f"{options.manifest} cannot be read: {problem}", file=sys.stderr)
        return 2
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _workspace(options, manifest) as slack:
            return _live(slack, options)
    except KeyboardInterrupt:
        return 0
    except OSError as problem:
        print(f"Port {options.port} cannot be used: {problem}. Choose another with --port.", file=sys.stderr)
        return 1


def _options(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments; what stands behind -- is the program's."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:end])
    options.program = arguments[end + 1 :]
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slack-simulator",
        usage="%(prog)s [OPTIONS] manifest.json [-- app.py ARGUMENTS | -- -m module ARGUMENTS]",
        description="A Slack on this machine, in your browser, for the app of a manifest.",
        epilog="A Python app that is named behind -- is started with it, and needs no change.",
    )
    tokens = os.environ.get
    parser.add_argument("manifest", help="the app's manifest.json")
    parser.add_argument("--app", metavar="URL", default=REQUEST_URL, help="the app's request URL (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the workspace's port (%(default)s), 0 for any")
    parser.add_argument("--people", metavar="NAMES", help="first names with commas, instead of the usual dozen")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the workspace in this file")
    parser.add_argument("--pace", type=float, default=1, help="how many times Slack's rate limits are allowed")
    parser.add_argument("--bot-token", default=tokens("SLACK_BOT_TOKEN", BOT_TOKEN))
    parser.add_argument("--signing-secret", default=tokens("SLACK_SIGNING_SECRET", SIGNING_SECRET))
    parser.add_argument("--no-browser", action="store_true", help="only say where it is")
    return parser


def _workspace(options: argparse.Namespace, manifest: dict[str, Any]) -> Slack:
    return Slack(
        manifest,
        options.people.split(",") if options.people else None,
        clock=Clock(opens=datetime.now(UTC), app_time=time.time),
        pace=options.pace,
        port=options.port,
        bot_token=options.bot_token,
        signing_secret=options.signing_secret,
        state_file=options.state,
        retry_delays=SHORTENED_DELAYS,
    )


def _live(slack: Slack, options: argparse.Namespace) -> int:
    over_sockets = slack.workspace.installation.socket_mode
    slack.connect(None if over_sockets else options.app)
    _tell(slack, "over sockets that it opens" if over_sockets else options.app, has_program=bool(options.program))
    if not options.no_browser:
        webbrowser.open(slack.url)
    if not options.program:
        threading.Event().wait()
    with _running(options.program, slack) as program:
        return program.wait()


def _tell(slack: Slack, where: str, *, has_program: bool) -> None:
    print(f"{slack.workspace.installation.name} in a Slack of its own: {slack.url}")
    print(f"The app is reached {'' if where.startswith('over') else 'at '}{where}\n")
    if not has_program:
        print("Start it with these variables; Slack's SDKs want SLACK_API_URL as their base URL:")
        for name, value in slack.environment.items():
            print(f"  {name}={value}")
    print("Stop with Ctrl-C.", flush=True)


@contextlib.contextmanager
def _running(program: Sequence[str], slack: Slack) -> Iterator[subprocess.Popen[bytes]]:
    """Run the app in a process of its own, which ends with the workspace."""
    command = [sys.executable, "-m", "slack_simulator.cli.run", *program]
    process = subprocess.Popen(command, env={**os.environ, **slack.environment})
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
