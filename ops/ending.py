"""How every command of an admin runs: one kind of Typer, and one way to end when something is wrong.

A command raises Problem, or lets what AWS or the app raises pass. It ends with a sentence on the error output, and with
an exit code other than 0.
"""

import errno
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError
from typer.core import TyperCommand

from app.errors import SlackTokenRefused, SlackUnavailable, StandupError
from app.slack.patience import patient
from ops.steps import Problem, interrupted, spare_narrow_terminals, tell

SIGN_IN = "Sign in ('aws configure', or 'aws sso login' and AWS_PROFILE), then run the same command again."
STALE = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
OUT_OF_ORDER = 500
NO_SIGN_IN = (
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
# What AWS says of a signature that is too old, or from the future.
SKEWED = (
    "Signature expired",
    "Signature not yet current",
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
)
# What asking AWS can raise; the last one where something else answers in its place, as a proxy with a page of its own.
AWS_ERRORS = (BotoCoreError, ClientError, ResponseParserError)


class Command(TyperCommand):
    """One command. It waits for Slack's limits: an admin has more time than a person who has clicked."""

    def invoke(self, ctx: Any) -> Any:
        with told(), patient(lambda limit: time.sleep(limit.retry_after)):
            outcome = super().invoke(ctx)
            sys.stdout.flush()  # what cannot be written is told here, and not by Python as it ends
            return outcome


class Commands(typer.Typer):
    """One command, or several under one name; never a traceback with its variables, for among them are secrets."""

    def __init__(self, help: str | None = None) -> None:  # noqa: A002 - Typer's word
        super().__init__(help=help, add_completion=False, pretty_exceptions_enable=False)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Register a function as a command, with Typer's options."""
        return super().command(name, cls=Command, **options)


def run(app: typer.Typer, arguments: Sequence[str], name: str) -> int:
    """Carry out what was typed after `manage.py NAME`; returns the exit code."""
    spare_narrow_terminals()
    try:
        with told():  # of what is before a command, too, as the words of --help
            app(list(arguments), prog_name=f"manage.py {name}")
    except SystemExit as end:
        return int(end.code or 0)
    except typer.Exit as end:
        return end.exit_code
    return 0


@contextmanager
def told() -> Iterator[None]:
    """Say what goes wrong inside the block, and end there."""
    try:
        yield
    except Problem as problem:
        tell(problem)
        raise typer.Exit(problem.code) from None
    except (StandupError, *AWS_ERRORS) as error:
        tell(Problem(_words_of(error)))
        raise typer.Exit(1) from None
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read the output has ended, which Typer knows
            raise
        where = f"{error.filename}: " if error.filename else ""
        tell(Problem(f"This machine does not do it: {where}{error.strerror or error}. Mend that, then run it again."))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(interrupted()) from None


def _words_of(error: Exception) -> str:
    """Say what Slack, AWS or the app did not do."""
    if isinstance(error, SlackUnavailable):
        return f"Slack does not answer ({error}). Check the connection, then run the same command again."
    if isinstance(error, SlackTokenRefused):
        return f"Slack does not take the token ({error}). What helps is told by: python3 manage.py doctor"
    cause = of_aws(error)
    return sentence_of(cause) if cause else f"It was not done: {error}"


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """Begin what AWS refuses inside the block with a sentence of the command's own."""
    try:
        yield
    except AWS_ERRORS as error:
        raise Problem(f"{sentence}: {sentence_of(error)}") from None


def of_aws(error: BaseException) -> Exception | None:
    """Return what AWS, or the way to it, has raised where one of our own errors came of that."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, AWS_ERRORS):
        cause = cause.__cause__ or getattr(cause, "cause", None)  # PynamoDB has an attribute of that name
    return cause


def sentence_of(error: Exception, region: str = "") -> str:
    """Say what AWS refused, or why it was not reached, and what helps."""
    if isinstance(error, NO_SIGN_IN):
        return f"There are no AWS credentials that work here ({error}). {SIGN_IN}"
    if isinstance(error, EndpointConnectionError | HTTPClientError):
        place = f", and that {region!r} is a region" if region else ""
        return f"AWS does not answer ({error}). Check the connection{place}, then run the same command again."
    if isinstance(error, ResponseParserError):
        return (
            "What answers in AWS's place is not AWS, as a proxy or a network that wants a sign-in of its own. "
            "Check the connection, HTTPS_PROXY and AWS_ENDPOINT_URL, then run the same command again."
        )
    if isinstance(error, ClientError):
        return _sentence_of_a_refusal(error)
    return f"AWS cannot be asked: {error}. Check the AWS settings, then run the same command again."


def _sentence_of_a_refusal(error: ClientError) -> str:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if is_of_the_clock(error):
        return f"AWS refuses what this machine signs, for its clock is off ({message}). Set it from the network."
    if code in STALE:
        return f"AWS does not take these credentials any more ({code}). {SIGN_IN}"
    if code in DENIED:
        allowed = "Whoever looks after the account can allow it: docs/deployer-policy.json lists all that is needed."
        return f"These AWS credentials may not do {error.operation_name} ({message}). {allowed}"
    said = f"AWS refused {error.operation_name}: {code}, {message}"
    if is_passing(error):
        return f"{said.rstrip('.')}. That passes by itself: wait a minute, then run the same command again."
    return said


def is_passing(error: Exception) -> bool:
    """Whether AWS has too much to do, or is out of order: it does later what it was asked."""
    reply = error.response if isinstance(error, ClientError) else {}
    status = reply.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return reply.get("Error", {}).get("Code", "") in THROTTLED or status >= OUT_OF_ORDER


def is_of_the_clock(error: Exception) -> bool:
    """Whether AWS refused a signature for the time in it."""
    return any(word in str(error) for word in SKEWED)
