"""How much each kind of request imports in a process that has just started: a list that a change has to touch.

Of Python's own modules nothing is said here, since they differ from version to version.
"""

import json
import re
import subprocess
import sys

import pytest

from benchmarks.requests import payloads
from benchmarks.requests.endpoints import Endpoints
from benchmarks.requests.environment import FUNCTION_ARN
from benchmarks.requests.slack import CHANNEL
from benchmarks.requests.variants import stack_tables
from tests import ROOT

# Modules of the app that are imported on top of what is there by then. `init` is before the first event. What a person
# waits for in the morning, the click and the submission, should import nothing more: Lambda gives a function two
# processors while it starts, and a third of one from then on.
IMPORTED = {
    "init": 170,
    "click": 0,
    "submission": 0,
    "lazy run of a submission": 78,
}
# What each topic's module imports on top of init, when a request comes for it.
OF_TOPICS = {
    "app.listeners.boundary": 1,
    "app.listeners.day.blockers": 79,
    "app.listeners.day.menu": 93,
    "app.listeners.history.pages": 49,
    "app.listeners.home.commands": 120,
    "app.listeners.home.tab": 109,
    "app.listeners.home_tab": 78,
    "app.listeners.privacy.own_data": 90,
    "app.listeners.privacy.uninstalling": 3,
    "app.listeners.report.posting": 62,
    "app.listeners.scheduling.events": 103,
    "app.listeners.scheduling.roster": 58,
    "app.listeners.setup.editing": 111,
    "app.listeners.setup.invitation": 69,
}
# Modules of other packages that init imports, at most.
OF_OTHERS = 335

PROGRAM = """
import importlib, json, os, sys
import handler

class Context:
    invoked_function_arn = sys.argv[1]

def loaded():
    return {name for name in sys.modules if name.partition(".")[0] == "app"}

def apart(module):
    '''What a module imports, found out in a process of its own.'''
    read, write = os.pipe()
    if not os.fork():
        before = loaded()
        importlib.import_module(module)
        os.write(write, json.dumps(sorted(loaded() - before)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        return json.load(answer)

others = {name for name in sys.modules if name.partition(".")[0] not in {*sys.stdlib_module_names, "app", "handler"}}
print(json.dumps([sorted(loaded()), sorted(others)]), flush=True)
for line in sys.stdin:
    asked, before = json.loads(line), loaded()
    if isinstance(asked, str):
        print(json.dumps([apart(asked), "imported"]), flush=True)
        continue
    function = handler.scheduled_events if "source" in asked else handler.slack_responses
    answer = function(asked, Context)
    print(json.dumps([sorted(loaded() - before), answer]), flush=True)
"""


class Process:
    """A process that has just imported the handler, as Lambda would start it."""

    def __init__(self, endpoints: Endpoints) -> None:
        url = endpoints.without_tls
        variables = {
            "PATH": "/bin",
            "PYTHONPATH": str(ROOT),
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "cold",
            "AWS_SECRET_ACCESS_KEY": "cold",
            "AWS_ENDPOINT_URL": url,
            "SLACK_BOT_TOKEN": "xoxb-cold",
            "SLACK_SIGNING_SECRET": payloads.SECRET,
            "SLACK_CHANNEL": CHANNEL,
            "SLACK_API_URL": f"{url}/api/",
            "SLACK_PACE": "100000",
            "DYNAMODB_TABLE_PREFIX": "cold",
        }
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", PROGRAM, FUNCTION_ARN],
            env=variables,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.init, self.others = self._answer()

    def asks(self, event) -> list[str]:
        """What an event, or a module, imports."""
        self._process.stdin.write(json.dumps(event) + "\n")
        self._process.stdin.flush()
        imported, answer = self._answer()
        assert answer == "imported" or answer.get("statusCode", 200) == 200, answer
        return imported

    def ends(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=60)

    def _answer(self):
        for line in self._process.stdout:
            if line.startswith("["):
                return json.loads(line)
        raise AssertionError(f"ended with {self._process.wait(10)}")


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory, processes):
    with Endpoints(tmp_path_factory.mktemp("endpoints")) as endpoints:
        endpoints.create_tables("cold", stack_tables())
        endpoints.slack.fill(2)
        sender = Process(endpoints)
        sender.asks(payloads.scheduled("send_questions"))
        sender.ends()
        yield endpoints


@pytest.fixture
def process(endpoints):
    process = Process(endpoints)
    yield process
    process.ends()


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def test_what_a_person_waits_for_in_the_morning_is_imported_before_they_click(endpoints, process):
    person = next(iter(endpoints.slack.people))
    click = process.asks(payloads.click(endpoints.slack, person))
    submission = process.asks(payloads.submission(endpoints.slack, person))
    lazy = process.asks(endpoints.invoked.pop())
    imported = {"init": process.init, "click": click, "submission": submission, "lazy run of a submission": lazy}
    assert {kind: len(modules) for kind, modules in imported.items()} == IMPORTED
    assert len(process.others) <= OF_OTHERS, process.others


def test_what_only_others_need_is_not_imported_for_the_first_click(process):
    """No topic but the person's day: neither what they type nor what owners and the schedule do."""
    strange = re.compile(r"app\.(?:flows|views|listeners)\.(?:history|home|owners|privacy|report|scheduling|setup)\.")
    assert [name for name in process.init if strange.match(name)] == []


def test_a_topic_imports_what_its_requests_need_and_no_more(process):
    listeners = [path for path in (ROOT / "app" / "listeners").rglob("*.py") if path.name != "__init__.py"]
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in listeners} - set(process.init)
    assert {name: len(process.asks(name)) for name in sorted(names)} == OF_TOPICS
