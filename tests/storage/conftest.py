"""The repositories on the real engine."""

import os

import pytest

from app.settings import Settings
from app.storage.rows import connection


@pytest.fixture
def engine(team, stack, monkeypatch):
    """Connect this process to the workspace's DynamoDB, emptied."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", stack.aws.dynamodb_url)
    for name, value in stack.aws.credentials.variables.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env({**os.environ, "DYNAMODB_TABLE_PREFIX": "standup", "SUPPRESSION_KEY": "a secret"})
    connection.connect(settings)
    return settings


@pytest.fixture
def pauses(monkeypatch):
    """How long is waited between two attempts, without waiting."""
    waited = []
    monkeypatch.setattr(connection, "sleep", waited.append)
    return waited
