"""What DynamoDB answers is read as botocore reads it, without going through each value."""

import json

import pytest
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import get_session

from app.storage.rows.answers import ABOUT_ROWS, Answers

ITEM = {
    "id": {"S": "ž"},
    "n": {"N": "12.50"},
    "b": {"BOOL": False},
    "none": {"NULL": True},
    "l": {"L": [{"S": "x"}, {"M": {"in": {"SS": ["a", "b"]}}}]},
    "empty": {"M": {}},
}
BODIES = {
    "BatchGetItem": {"Responses": {"reports": [ITEM, ITEM]}, "UnprocessedKeys": {}},
    "BatchWriteItem": {"UnprocessedItems": {"reports": [{"PutRequest": {"Item": ITEM}}]}},
    "DeleteItem": {"Attributes": ITEM},
    "GetItem": {"Item": ITEM},
    "PutItem": {},
    "Query": {"Items": [ITEM], "Count": 1, "ScannedCount": 3, "LastEvaluatedKey": {"id": {"S": "x"}}},
    "TransactWriteItems": {},
    "UpdateItem": {"Attributes": ITEM},
}
HEADERS = {"x-amzn-requestid": "R1", "content-type": "application/x-amz-json-1.0"}


@pytest.fixture(scope="module")
def model():
    return get_session().get_service_model("dynamodb")


def parsed(model, operation, body, status=200):
    shape = model.operation_model(operation).output_shape
    reply = {"headers": HEADERS, "status_code": status, "body": json.dumps(body).encode(), "context": {}}
    return [factory.create_parser("json").parse(dict(reply), shape) for factory in (Answers(), ResponseParserFactory())]


@pytest.mark.parametrize("operation", BODIES)
def test_rows_are_read_as_botocore_reads_them(model, operation):
    ours, its = parsed(model, operation, BODIES[operation])
    assert ours == its
    assert ours["ResponseMetadata"]["RequestId"] == "R1"


def test_every_operation_about_rows_is_compared(model):
    assert {model.operation_model(name).output_shape.name for name in BODIES} == ABOUT_ROWS


@pytest.mark.parametrize("value", [{"B": "AAE="}, {"BS": ["AAE=", "Ag=="]}])
def test_binary_values_are_bytes(model, value):
    ours, its = parsed(model, "GetItem", {"Item": {"id": {"S": "x"}, "raw": value}})
    assert ours == its
    assert b"\x00\x01" in (ours["Item"]["raw"].get("BS") or [ours["Item"]["raw"].get("B")])


def test_errors_and_other_operations_are_botocores(model):
    error = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"}
    for ours, its in (
        parsed(model, "PutItem", error, status=400),
        parsed(model, "DescribeTable", {"Table": {"CreationDateTime": 1.5}}),
    ):
        assert ours == its


def test_no_value_is_gone_through(model, monkeypatch):
    """The count that a click's time follows: botocore's parser calls this for each value."""
    monkeypatch.setattr(JSONParser, "_parse_shape", lambda *_: pytest.fail("went through a value"))
    shape = model.operation_model("GetItem").output_shape
    reply = {"headers": HEADERS, "status_code": 200, "body": json.dumps({"Item": ITEM}).encode()}
    assert Answers().create_parser("json").parse(reply, shape)["Item"] == ITEM
