"""The check-up's line on versions: what the stack says of itself against this folder."""

import pytest

from app import __version__
from ops.checks.finding import State
from ops.checks.surroundings import Surroundings
from ops.checks.version import version
from ops.stage import Stage


def found(stack):
    look = Surroundings(Stage("check", "eu-central-1"))
    vars(look)["stack"] = stack  # as CloudFormation would have described it
    return version(look)


def a_stack(**outputs):
    return {"Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]}


def test_the_version_of_this_folder_is_all_right():
    assert (found(a_stack(Version=__version__)).state, found(a_stack(Version=__version__)).reason) == (
        State.OK,
        __version__,
    )


@pytest.mark.parametrize(
    ("stack", "said"), [(a_stack(Version="0.9.1"), "deployed is 0.9.1"), (a_stack(), "deployed is one before 0.8.0")]
)
def test_another_version_is_worth_a_look(stack, said):
    told = found(stack)
    assert (told.state, told.reason) == (State.WARNING, f"{said}, and this folder has {__version__}")
    assert "`python3 manage.py deploy --stage check" in told.cure


def test_without_a_stack_there_is_no_version():
    assert found(None).state is State.UNKNOWN
