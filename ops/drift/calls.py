"""A call to AWS that puts something right: carried out here, or typed by somebody as a command."""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name

WAIT = "wait "
# Where the command line calls a service otherwise than boto3 does.
COMMANDS = {"s3": "s3api"}
# Where the command line calls an option otherwise than the API calls the parameter.
OPTIONS = {("sns", "Endpoint"): "notification-endpoint"}


@dataclass(frozen=True)
class Call:
    """One call: the service and operation as boto3 names them, and the parameters.

    An operation "wait NAME" waits, by the waiter of that name.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def command(self, region: str) -> str:
        """Return the call as a command for a terminal."""
        words = ["aws", COMMANDS.get(self.service, self.service), self.operation.replace("_", "-"), "--region", region]
        for name, value in self.params.items():
            option = OPTIONS.get((self.service, name)) or xform_name(name, "-")
            if isinstance(value, bool):
                words.append(f"--{option}" if value else f"--no-{option}")
            else:
                text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
                words += [f"--{option}", shlex.quote(text)]
        return " ".join(words)

    def carry_out(self, client: Callable[[str], Any]) -> None:
        if self.operation.startswith(WAIT):
            client(self.service).get_waiter(self.operation.removeprefix(WAIT)).wait(**self.params)
        else:
            getattr(client(self.service), self.operation)(**self.params)
