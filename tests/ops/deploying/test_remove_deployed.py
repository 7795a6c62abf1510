"""What is left of a deployment that is removed, and what the next one makes of it.

`deployment` deploys again for whatever comes after these tests.
"""

import os

import pytest

from ops.deploying import deploy, local_stage, remove
from tests.ops.deploying.deployed import Deployed

pytestmark = pytest.mark.deployment

ROW = {"report_id": {"S": "T1.default.20261124"}, "report_user_id": {"S": "20261124_U1"}}


@pytest.fixture(scope="module")
def stack(deployment):
    return deployment


def test_a_removed_stack_leaves_the_data_and_the_next_one_takes_it_over(stack: Deployed, capsys):
    def rows():
        return stack.client("dynamodb").scan(TableName=stack.stage.tables["reports"], ConsistentRead=True)["Items"]

    stack.client("dynamodb").put_item(TableName=stack.stage.tables["reports"], Item=ROW)
    before = rows()
    assert ROW in before
    assert remove.remove(stack.stage, delete_data=False)
    assert stack.stage.outputs() is None
    assert "The data is kept" in capsys.readouterr().out
    env = {**os.environ, **local_stage.settings(stack.workspace)}
    assert deploy.deploy(stack.stage, env, agreed=True)
    assert rows() == before
    assert "Taken over" in capsys.readouterr().out


def test_only_when_told_to_is_the_data_deleted(stack: Deployed, capsys):
    stack.stand()
    assert remove.remove(stack.stage, delete_data=True)
    assert stack.client("dynamodb").list_tables()["TableNames"] == []
    assert "Deleted for good" in capsys.readouterr().out
