"""The whole embedded AWS as a program: everything it has, behind a door that opens with the run's key alone."""

import os
import sys
from typing import Any


def main() -> None:
    """Serve until ended; the environment says where, what, and with which key (AWS_ACCESS_KEY_ID and its secret)."""
    from ministack import app as whole  # noqa: PLC0415 - importing it makes it read its settings and start threads

    from local.aws.guard import OnlyWithTheKey  # noqa: PLC0415 - found only once its folder is among Python's

    whole.app = OnlyWithTheKey(whole.app, secret_of)
    sys.argv = sys.argv[:1]
    whole.main()


def secret_of(key: str, headers: Any) -> str | None:
    """Give the secret of the run's own key, or of one that the embedded AWS itself has given out; none of any other."""
    if key == os.environ["AWS_ACCESS_KEY_ID"]:
        return os.environ["AWS_SECRET_ACCESS_KEY"]
    from ministack import app as whole  # noqa: PLC0415 - as above
    from ministack.core.iam_evaluator import ResolvedCredential, is_root_access_key, resolve_credential  # noqa: PLC0415
    from ministack.core.responses import _account_from_sts_session  # noqa: PLC0415

    if not key or (whole.AUTH and is_root_access_key(key)):
        return None
    account = key if key.isdecimal() else _account_from_sts_session(key)
    found = resolve_credential(key, account, headers.get("x-amz-security-token", ""))
    return str(found.secret_access_key) if isinstance(found, ResolvedCredential) else None
