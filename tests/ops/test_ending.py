"""A command that cannot go on ends with a sentence on the error stream, and a code that scripts can see."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from botocore.parsers import ResponseParserError
from pynamodb.exceptions import QueryError

from app.errors import SlackTokenRefused, SlackUnavailable, UnknownReport
from app.storage.rows.connection import dynamodb_errors
from ops.__main__ import COMMANDS
from ops.ending import Commands, refused, run
from ops.stage import Stage
from ops.steps import ROOT, Problem


def refusal():
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetItem")


def refusal_in_its_own_words():
    with refused("The logs cannot be read"):
        refusal()


def refusal_behind_an_error_of_the_app():
    with dynamodb_errors():
        raise QueryError(cause=ClientError({"Error": {"Code": "ExpiredTokenException", "Message": "old"}}, "Query"))


def what_is_not_aws():
    """A proxy, or the sign-in page of a network, answers in AWS's place."""
    raise ResponseParserError("Unable to parse response, invalid XML received: <html>")


def a_clock_that_is_off():
    raise ClientError({"Error": {"Code": "InvalidSignatureException", "Message": "Signature expired: x"}}, "GetItem")


def throttled():
    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded."}}, "GetItem")


def out_of_order():
    reply = {"Error": {"Code": "InternalFailure", "Message": "oops"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
    raise ClientError(reply, "GetItem")


def a_full_disk():
    raise OSError(28, "No space left on device", "all.jsonl")


def without_slack():
    raise SlackUnavailable("auth_test", "URLError")


def with_a_dead_token():
    raise SlackTokenRefused("auth_test", "token_revoked")


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
        (refusal, "These AWS credentials may not do GetItem (no). Whoever looks after the account can allow it", 1),
        (refusal_in_its_own_words, "The logs cannot be read: These AWS credentials may not do GetItem (no).", 1),
        (refusal_behind_an_error_of_the_app, "AWS does not take these credentials any more (ExpiredTokenException)", 1),
        (what_is_not_aws, "What answers in AWS's place is not AWS", 1),
        (a_clock_that_is_off, "for its clock is off", 1),
        (throttled, "AWS refused GetItem: ThrottlingException, Rate exceeded. That passes by itself: wait a minute", 1),
        (out_of_order, "AWS refused GetItem: InternalFailure, oops. That passes by itself: wait a minute", 1),
        (a_full_disk, "This machine does not do it: all.jsonl: No space left on device. Mend that", 1),
        (without_credentials, "There are no AWS credentials that work here (Unable to locate credentials). Sign in", 1),
        (without_slack, "Slack does not answer (auth_test: URLError). Check the connection", 1),
        (with_a_dead_token, "Slack does not take the token (auth_test: token_revoked).", 1),
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


@pytest.mark.parametrize(
    ("module", "then"),
    [
        ("ops.ending", "raise KeyboardInterrupt"),
        ("ops.logs", "raise KeyboardInterrupt"),
        ("ops.logs", "os.kill(os.getpid(), signal.SIGTERM)"),
        ("ops.logs", "os.kill(os.getpid(), signal.SIGHUP)"),
    ],
)
def test_a_command_that_is_interrupted_before_it_has_begun_says_so(module, then):
    """By Ctrl-C, by whoever ends it from outside, or with its terminal."""
    interrupted_while_importing = (
        "import os, runpy, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # whoever runs the tests may outlive their terminal
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: {then}\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "sys.argv = ['ops', 'logs']\n"
        "runpy.run_module('ops', run_name='__main__')\n"
    )
    program = [sys.executable, "-c", interrupted_while_importing]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own
    assert (done.returncode, done.stderr) == (130, "")
    assert "Interrupted." in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], []])
def test_an_output_that_takes_nothing_is_said(arguments):
    """Neither Typer's help nor what Python holds back until its end is lost without a word."""
    program = (
        "import sys; from ops.ending import Commands, run; app = Commands()\n"
        "@app.command()\n"
        "def act(): print('x')\n"
        "sys.exit(run(app, sys.argv[1:], 'logs'))\n"
    )
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "This machine does not do it: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr


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
