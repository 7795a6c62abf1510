"""The settings of a stage: those that are given, else those that it was deployed with, by whatever tool."""

import re
from collections.abc import Mapping
from typing import Any

from ops.drift.template import document
from ops.packaging.template import SETTINGS, STAGE
from ops.stage import Stage, outputs_of, parameters_of
from ops.steps import Problem

NONE = "none"
CHANNEL = re.compile(r"[CG][A-Z0-9]{7,}")
FORMS = {
    "AlarmEmail": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an address for e-mail, as in you@example.com"),
    "Tracing": (r"Active|PassThrough", "Active or PassThrough"),
    "EncryptionKey": (r"account|arn:[\w-]+:kms:\S+", "account, or the ARN of a key in AWS KMS"),
    "RoleBoundary": (r"arn:[\w-]+:iam::\S+:policy/\S+", "the ARN of a policy"),
    "RequestsPerSecond": (r"[1-9][0-9]*", "a number, as in 300"),
    "SenderReservation": (r"[0-9]+", "a number, as in 5"),
    "KeepWarm": (r"[0-9]+(\.[0-9]+)?", "0 or 1"),
    "SlackPace": (r"[0-9]+(\.[0-9]+)?", "a number"),
}
EMAIL = "AWS::SNS::Subscription"
FUNCTION = "AWS::Lambda::Function"


def wrong_channel(value: str) -> str | None:
    """Say what is wrong with a channel's id; none is fine, too."""
    if not value or CHANNEL.fullmatch(value):
        return None
    where = "In Slack: click the channel's name; the id (C…) is at the bottom of 'About'."
    return f"{value!r} is not the id of a channel. {where}"


def given(env: Mapping[str, str]) -> dict[str, str]:
    """Take from the environment what it says of settings; `none` is the default again. Raises Problem for nonsense."""
    said = {name: env.get(each.variable, "") for name, each in SETTINGS.items()}
    for name, value in said.items():
        if problem := None if value in {"", NONE} else _wrong(name, value):
            raise Problem(problem)
    return {name: _default(name) if value == NONE else value for name, value in said.items() if value}


def _default(name: str) -> str:
    return SETTINGS[name].default or ""


def _wrong(name: str, value: str) -> str | None:
    if name == "SlackChannel":
        return wrong_channel(value)
    form, words = FORMS.get(name, (r"\S+", "one word"))
    return None if re.fullmatch(form, value) else f"{SETTINGS[name].variable} is {value!r}, and should be {words}."


def deployed(stage: Stage) -> dict[str, str]:
    """Give the settings that the stage was deployed with; nothing if there is no stack."""
    stack = stage.description()
    if stack is None:
        return {}
    parameters = parameters_of(stack)
    if STAGE in parameters:
        return {name: value for name, value in parameters.items() if name in SETTINGS}
    said = outputs_of(stack)
    outputs = {name: value for name, value in said.items() if name in SETTINGS and value not in {"", NONE}}
    return {**in_template(document(stage.client("cloudformation"), stage.stack)), **outputs}


def variable(stage: Stage, name: str) -> str:
    """Give a variable of the deployed functions, as the stack says it; nothing if there is no stack, or none in it."""
    if stage.description() is None:
        return ""
    resources = document(stage.client("cloudformation"), stage.stack)["Resources"].values()
    functions = [each["Properties"] for each in resources if each["Type"] == FUNCTION]
    found = functions[0].get("Environment", {}).get("Variables", {}).get(name) if functions else ""
    return found if isinstance(found, str) else ""


def in_template(template: Mapping[str, Any]) -> dict[str, str]:
    """Read settings out of a template that was rendered for one stage: osls writes them where they are used."""
    resources = list(template["Resources"].values())
    functions = [each["Properties"] for each in resources if each["Type"] == FUNCTION]
    addresses = [each["Properties"].get("Endpoint") for each in resources if each["Type"] == EMAIL]
    variables = functions[0].get("Environment", {}).get("Variables", {}) if functions else {}
    modes = [each.get("TracingConfig", {}).get("Mode") for each in functions[:1]]
    found = {name: variables.get(each.variable) for name, each in SETTINGS.items()}
    found |= {"AlarmEmail": (addresses or [""])[0], "Tracing": (modes or [""])[0]}
    if any(each["Properties"].get("SSESpecification") == {"SSEEnabled": True} for each in resources):
        found["EncryptionKey"] = "account"  # as 0.2.0 says it; later versions have it in their outputs
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def chosen(stage: Stage, env: Mapping[str, str]) -> dict[str, str]:
    """Give every setting of the stage: what is given now, else as it is deployed, else the default."""
    return {**{name: _default(name) for name in SETTINGS}, **deployed(stage), **given(env)}
