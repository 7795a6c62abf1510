"""The embedded AWS keeps what it is given, even when it is killed, and fails on request."""

import asyncio

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from local.aws.embedded import Aws
from slack_simulator.faults import Faults
from tests import ROOT

TABLE = "standup-things"


def table(aws, **config):
    options = Config(retries={"total_max_attempts": 1}, **config)
    session = boto3.Session(aws.credentials.key, aws.credentials.secret, region_name="us-east-1")
    return session.resource("dynamodb", endpoint_url=aws.dynamodb_url, config=options).Table(TABLE)


async def start(folder, faults=None):
    aws = Aws(folder, ROOT, faults or Faults())
    await aws.listen()
    await aws.start()
    return aws


def make_table(aws):
    table(aws).meta.client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture(scope="module")
def faults():
    return Faults()


@pytest.fixture(scope="module")
def aws(loop, faults, tmp_path_factory):
    aws = loop.run(start(tmp_path_factory.mktemp("aws"), faults))
    loop.run(asyncio.to_thread(make_table, aws))
    yield aws
    loop.run(aws.stop())


@pytest.fixture
def put(aws, loop, faults):
    def call(read_timeout=60, **item):
        things = table(aws, read_timeout=read_timeout)
        loop.run(asyncio.to_thread(things.put_item, Item=item))

    yield call
    faults.clear()
    loop.run(aws.clear())


@pytest.fixture
def rows(aws, loop):
    return lambda: loop.run(aws.rows())[TABLE]


def test_rows_are_plain_json(put, rows):
    put(id="a", count=3, tags={"y", "x"}, data=b"\x00", nested={"list": [1, None]})
    assert rows() == [{"id": "a", "count": 3, "tags": ["x", "y"], "data": "AA==", "nested": {"list": [1, None]}}]


def test_clearing_empties_the_tables_and_keeps_them(aws, loop, put, rows):
    for name in "abc":
        put(id=name)
    loop.run(aws.clear())
    assert rows() == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "status", "status": 500}, (ClientError, 0)),
        ({"kind": "ratelimited"}, (ClientError, 0)),
        ({"kind": "drop"}, (ConnectionClosedError, 0)),
        ({"kind": "hang", "seconds": 0.5}, (ReadTimeoutError, 0)),
        ({"kind": "lost_reply"}, (ConnectionClosedError, 1)),
    ],
)
def test_dynamodb_fails_on_request(put, rows, faults, fault, outcome):
    error, stored = outcome
    faults.add({"on": "dynamodb", "where": {"operation": "PutItem"}, **fault})
    with pytest.raises(error):
        put(id="a", read_timeout=0.2)
    assert len(rows()) == stored
    put(id="b")
    assert len(rows()) == stored + 1


def test_it_ends_by_itself_and_saves_when_its_parent_is_gone(loop, tmp_path):
    async def live():
        aws = await start(tmp_path)
        await asyncio.to_thread(make_table, aws)
        aws._process.stdin.close()  # what the system does when the parent dies
        async with asyncio.timeout(60):
            code = await aws._process.wait()
        await aws.stop()
        return code

    assert loop.run(live()) == 0
    assert TABLE in (tmp_path / "dynamodb.json").read_text()
