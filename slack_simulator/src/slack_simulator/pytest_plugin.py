"""The fixtures for pytest: `slack`, and what it is made of.

`slack_manifest` and `slack_app` come from pytest's settings of the same names, or from fixtures of a test's own;
`slack_people` is overridden where others are needed than the usual dozen.
"""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from slack_bolt import App

    from slack_simulator.slack import Slack
    from slack_simulator.state.people import Person

EXITS = pytest.StashKey[contextlib.ExitStack]()
RUNNING = pytest.StashKey["Slack"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("slack_app", "the Bolt app to test, as module:name, or the request URL of a running app")
    parser.addini("slack_manifest", "the path of the app's manifest.json")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[EXITS] = contextlib.ExitStack()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start at once if the settings name an app: modules that make one when they are imported find Slack then."""
    if session.config.getini("slack_app"):
        _running(session.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[EXITS].close()


def _running(config: pytest.Config) -> Slack:
    """Start the one Slack of this run, with the environment pointing at it."""
    from slack_simulator.slack import Slack  # noqa: PLC0415 - every pytest run loads this plugin, few need what is here

    if RUNNING not in config.stash:
        exits = config.stash[EXITS]
        slack = exits.enter_context(Slack())
        patch = exits.enter_context(pytest.MonkeyPatch.context())
        for name, value in {**slack.environment, "SLACK_APP_TOKEN": slack.app_token}.items():
            patch.setenv(name, value)
        config.stash[RUNNING] = slack
    return config.stash[RUNNING]


@pytest.fixture(scope="session")
def slack_server(pytestconfig: pytest.Config) -> Slack:
    """Return the running Slack of this session, for apps that are given its `api_url`, token and signing secret."""
    return _running(pytestconfig)


@pytest.fixture
def slack_manifest(pytestconfig: pytest.Config) -> Mapping[str, Any] | Path | None:
    """Give the manifest of the app, or its path."""
    path = pytestconfig.getini("slack_manifest")
    return pytestconfig.rootpath / path if path else None


@pytest.fixture
def slack_people() -> Sequence[str | Person] | None:
    """Who is in the workspace: first names or `Person`; None for the usual dozen."""
    return None


@pytest.fixture
def slack_app(pytestconfig: pytest.Config, slack_server: Slack) -> App | str:  # noqa: ARG001 - Slack runs before the app
    """Give the app to test: a Bolt app, or the request URL of a running one."""
    named: str = pytestconfig.getini("slack_app")
    if named.startswith(("http://", "https://")):
        return named
    module, _, name = named.partition(":")
    if not name:
        raise pytest.UsageError("Say which app is tested: slack_app = module:name in pytest's settings, or a fixture.")
    app: App = getattr(import_module(module), name)
    return app


@pytest.fixture
def slack(
    slack_server: Slack,
    slack_manifest: Mapping[str, Any] | Path | None,
    slack_people: Sequence[str | Person] | None,
    slack_app: App | str,
) -> Slack:
    """Return a fresh workspace with the app installed and connected."""
    slack_server.begin(slack_manifest, slack_people)
    slack_server.connect(slack_app)
    return slack_server
