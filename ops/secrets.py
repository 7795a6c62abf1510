"""The stage's secrets in AWS's parameter store, and AWS's troubles as sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import Any

from botocore.exceptions import ClientError

from app.errors import StandupError
from ops.ending import AWS_ERRORS, of_aws, sentence_of
from ops.stage import SUPPRESSION_KEY, Stage
from ops.steps import Problem

ENCRYPTED = "SecureString"
# DynamoDB's word for a table that is not there.
NO_TABLE = "ResourceNotFoundException"


@contextmanager
def explained(stage: Stage) -> Iterator[None]:
    """Turn what AWS refuses inside the block into a Problem with its cure."""
    try:
        yield
    except StandupError as error:
        cause = of_aws(error)
        if cause is None:
            raise
        is_missing = isinstance(cause, ClientError) and cause.response["Error"]["Code"] == NO_TABLE
        raise Problem(stage.not_there if is_missing else sentence_of(cause, stage.region)) from None
    except AWS_ERRORS as error:
        raise Problem(sentence_of(error, stage.region)) from None


def unencrypted(stage: Stage, reply: Mapping[str, Any]) -> list[str]:
    """Name those of the secrets in an answer of the parameter store that are stored as plain text."""
    plain = {each["Name"] for each in reply["Parameters"] if each["Type"] != ENCRYPTED}
    return [name for name, path in stage.parameters.items() if path in plain]


class StoredSecrets:
    """The secrets of one stage, encrypted; a value is written only if it is another one."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._ssm = stage.client("ssm")

    def get(self, secret: str) -> str:
        """Give a stored secret, or an empty text."""
        with explained(self._stage):
            try:
                reply = self._ssm.get_parameter(Name=self._stage.parameters[secret], WithDecryption=True)
            except self._ssm.exceptions.ParameterNotFound:
                return ""
        return str(reply["Parameter"]["Value"])

    def unencrypted(self) -> list[str]:
        """Name the secrets that somebody has stored as plain text."""
        with explained(self._stage):
            return unencrypted(self._stage, self._ssm.get_parameters(Names=list(self._stage.parameters.values())))

    def put(self, secret: str, value: str) -> str:
        """Store a secret; returns what that meant, for people."""
        name = self._stage.parameters[secret]
        before = self.get(secret)
        is_plain = bool(before) and secret in self.unencrypted()
        if before == value and not is_plain:
            return f"{name} is there already"
        with explained(self._stage):
            if is_plain:  # AWS does not let one become encrypted
                self._ssm.delete_parameters(Names=[name])
            self._ssm.put_parameter(Name=name, Value=value, Type=ENCRYPTED, Overwrite=bool(before) and not is_plain)
        return f"{name} {'replaced' if before else 'stored'}"


def make_suppression_key(stage: Stage) -> str:
    """Make the secret that seals who was erased, unless there is one; returns what that meant, for people.

    It is never replaced: whoever has another one would not know any more who was erased.
    """
    stored, name = StoredSecrets(stage), stage.parameters[SUPPRESSION_KEY]
    return f"{name} is there already" if stored.get(SUPPRESSION_KEY) else stored.put(SUPPRESSION_KEY, token_urlsafe(32))
