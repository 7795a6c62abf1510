"""The settings of a deployment: nonsense is refused before anything is done, and what is not given stays."""

import pytest

from ops.deploying import deploy, settings
from ops.ending import run
from ops.lock import alone
from ops.steps import Problem

REFUSED = {
    "SLACK_CHANNEL": ("#team", "is not the id of a channel"),
    "ALARM_EMAIL": ("not a mail", "should be an address for e-mail"),
    "XRAY_TRACING": ("on", "should be Active or PassThrough"),
    "ENCRYPTION_KEY": ("my-key", "should be account, or the ARN"),
    "ROLE_BOUNDARY": ("boundary", "should be the ARN of a policy"),
    "REQUESTS_PER_SECOND": ("many", "should be a number"),
    "SENDER_RESERVATION": ("-1", "should be a number"),
    "KEEP_WARM": ("yes", "should be 0 or 1"),
    "SLACK_PACE": ("slow", "should be a number"),
}


@pytest.mark.parametrize(("variable", "case"), REFUSED.items(), ids=REFUSED)
def test_nonsense_is_refused(variable, case):
    value, sentence = case
    with pytest.raises(Problem, match=sentence):
        settings.given({variable: value})


@pytest.mark.parametrize("typed", [["--channel", "#team"], ["--alarm-email", "not a mail"]])
@pytest.mark.parametrize("more", [["--local", "--once"], ["--yes"]], ids=["here", "in AWS"])
def test_it_is_refused_before_anything_is_done(typed, more, monkeypatch, tmp_path, capsys):
    """Nothing is built, started or asked: there is no AWS to ask."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert run(deploy.app, [*typed, *more, "--state", str(tmp_path / "state")], "deploy") == 1
    assert repr(typed[1]) in capsys.readouterr().err
    assert not (tmp_path / "state").exists()


# What osls wrote for one stage, as far as settings are in it.
FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "TracingConfig": {"Mode": "Active"},
        "Environment": {"Variables": {"SLACK_CHANNEL": "C0123456789", "KEEP_WARM": "0", "STAGE": "prod"}},
    },
}
MAIL = {"Type": "AWS::SNS::Subscription", "Properties": {"Protocol": "email", "Endpoint": "you@example.com"}}


def test_what_osls_was_given_is_read_out_of_what_it_has_deployed():
    template = {"Resources": {"One": FUNCTION, "Other": FUNCTION, "Mail": MAIL}}
    assert settings.in_template(template) == {
        "SlackChannel": "C0123456789",
        "KeepWarm": "0",
        "Tracing": "Active",
        "AlarmEmail": "you@example.com",
    }
    assert settings.in_template({"Resources": {}}) == {}


def test_tables_that_the_second_version_encrypts_stay_encrypted():
    """There it is a line of `serverless.yml`, and in no output."""

    def table(enabled):
        return {"Type": "AWS::DynamoDB::Table", "Properties": {"SSESpecification": {"SSEEnabled": enabled}}}

    assert settings.in_template({"Resources": {"ReportsTable": table(True)}}) == {"EncryptionKey": "account"}
    assert settings.in_template({"Resources": {"ReportsTable": table(False)}}) == {}
    assert settings.in_template({"Resources": {"ReportsTable": table({"Fn::If": ["HasKey", True, False]})}}) == {}


def test_a_second_local_deployment_is_a_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with alone(tmp_path / "lock", "never"):
        assert run(deploy.app, ["--local", "--once", "--state", str(tmp_path)], "deploy") == 1
    assert f"Another 'deploy --local' has {tmp_path}." in capsys.readouterr().err
