"""The door of the embedded AWS: it opens with this run's key, under this machine's names, for programs."""

import http.client
import os
import stat
import sys

import boto3
import httpx
import pytest

from local.aws.credentials import FILE, Credentials
from local.aws.guard import is_here
from ops.deploying import emulator
from tests.kit.requester import signed_for_aws


@pytest.fixture(scope="module")
def whole(tmp_path_factory, processes):
    """As `deploy --local` starts it."""
    with emulator.running(tmp_path_factory.mktemp("aws")) as embedded:
        yield embedded


def asks(
    whole, key: Credentials | None = None, path: str = "/", method: str = "POST", **headers: str
) -> httpx.Response:
    """Ask for the tables, or for something else."""
    url, body = whole.url + path, b"{}"
    target = {"x-amz-target": "DynamoDB_20120810.ListTables"} if path == "/" else {}
    signed = signed_for_aws(key, url, body, "dynamodb") if key else {}
    sent = {**signed, **target, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx.request(method, url, content=body, headers=sent, trust_env=False)


def test_this_runs_key_opens_it(whole):
    answer = asks(whole, whole.credentials)
    assert (answer.status_code, answer.json()) == (200, {"TableNames": []})


@pytest.mark.parametrize("name", ["local", "test", "000000000000", "ASIA0000000000000000", "AKIA0000000000000000"])
def test_no_key_that_anybody_could_know_opens_it(whole, name):
    for secret in (name, "test", ""):
        assert asks(whole, Credentials(name, secret)).status_code == 403


def test_the_keys_id_without_its_secret_does_not_open_it(whole):
    assert asks(whole, Credentials(whole.credentials.key, "guessed")).status_code == 403
    assert asks(whole).status_code == 403
    basic = asks(whole, authorization=f"AWS {whole.credentials.key}:x")
    assert basic.status_code == 403


@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.rebound.example", "localhost.example", "", "[::2]:80"])
def test_another_name_that_leads_here_does_not_open_it(whole, host):
    assert asks(whole, whole.credentials, host=host).status_code in {400, 403}
    assert not is_here(host)


def test_who_is_refused_before_their_request_is_read_asks_the_next_one_over_a_new_connection(whole):
    """The server hangs up then; a client that is not told so sends its next request into the void."""
    host, port = whole.url.removeprefix("http://").split(":")
    asking = http.client.HTTPConnection(host, int(port), timeout=10)
    for _ in range(3):
        asking.putrequest("POST", "/")
        asking.putheader("content-length", "2")
        asking.endheaders()
        answer = asking.getresponse()
        assert (answer.status, answer.headers["connection"]) == (403, "close")
        answer.read()
    asking.close()


def test_a_browsers_page_does_not_open_it_even_with_the_key(whole):
    for page in ({"origin": "http://localhost:1"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        assert asks(whole, whole.credentials, **page).status_code == 403


def test_no_answer_allows_a_page_to_read_it(whole):
    for answer in (
        asks(whole, whole.credentials),
        asks(whole),
        asks(whole, path="/_ministack/health", method="GET"),
        asks(whole, method="OPTIONS", origin="http://localhost:1"),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/config", "/2015-03-31/functions", "/slack/../x"])
def test_under_the_apps_own_name_nothing_else_is_open(whole, path):
    """Whoever calls the app needs no key; the embedded AWS answers to other paths under any name."""
    for host in ("0123abcd.execute-api.localhost", "0123abcd.execute-api.localhost:80", "x.execute-api.localhost"):
        assert asks(whole, path=path, host=host).status_code == 403
    assert asks(whole, path="/slack/events", host="0123abcd.execute-api.localhost").status_code == 404


def test_keys_that_it_gives_out_itself_open_it_with_their_token_alone(whole):
    session = boto3.Session(whole.credentials.key, whole.credentials.secret, region_name="us-east-1")
    given = session.client("sts", endpoint_url=whole.url).get_session_token()["Credentials"]
    theirs = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], "us-east-1")
    assert theirs.client("dynamodb", endpoint_url=whole.url).list_tables()["TableNames"] == []
    assert asks(whole, Credentials(given["AccessKeyId"], given["SecretAccessKey"])).status_code == 403


def test_each_run_has_another_key_in_a_file_that_only_its_user_reads(tmp_path):
    first, second = Credentials.new(), Credentials.new()
    assert first.key != second.key
    assert first.secret != second.secret
    assert first.secret not in repr(first)
    path = first.keep(tmp_path)
    path.chmod(0o644)
    assert second.keep(tmp_path) == path == tmp_path / FILE
    assert first.secret not in path.read_text("utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_uid == os.getuid()


def test_awss_own_clients_read_the_file(whole, tmp_path, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(whole.credentials.keep(tmp_path)))
    client = boto3.Session(region_name="us-east-1").client("dynamodb", endpoint_url=whole.url)
    assert client.list_tables()["TableNames"] == []


def test_the_workspace_keeps_its_key_the_same_way(stack):
    path = stack.options.state / "aws" / FILE
    assert stack.aws.credentials.secret in path.read_text("utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
