"""One local workspace for all tests that need people, made new before each of them."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import boto3
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from app import bootstrap
from app.services import Services
from app.settings import Settings
from app.storage.rows import connection
from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET, Options, Stack, running
from slack_simulator.hosting import Clock
from slack_simulator.visitor import Place
from tests.choosing import (
    processes,
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_protocol,
)
from tests.kit.clock import HeldClock
from tests.kit.database import DatabaseInside
from tests.kit.host import Host
from tests.kit.host import running as serving
from tests.kit.mornings import Mornings
from tests.kit.people import Team, newly_met
from tests.kit.plainly import Plainly

__all__ = [
    "processes",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_protocol",
]

# Nothing that is remembered of a developer's own stages has a say in a test. (Stages are made while modules load.)
REMEMBERED = TemporaryDirectory()
os.environ["STANDUP_STATE"] = REMEMBERED.name

# Twenty times Slack's pace, on both sides: what the app sends and what the workspace allows.
PACE = 20

# A busy machine is slow to answer: what three seconds allow is measured by tests/listeners/test_ack_times.py alone.
PATIENCE = 20

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

# A Tuesday, whatever today is. Time goes on while a test runs: a slow machine has most of a minute until 08:00.
MORNING = datetime(2026, 11, 24, 7, 59, 1, tzinfo=UTC)


# These live in one deployment, which takes half a minute to make: one worker has them all.
SHARE_A_DEPLOYMENT = (
    "test_deploy_local.py",
    "test_doctor_deployed.py",
    "test_drift_deployed.py",
    "test_remove_deployed.py",
)


class ByModule(LoadScopeScheduling):
    """Gives each module to one worker, and those that share a deployment to the same."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "deployment" if module.endswith(SHARE_A_DEPLOYMENT) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ByModule(config, log)


@pytest.fixture(scope="session")
def plainly() -> Plainly:
    return Plainly()


@pytest.fixture(autouse=True)
def is_for_who_cannot_see_it(plainly) -> Iterator[None]:
    """Whatever the app says in any test is said in words."""
    yield
    faults = plainly.faults.copy()
    plainly.faults.clear()
    assert faults == []


@pytest.fixture(autouse=True)
def asks_aws_anew() -> None:
    """The session that boto3 keeps knows the keys of a test before."""
    boto3.DEFAULT_SESSION = None


@pytest.fixture(scope="session")
def stack(tmp_path_factory, plainly, processes) -> Iterator[Stack]:
    state = tmp_path_factory.mktemp("workspace")
    options = Options(
        state=state,
        port=0,
        fresh=True,
        pace=PACE,
        delays=(0.05, 0.1),
        clock=lambda: Clock(opens=MORNING),
        by_itself=False,
        aws=DatabaseInside,
    )
    with running(options) as stack:
        stack.journal.subscribe(plainly)
        stack.workspace.delivery.ack_seconds = stack.workspace.triggers.lifetime = PATIENCE
        yield stack


@pytest.fixture(scope="session")
def place(stack: Stack) -> Iterator[Place]:
    with Place(stack.url) as place:
        yield place


@pytest.fixture
def team(place: Place) -> Iterator[Team]:
    yield newly_met(place)
    place.post("faults", clear=True)


@pytest.fixture(scope="session")
def mornings(stack: Stack) -> Mornings:
    return Mornings(stack)


@pytest.fixture
def asked_team(team: Team, mornings: Mornings) -> Team:
    """The people when the questions have just come."""
    mornings.comes(team)
    return team


@pytest.fixture
def clock():
    return HeldClock()


@pytest.fixture
def services(team, stack, clock, monkeypatch) -> Services:
    """The flows' real services: the workspace's Slack over HTTP, its DynamoDB, and a clock that the test holds."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", stack.aws.dynamodb_url)
    for name, value in stack.aws.credentials.variables.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env(
        {
            **os.environ,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_CHANNEL": CHANNEL,
            "SLACK_API_URL": f"{stack.url}/api/",
        }
    )
    connection.connect(settings)
    return bootstrap.build_services(settings, clock)


@pytest.fixture
def logged(caplog, monkeypatch) -> pytest.LogCaptureFixture:
    """What the app logs. Where a test before has cut its logger off from the root, pytest listens to that one, too."""
    ours = logging.getLogger("app")
    if caplog.handler not in ours.handlers:
        monkeypatch.setattr(ours, "propagate", True)
    return caplog


@pytest.fixture(scope="session")
def web_server() -> Iterator[Host]:
    with serving() as host:
        yield host


@pytest.fixture
def host(web_server) -> Host:
    """A web server with nothing on it."""
    for kept in (web_server.texts, web_server.asked, web_server.posted, web_server.statuses):
        kept.clear()
    return web_server
