"""What the tests of the local Slack share."""

import pytest

from slack_room import a_room


@pytest.fixture
def room():
    with a_room() as room:
        yield room
