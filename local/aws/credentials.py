"""The key to the embedded AWS: a new one for each run, and how a request that was signed with it is known."""

from __future__ import annotations

import configparser
import hmac
import os
import re
import secrets
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Signer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "credentials"
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=(?P<key>\w+)/(?P<day>\d{8})/(?P<region>[\w-]+)/(?P<service>[\w-]+)/aws4_request"
    r", *SignedHeaders=(?P<headers>[\w;-]+), *Signature=(?P<signature>[0-9a-f]{64})",
    re.ASCII,
)
LETTERS = string.ascii_uppercase + "234567"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key's id and its secret."""

    key: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> Credentials:
        """Make a key that nobody knows yet, in the form of AWS's."""
        return cls("AKIA" + "".join(secrets.choice(LETTERS) for _ in range(16)), secrets.token_urlsafe(30))

    @property
    def variables(self) -> dict[str, str]:
        """The environment by which AWS's clients take it."""
        return {"AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret}

    def keep(self, folder: Path) -> Path:
        """Write it to a file that only this user reads, in the form of AWS's own; gives the file's path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        path.unlink(missing_ok=True)  # its permissions may be other ones
        content = configparser.ConfigParser(interpolation=None)
        content["default"] = {name.lower(): value for name, value in self.variables.items()}
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            content.write(file)
        return path


def key_of(authorization: str) -> str:
    """Give the id of the key that a request says to be signed with, or nothing."""
    found = SIGNED.fullmatch(authorization)
    return found["key"] if found else ""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came; the names of `headers` are in lower case, `target` is the path with the query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def is_signed_with(self, secret: str) -> bool:
        """Tell whether its signature was made with this secret, whenever that was."""
        found = SIGNED.fullmatch(self.headers.get("authorization", ""))
        if not found:
            return False
        headers = {name: self.headers[name] for name in found["headers"].split(";") if name in self.headers}
        if "x-amz-content-sha256" in self.headers:
            headers["x-amz-content-sha256"] = self.headers["x-amz-content-sha256"]
        url = f"http://{self.headers.get('host', '')}{self.target}"
        request = AWSRequest(self.method, url, headers=headers, data=self.body)
        request.context["timestamp"] = self.headers.get("x-amz-date", "")
        kind = S3SigV4Auth if found["service"] == "s3" else SigV4Auth
        auth = kind(Signer(found["key"], secret), found["service"], found["region"])
        canonical = auth.canonical_request(request)
        return hmac.compare_digest(auth.signature(auth.string_to_sign(request, canonical), request), found["signature"])
