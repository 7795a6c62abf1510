"""The flows with real services: the workspace's Slack over HTTP, its DynamoDB, and a clock that the test holds."""

import os
from datetime import datetime, timedelta

import pytest

from app import bootstrap
from app.local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from app.services import Services
from app.settings import Settings
from app.storage import connection
from tests.builders import EIGHT


class HeldClock:
    """A clock that moves when it is told to, and by the time that is slept."""

    def __init__(self, now: datetime = EIGHT) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=max(0.0, seconds))


@pytest.fixture
def clock():
    return HeldClock()


@pytest.fixture
def services(team, stack, clock, monkeypatch) -> Services:
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
