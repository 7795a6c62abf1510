"""The tests' DynamoDB is answered without a connection, on which their time hangs, and fails as the real one does."""

import boto3
import pytest
from botocore import loaders
from botocore.config import Config
from botocore.exceptions import ClientError


def tables(stack, secret=None):
    ours = stack.aws.credentials
    once = Config(retries={"total_max_attempts": 1})
    session = boto3.Session(
        ours.key if secret is None else "AKIANOBODY", secret or ours.secret, region_name="us-east-1"
    )
    return session.client("dynamodb", endpoint_url=stack.aws.dynamodb_url, config=once).list_tables()["TableNames"]


def test_a_request_of_this_process_takes_no_connection(team, stack):
    before, asked = stack.aws.over_http, stack.aws.requests["ListTables"]
    assert "standup-reports" in tables(stack)
    assert (stack.aws.over_http, stack.aws.requests["ListTables"]) == (before, asked + 1)


def test_awss_descriptions_are_read_once_a_process():
    assert loaders.create_loader() is loaders.create_loader()


def test_a_fault_strikes_it(team, stack):
    team.fault("dynamodb", "status", status=500, where={"operation": "ListTables"})
    with pytest.raises(ClientError, match="InternalServerError"):
        tables(stack)
    assert tables(stack)


def test_another_key_is_refused(team, stack):
    with pytest.raises(ClientError, match="AccessDenied"):
        tables(stack, "the secret of somebody else")
