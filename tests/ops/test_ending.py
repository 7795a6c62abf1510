"""A command that cannot go on ends with a sentence on the error stream, and a code that scripts can see."""

import pytest
import typer
from botocore.exceptions import ClientError, NoCredentialsError

from ops.ending import told
from ops.stage import Stage
from ops.steps import Problem


def refused():
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetItem")


def without_credentials():
    raise NoCredentialsError


def misnamed():
    Stage("Not A Name")


def problem():
    raise Problem("It is broken.", code=3)


@pytest.mark.parametrize(
    ("act", "sentence", "code"),
    [
        (refused, "AWS did not do it: An error occurred (AccessDenied)", 1),
        (without_credentials, "AWS did not do it: Unable to locate credentials", 1),
        (misnamed, "A stage is named with up to 20 of a-z", 1),
        (problem, "It is broken.", 3),
    ],
)
def test_what_goes_wrong_becomes_a_sentence_and_a_code(capsys, act, sentence, code):
    with pytest.raises(typer.Exit) as end, told():
        act()
    assert end.value.exit_code == code
    assert sentence in capsys.readouterr().err


def test_what_nobody_expected_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError), told():
        _ = 1 / 0
