"""A local Lambda with a handler that does as it is told, in an event loop that lives as long as the module."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.applications import Starlette

from local.aws.credentials import Credentials
from local.functions.functions import Functions
from local.functions.serverless import FunctionSpec
from local.processes import environment
from slack_simulator.faults import Faults
from slack_simulator.hosting import Clock, Journal, Protocol
from tests import ROOT

STUB = Path(__file__).parent / "stub"
KEY = Credentials("AKIALOCAL", "the secret of these tests")
PROGRAM = {"SLACK_CHANNEL": "C0TEAM0001", "AWS_REGION": "us-east-1", **KEY.variables}


def specs(**timeouts):
    names = {"slack-responses": "handler.slack_responses", "scheduled-events": "handler.scheduled_events"}
    return {
        name: FunctionSpec(name, handler, timeouts.get(name.replace("-", "_"), 10), 512)
        for name, handler in names.items()
    }


def local_lambda(root=STUB, state_file=None, functions=None, delays=(0.01, 0.02)):
    clock = Clock()
    return Functions(
        functions or specs(scheduled_events=2),
        root=root,
        environment=environment([root, ROOT], PROGRAM),
        clock=clock,
        journal=Journal(clock),
        faults=Faults(),
        state_file=state_file,
        delays=delays,
    )


async def serve(functions, exits: AsyncExitStack) -> str:
    app = Starlette(routes=functions.routes())
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, http=Protocol, lifespan="off", log_config=None, log_level="critical", ws="none")
    )
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    running = asyncio.ensure_future(server.main_loop())

    async def stop():
        server.should_exit = True
        await running
        await server.shutdown()

    exits.push_async_callback(stop)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


async def until(condition):
    """Wait until something holds, for a minute at most."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what is waited for may be in another process
            await asyncio.sleep(0.005)


@pytest.fixture(scope="module")
def loop(processes):
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def here(loop):
    """The functions, served over HTTP: `here.run(coroutine)`, `here.functions`, `here.url`."""
    exits = AsyncExitStack()

    async def start():
        functions = local_lambda()
        exits.push_async_callback(functions.stop)
        return functions, await serve(functions, exits)

    functions, url = loop.run(start())
    yield SimpleNamespace(run=loop.run, functions=functions, url=url)
    loop.run(exits.aclose())


@pytest.fixture(autouse=True)
def _tidy(request):
    yield
    if "here" in request.fixturenames:
        here = request.getfixturevalue("here")
        here.functions.faults.clear()
        here.run(here.functions.clear())
