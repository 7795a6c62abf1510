"""The page about looking after it: its commands and its lines are those that exist."""

import re

import pytest
from botocore import xform_name
from botocore.session import Session

from app.telemetry import metrics
from ops.checks import doctor
from tests import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
# What every command takes.
OF_ALL = {"query", "output"}
AWS_COMMANDS = re.findall(r"\baws ([a-z]+) ([a-z-]+)((?: --[a-z-]+(?: [^\s`-][^\s`]*)?)+)", PAGE)


@pytest.mark.parametrize(("service", "operation", "options"), AWS_COMMANDS)
def test_a_command_of_aws_exists_and_has_these_options(service, operation, options):
    model = Session().get_service_model(service)
    known = {xform_name(name, "-"): name for name in model.operation_names}
    members = {xform_name(member, "-") for member in model.operation_model(known[operation]).input_shape.members}
    assert {name.removeprefix("no-") for name in re.findall(r"--([a-z-]+)", options)} <= members | OF_ALL


def test_every_line_of_the_check_up_is_explained():
    explained = re.findall(r"^\| ([a-z ]+) \|", PAGE.split("## Alarms")[0], re.MULTILINE)[1:]
    assert explained == [doctor.name_of(check) for check in doctor.CHECKS]


def test_every_metric_is_explained():
    names = {value for name, value in vars(metrics).items() if name.isupper() and name != "NAMESPACE"}
    assert set(re.findall(r"^\| `([A-Za-z]+)` \|", PAGE.split("## Logs and metrics")[1], re.MULTILINE)) == names


def test_every_alarm_is_explained():
    stack = (ROOT / "stack" / "alarms.yml").read_text("utf-8")
    for name in re.findall(r"AlarmName: \$\{self:custom\.tablePrefix\}-([a-z-]+)", stack):
        assert f"`{name}`" in PAGE, name
