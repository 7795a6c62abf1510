"""Carries out what the check-up prints as a cure: commands of AWS and of ours as they stand there, the rest by name."""

import json
import re
import shlex
from typing import Any

import boto3
from botocore import xform_name
from botocore.session import Session

from ops.drift.calls import COMMANDS, OPTIONS

SERVICES = {command: service for service, command in COMMANDS.items()}
API_NAMES = {(service, option): name for (service, name), option in OPTIONS.items()}


def commands(cure: str) -> list[str]:
    """Return what is to be typed: it stands between backquotes."""
    return re.findall(r"`([^`]+)`", cure)


def type_aws(command: str) -> None:
    """Do what AWS's command line does with a command; raises what AWS refuses."""
    _, service, *words = shlex.split(command)
    service = SERVICES.get(service, service)
    waiter = words.pop(1) if words[0] == "wait" else ""
    operation = words.pop(0)
    given = dict(_options(words))
    client = boto3.Session().client(service, region_name=given.pop("region"))
    names = {xform_name(name, "-"): name for name in client.meta.service_model.operation_names}
    if waiter:
        waiters = Session().get_waiter_model(service)
        (name,) = (name for name in waiters.waiter_names if xform_name(name, "-") == waiter)
        shape = client.meta.service_model.operation_model(waiters.get_waiter(name).operation).input_shape
        client.get_waiter(xform_name(name)).wait(**_parameters(service, shape, given))
        return
    shape = client.meta.service_model.operation_model(names[operation]).input_shape
    getattr(client, operation.replace("-", "_"))(**_parameters(service, shape, given))


def _options(words: list[str]):
    while words:
        option = words.pop(0).removeprefix("--")
        yield option, words.pop(0) if words and not words[0].startswith("--") else None


def _parameters(service: str, shape: Any, given: dict[str, str | None]) -> dict[str, Any]:
    """Read each value as the command line does: by the shape that the API has for it."""
    members = {xform_name(name, "-"): name for name in shape.members}
    found: dict[str, Any] = {}
    for option, value in given.items():
        name = API_NAMES.get((service, option)) or members.get(option) or members[option.removeprefix("no-")]
        kind = shape.members[name].type_name
        if value is None:
            found[name] = not option.startswith("no-")
        elif kind in {"structure", "list", "map"}:
            found[name] = json.loads(value)
        else:
            found[name] = {"integer": int, "long": int, "double": float, "float": float}.get(kind, str)(value)
    return found
