"""What the tests of the local Slack share."""

import pytest

from slack_room import a_room


@pytest.fixture
def room():
    with a_room() as room:
        yield room


@pytest.fixture(scope="session")
def processes() -> None:
    """Ask for this where a process is started, so that a quick run can leave it out."""
