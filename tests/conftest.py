"""One local workspace for all tests that need people, made new before each of them."""

from collections.abc import Iterator

import pytest

from app.local.stack import Options, Stack, running
from app.local.visitor import Place
from tests.people import Team

# Twenty times Slack's pace, on both sides: what the app sends and what the workspace allows.
PACE = 20


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    state = tmp_path_factory.mktemp("workspace")
    options = Options(state=state, port=0, fresh=True, pace=PACE, delays=(0.05, 0.1))
    with running(options) as stack:
        yield stack


@pytest.fixture
def team(stack: Stack) -> Iterator[Team]:
    """The people of the workspace on an ordinary morning, half a minute before the questions come."""
    with Place(stack.url) as place:
        place.post("reset")
        yield Team(place)
        place.post("faults", clear=True)
