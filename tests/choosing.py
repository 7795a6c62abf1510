"""Which tests run, and in which order: `--quick`, and `--random-order-seed N`.

A quick run leaves out the tests that need a process, and those marked as `long`. A test needs a process if it asks for
the fixture `processes`, by itself or through another fixture. In a quick run nothing may start one: a test that does
and has not asked fails, so nobody has to keep a list.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator

import pytest

PROCESSES = "processes"
STARTS = ("subprocess.Popen", "os.posix_spawn", "os.fork")

_running: list[str] = []


class StartsAProcess(Exception):
    """A quick run has nothing that starts a process; the message says what to do."""


@pytest.fixture(scope="session")
def processes() -> None:
    """Ask for this where a process, a browser or a deployment is started: `--quick` leaves it out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("standup bot")
    group.addoption("--quick", action="store_true", help="leave out what starts a process, a browser or a deployment")
    group.addoption("--random-order-seed", type=int, metavar="N", help="shuffle the modules, and the tests of each")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("quick"):
        sys.addaudithook(_refuse_processes)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("quick"):
        config.hook.pytest_deselected(items=[item for item in items if not is_quick(item)])
        items[:] = [item for item in items if is_quick(item)]
    if (seed := config.getoption("random_order_seed")) is not None:
        items[:] = shuffled(items, seed)


def is_quick(item: pytest.Item) -> bool:
    return PROCESSES not in item.fixturenames and item.get_closest_marker("long") is None


def shuffled(items: list[pytest.Item], seed: int) -> list[pytest.Item]:
    """Give the tests in another order, those of a module together; the same seed gives the same order."""
    modules = defaultdict(list)
    for item in items:
        modules[item.nodeid.partition("::")[0]].append(item)
    chance = random.Random(seed)  # noqa: S311 - an order of tests, no secret
    order = list(modules.values())
    chance.shuffle(order)
    for module in order:
        chance.shuffle(module)
    return [item for module in order for item in module]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _running.append(item.nodeid)
    try:
        return (yield)
    finally:
        _running.pop()


def _refuse_processes(event: str, _arguments: object) -> None:
    if event in STARTS and _running:
        raise StartsAProcess(f"{_running[-1]} starts a process: let it ask for the fixture '{PROCESSES}'")
