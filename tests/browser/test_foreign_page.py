"""A web page from elsewhere, in a real browser, beside everything that runs here: it reads nothing and does nothing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from local.aws.credentials import Credentials
from local.stack import BOT_TOKEN
from ops.deploying import emulator
from tests.browser.conftest import QUIET, _is_root
from tests.kit.people import CHANNEL
from tests.kit.requester import signed_for_aws

# What somebody owns who lets it lead to this machine once the page is there (DNS rebinding).
THEIRS = "theirs.example"
KNOWN_TO_ALL = Credentials("local", "local")
FETCH = """async ([url, init]) => {
    try {
        const answer = await fetch(url, init);
        return {type: answer.type, status: answer.status, text: await answer.text()};
    } catch (error) {
        return {type: "error", status: 0, text: ""};
    }
}"""
LISTEN = """url => new Promise(done => {
    const source = new EventSource(url);
    source.onopen = () => done("open");
    source.onerror = () => done("refused");
})"""
IMAGE = """url => new Promise(done => {
    const image = new Image();
    image.onload = () => done("shown");
    image.onerror = () => done("refused");
    image.src = url;
})"""
FORM = """([url, name, value, kind]) => {
    const form = document.createElement("form");
    Object.assign(form, {method: "post", action: url, enctype: kind});
    const field = document.createElement("input");
    Object.assign(field, {name, value});
    form.append(field);
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser to which somebody's name leads to this machine."""
    names = f"--host-resolver-rules=MAP {THEIRS} 127.0.0.1"
    arguments = [*QUIET, names, *(["--no-sandbox"] if _is_root() else [])]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        launched.close()


class Theirs(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>a page of somebody's</title><body>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def their_port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Theirs)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["127.0.0.1", "localhost", THEIRS])
def page(browser, their_port, request) -> Iterator[Page]:
    """A page of somebody's: on another port of this machine, or under another name."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://{request.param}:{their_port}/")
    yield page
    context.close()


@pytest.fixture
def untouched(team, stack):
    """Nobody says anything, the clock stays, and Slack is asked for nothing."""

    def seen():
        texts = [message["text"] for message in team.place.state()["messages"].get(CHANNEL, [])]
        return texts, round(stack.clock.offset.total_seconds()), len(stack.workspace.calls)

    before = seen()
    yield
    team.settles()
    assert seen() == before


def fetches(page: Page, url: str, **init) -> dict:
    return page.evaluate(FETCH, [url, init])


def reads_nothing(answer: dict) -> bool:
    return answer["type"] in {"error", "opaque"} and answer["text"] == ""


@pytest.mark.usefixtures("untouched")
def test_it_reads_nothing_of_the_workspace(page, team, stack):
    for path in (
        f"/_local/state?as={team[0].id}",
        "/_local/rows",
        "/_local/journal",
        "/_local/calls",
        "/",
        "/js/base/api.js",
    ):
        for mode in ("cors", "no-cors"):
            assert reads_nothing(fetches(page, stack.url + path, mode=mode))
    assert page.evaluate(LISTEN, f"{stack.url}/_local/live?as={team[0].id}") == "refused"
    assert page.evaluate(IMAGE, f"{stack.url}/pictures/{team[0].id}.svg") == "refused"


@pytest.mark.usefixtures("untouched")
def test_it_does_nothing_in_the_workspace(page, team, stack):
    wish = json.dumps({"as": team[0].id, "channel": CHANNEL, "text": "I was made to say this"})
    post = urlencode({"token": BOT_TOKEN, "channel": CHANNEL, "text": "the bot was made to say this"})
    form = {"content-type": "application/x-www-form-urlencoded"}
    for mode in ("cors", "no-cors"):
        for kind in ("application/json", "text/plain"):
            assert reads_nothing(
                fetches(
                    page, f"{stack.url}/_local/say", method="POST", mode=mode, body=wish, headers={"content-type": kind}
                )
            )
        fetches(page, f"{stack.url}/_local/clock", method="POST", mode=mode, body='{"by": 3600}')
        fetches(page, f"{stack.url}/api/chat.postMessage", method="POST", mode=mode, body=post, headers=form)
        fetches(page, f"{stack.url}/api/chat.postMessage?{post}", mode=mode)
        fetches(page, f"{stack.url}/slack/events", method="POST", mode=mode, body="payload={}", headers=form)
        fetches(
            page, f"{stack.url}/2015-03-31/functions/scheduled-events/invocations", method="POST", mode=mode, body="{}"
        )
    assert page.evaluate(IMAGE, f"{stack.url}/api/chat.postMessage?{post}") == "refused"


@pytest.mark.usefixtures("untouched")
def test_no_link_and_no_form_of_it_does_anything(page, stack):
    here = page.url
    post = urlencode({"token": BOT_TOKEN, "channel": CHANNEL, "text": "a link made the bot say this"})
    page.evaluate("url => { location.href = url; }", f"{stack.url}/api/chat.postMessage?{post}")
    page.wait_for_url(f"{stack.url}/**")
    assert "Only the page of this workspace" in page.content()
    for path, kind in (("/_local/reset", "text/plain"), ("/slack/events", "application/x-www-form-urlencoded")):
        page.goto(here)
        page.evaluate(FORM, [stack.url + path, '{"a', '":1}', kind])
        page.wait_for_url(f"{stack.url}/**")
        assert "Only the page of this workspace" in page.content()


@pytest.mark.usefixtures("untouched")
def test_it_cannot_show_the_workspace_within_itself(page, stack):
    page.evaluate(
        "url => { const f = document.createElement('iframe'); f.src = url; document.body.append(f); }", stack.url
    )
    page.wait_for_timeout(500)
    frames = [frame for frame in page.frames if frame is not page.main_frame]
    assert not any(frame.get_by_test_id("person-switcher").count() for frame in frames)


@pytest.mark.usefixtures("untouched")
def test_a_name_that_leads_here_is_not_this_workspace(browser, team, stack):
    """Of one origin with what it wants to read, as after a rebinding; so that nothing but the name tells them apart."""
    context = browser.new_context()
    page = context.new_page()
    url = f"http://{THEIRS}:{urlsplit(stack.url).port}"
    assert page.goto(url).status == 400
    assert "person-switcher" not in page.content()
    body = json.dumps({"by": 3600})
    for path, init in (
        (f"/_local/state?as={team[0].id}", {}),
        ("/_local/clock", {"method": "POST", "body": body, "headers": {"content-type": "application/json"}}),
    ):
        assert fetches(page, url + path, **init)["status"] == 400
    context.close()


@pytest.fixture(scope="module")
def whole_aws(tmp_path_factory):
    """What `deploy --local` deploys to."""
    with emulator.running(tmp_path_factory.mktemp("aws")) as embedded:
        yield embedded


def calls(url: str, target: str, body: bytes, key: Credentials) -> dict:
    """A signed call, as a page would make it."""
    headers = {**signed_for_aws(key, url, body, "dynamodb"), "x-amz-target": f"DynamoDB_20120810.{target}"}
    return {name: value for name, value in headers.items() if name.lower() != "host"}


TABLE = json.dumps(
    {
        "TableName": "theirs",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    }
)


@pytest.mark.parametrize("which", ["the workspace's", "the whole one"])
def test_it_neither_reads_nor_makes_anything_in_the_embedded_aws(page, stack, whole_aws, which):
    """Not with the key that everybody knew, and not with this run's own."""
    workspaces = (stack.aws.dynamodb_url, stack.aws.credentials)
    url, ours = workspaces if which == "the workspace's" else (whole_aws.url, whole_aws.credentials)
    for key in (KNOWN_TO_ALL, ours):
        for mode in ("cors", "no-cors"):
            listing = calls(url, "ListTables", b"{}", key)
            assert reads_nothing(fetches(page, url, method="POST", mode=mode, body="{}", headers=listing))
            making = calls(url, "CreateTable", TABLE.encode(), key)
            assert reads_nothing(fetches(page, url, method="POST", mode=mode, body=TABLE, headers=making))
    functions = f"{whole_aws.url}/2015-03-31/functions"
    for mode in ("cors", "no-cors"):
        assert reads_nothing(fetches(page, functions, mode=mode))
        assert reads_nothing(fetches(page, f"{whole_aws.url}/_ministack/reset", method="POST", mode=mode))
        assert reads_nothing(fetches(page, f"{whole_aws.url}/_ministack/health", mode=mode))
    database = boto3.Session(ours.key, ours.secret, region_name="us-east-1").client("dynamodb", endpoint_url=url)
    assert "theirs" not in database.list_tables()["TableNames"]
