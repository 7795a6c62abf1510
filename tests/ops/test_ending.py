"""A command that cannot go on ends with a sentence on the error stream, and a code that scripts can see."""

from importlib import import_module

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from app.errors import UnknownReport
from ops.__main__ import COMMANDS
from ops.ending import Commands, refused, run
from ops.stage import Stage
from ops.steps import Problem


def refusal():
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetItem")


def refusal_in_its_own_words():
    with refused("The logs cannot be read"):
        refusal()


def without_credentials():
    raise NoCredentialsError


def misnamed():
    Stage("Not A Name")


def problem():
    raise Problem("It is broken.", code=3)


def error_of_the_app():
    raise UnknownReport("T.daily.20261124")


def interrupted():
    raise KeyboardInterrupt


def command(act) -> Commands:
    app = Commands()
    app.command()(act)
    return app


@pytest.mark.parametrize(
    ("act", "sentence", "code"),
    [
        (refusal, "AWS did not do it: An error occurred (AccessDenied)", 1),
        (refusal_in_its_own_words, "The logs cannot be read: An error occurred (AccessDenied)", 1),
        (without_credentials, "AWS did not do it: Unable to locate credentials", 1),
        (misnamed, "A stage is named with up to 20 of a-z", 1),
        (problem, "It is broken.", 3),
        (error_of_the_app, "It was not done: ", 1),
        (interrupted, "Interrupted.", 130),
    ],
)
def test_what_goes_wrong_becomes_a_sentence_and_a_code(capsys, act, sentence, code):
    assert run(command(act), [], "logs") == code
    shown = capsys.readouterr()
    assert sentence in shown.err + shown.out
    assert "Traceback" not in shown.err


def test_what_nobody_expected_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        run(command(lambda: 1 / 0), [], "logs")


def test_what_is_mistyped_is_answered_with_the_usage_of_the_command_that_was_typed(capsys):
    assert run(command(problem), ["--nonsense"], "logs") == 2
    assert "manage.py logs" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_ends_in_this_way_and_explains_its_options(name, capsys):
    app = import_module(COMMANDS[name]).app
    assert isinstance(app, Commands)
    assert run(app, ["--help"], name) == 0
    assert f"manage.py {name}" in capsys.readouterr().out
