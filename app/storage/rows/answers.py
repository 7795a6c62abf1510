"""Reads DynamoDB's answers about rows, whose JSON is as PynamoDB wants it already."""

from collections.abc import Mapping
from typing import Any

from botocore.model import Shape
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory
from msgspec.json import decode

ABOUT_ROWS = frozenset(
    f"{operation}Output"
    for operation in (
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "TransactWriteItems",
        "UpdateItem",
    )
)
REFUSED = 301
BINARY = b'"B"', b'"BS"'


class _AboutRows(JSONParser):
    def parse(self, response: Mapping[str, Any], shape: Shape) -> Any:
        """Return an answer as botocore does, which goes through each value with its model: 0.2 ms for a form.

        That is needed for errors, for other operations, and for binary values, which are text in JSON.
        """
        body = response["body"]
        is_plain = shape and shape.name in ABOUT_ROWS and response["status_code"] < REFUSED
        if not is_plain or any(mark in body for mark in BINARY):
            return super().parse(response, shape)
        headers = {name.lower(): value for name, value in response["headers"].items()}
        metadata = {
            "RequestId": headers.get("x-amzn-requestid"),
            "HTTPStatusCode": response["status_code"],
            "HTTPHeaders": headers,
        }
        return {**decode(body), "ResponseMetadata": metadata}


class Answers(ResponseParserFactory):
    """Makes botocore's parsers, and ours for the protocol of DynamoDB."""

    def create_parser(self, protocol_name: str) -> ResponseParser:
        return _AboutRows() if protocol_name == "json" else super().create_parser(protocol_name)
