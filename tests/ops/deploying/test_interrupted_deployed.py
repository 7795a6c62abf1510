"""What a deployment finds that was interrupted, taken back, or declined, and what an address that is gone needs."""

import io
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from ops import record
from ops.deploying import bucket, deploy, keeping, local_stage, remove, settings
from ops.drift.drift import drifts_of
from ops.ending import run
from ops.packaging import template as templates
from ops.stage import Stage
from ops.steps import ROOT
from tests.ops.deploying.deployed import Deployed, eventually

pytestmark = pytest.mark.deployment

ROW = {"report_id": {"S": "T1.default.20261125"}, "report_user_id": {"S": "20261125_U1"}}


@pytest.fixture(scope="module")
def stack(deployment):
    """The deployment; the next module finds it whole, with its secrets."""
    yield deployment
    local_stage.store_secrets(deployment.stage)
    if deployment.stage.outputs() is not None:
        remove.remove(deployment.stage, delete_data=False)
    deployment.stand()


def brings(stack: Deployed) -> str | None:
    """Deploy what is built already, as `deploy` does."""
    env = {**os.environ, **local_stage.settings(stack.workspace)}
    return deploy.bring(stack.stage, templates.template(), env, agreed=True)


def with_template(make: Callable) -> Callable[[Deployed], object]:
    def begun(stack: Deployed) -> object:
        env = {**os.environ, **local_stage.settings(stack.workspace)}
        parameters = deploy.parameters_of(stack.stage, settings.chosen(stack.stage, env))
        return make(stack.stage, templates.filled(templates.template(), parameters), parameters)

    return begun


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(with_template(bucket.ensure), id="taken back, which leaves the tables beside the stack"),
        pytest.param(with_template(keeping.take_over), id="killed between the tables and the bucket"),
    ],
)
def test_a_deployment_goes_on_where_the_first_one_ended(stack: Deployed, begun, capsys):
    stack.stand()
    database, table = stack.client("dynamodb"), stack.stage.tables["reports"]
    database.put_item(TableName=table, Item=ROW)
    remove.remove(stack.stage, delete_data=False)
    begun(stack)
    assert brings(stack)
    assert "Somebody has changed" not in capsys.readouterr().out
    assert ROW in database.scan(TableName=table, ConsistentRead=True)["Items"]
    assert [each.text for each in drifts_of(stack.stage)] == []


@pytest.mark.usefixtures("stack")
def test_a_deployment_that_nobody_agrees_to_leaves_nothing(monkeypatch):
    fresh = Stage("fresh")
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert deploy.bring(fresh, templates.template(), {**os.environ}, agreed=False) is None
    assert fresh.description() is None
    found = fresh.client("ssm").get_parameters(Names=list(fresh.parameters.values()))
    assert found["Parameters"] == []


def test_secrets_stored_for_the_first_time_are_no_change_but_those_stored_anew_are(stack: Deployed, capsys):
    stack.stand()
    remove.remove(stack.stage, delete_data=False)
    names = [stack.stage.parameters[name] for name in deploy.SECRETS]
    stack.client("ssm").delete_parameters(Names=names)
    assert brings(stack)
    local_stage.store_secrets(stack.stage)
    capsys.readouterr()
    assert brings(stack)
    assert f"Nothing in the stack {stack.stage.stack} changes." in capsys.readouterr().out
    version = deploy.secrets_version(stack.stage)
    assert eventually(lambda: stored_anew(stack, names) != version)


def stored_anew(stack: Deployed, names: list[str]) -> str:
    """Lose the secrets and store them again, which a second later is another moment."""
    stack.client("ssm").delete_parameters(Names=names)
    local_stage.store_secrets(stack.stage)
    return deploy.secrets_version(stack.stage)


def test_an_address_that_is_gone_is_said_with_what_replaces_it(stack: Deployed, capsys, monkeypatch, tmp_path):
    stack.stand()
    outputs = stack.stage.outputs()
    stack.client("apigatewayv2").delete_api(ApiId=outputs["HttpApiId"])
    monkeypatch.setenv(record.VARIABLE, str(tmp_path))
    record.note("test", region=stack.stage.region, url=outputs["RequestUrl"])
    with local_stage.environment(local_stage.settings(stack.workspace)):
        assert run(deploy.app, ["--stage", "test", "--yes"], "deploy") == 1
        said = capsys.readouterr().err
        assert "The address (its API) is gone. It comes back with another address only" in said
        options = f"--stage test --region {stack.stage.region}"
        words = [f"python3 manage.py {command} {options}" for command in ("remove", "deploy", "setup")]
        assert " ".join(words) in said
        assert run(remove.app, ["--yes", *options.split()], "remove") == 0
        assert run(deploy.app, ["--yes", *options.split()], "deploy") == 0
    told = capsys.readouterr().out
    assert "Slack has to be told this address." in told
    assert f"Next: {words[2]}" in told
    assert stack.stage.outputs()["RequestUrl"] != outputs["RequestUrl"]


def test_a_deployment_needs_no_node(stack: Deployed, tmp_path):
    """Nor any other program: of what is on the path, nothing is there."""
    command = [sys.executable, "-m", "ops", "deploy", "--stage", "nodeless"]
    env = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=env, input="n\n", capture_output=True, text=True, check=False, timeout=300
    )
    assert "Changes of the stack standup-nodeless" in done.stdout, done.stderr
    assert "Nothing was changed." in done.stdout
