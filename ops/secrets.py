"""The stage's secrets in AWS's parameter store, and AWS's troubles as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_urlsafe

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

from ops.stage import SUPPRESSION_KEY, Stage
from ops.steps import Problem

SIGN_IN = "Sign in ('aws configure', or 'aws sso login' and AWS_PROFILE), then run the same command again."
STALE = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
NO_SIGN_IN = (
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)


@contextmanager
def explained(stage: Stage) -> Iterator[None]:
    """Turn what AWS refuses inside the block into a Problem with its cure."""
    try:
        yield
    except NO_SIGN_IN as error:
        raise Problem(f"There are no AWS credentials that work here ({error}). {SIGN_IN}") from None
    except (EndpointConnectionError, HTTPClientError) as error:
        cure = f"Check the connection, and that {stage.region!r} is a region, then run the same command again."
        raise Problem(f"AWS does not answer ({error}). {cure}") from None
    except ClientError as error:
        raise Problem(_sentence(error)) from None
    except BotoCoreError as error:
        raise Problem(
            f"AWS cannot be asked: {error}. Check the AWS settings, then run the same command again."
        ) from None


def _sentence(error: ClientError) -> str:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if code in STALE:
        return f"AWS does not take these credentials any more ({code}). {SIGN_IN}"
    if code in DENIED:
        allowed = "Whoever looks after the account can allow it: docs/deployer-policy.json lists all that is needed."
        return f"These AWS credentials may not do {error.operation_name}. {allowed}"
    return f"AWS refused {error.operation_name}: {code}, {message}"


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

    def put(self, secret: str, value: str) -> str:
        """Store a secret; returns what that meant, for people."""
        name = self._stage.parameters[secret]
        before = self.get(secret)
        if before == value:
            return f"{name} is there already"
        with explained(self._stage):
            self._ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=bool(before))
        return f"{name} {'replaced' if before else 'stored'}"


def make_suppression_key(stage: Stage) -> str:
    """Make the secret that seals who was erased, unless there is one; returns what that meant, for people.

    It is never replaced: whoever has another one would not know any more who was erased.
    """
    stored, name = StoredSecrets(stage), stage.parameters[SUPPRESSION_KEY]
    return f"{name} is there already" if stored.get(SUPPRESSION_KEY) else stored.put(SUPPRESSION_KEY, token_urlsafe(32))
