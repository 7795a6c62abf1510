"""The CloudFormation template: rendered from serverless.yml by osls once, kept in stack/, and deployed without Node.js.

osls renders it for a stage and settings that are placeholders; each placeholder becomes a parameter of the template.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from typing import Any, NamedTuple

from ops.packaging import osls
from ops.steps import ROOT, Problem

TEMPLATE = ROOT / "stack" / "template.json"
RENDERED = ROOT / ".serverless" / "cloudformation-template-update-stack.json"
COMMAND = "python3 manage.py package --template"

Json = dict[str, Any]


class Parameter(NamedTuple):
    """A parameter of the template: the variable that sets it, what it is without one, and what it is for."""

    variable: str
    default: str | None
    description: str
    allowed: tuple[str, ...] = ()


STAGE, PACKAGE_KEY, SECRETS_VERSION = "Stage", "PackageKey", "SecretsVersion"
SETTINGS = {
    "SlackChannel": Parameter("SLACK_CHANNEL", "", "Id of the default standup's channel (C...)"),
    "SlackApiUrl": Parameter("SLACK_API_URL", "", "Another Slack than the real one"),
    "SlackPace": Parameter("SLACK_PACE", "", "How many times faster than Slack allows"),
    "KeepWarm": Parameter("KEEP_WARM", "", "0 lets the functions cool down"),
    "Tracing": Parameter("XRAY_TRACING", "PassThrough", "Active traces in AWS X-Ray", ("PassThrough", "Active")),
    "AlarmEmail": Parameter("ALARM_EMAIL", "", "Who gets alarms by e-mail"),
    "EncryptionKey": Parameter("ENCRYPTION_KEY", "", "account, or the ARN of a key in AWS KMS"),
    "RoleBoundary": Parameter("ROLE_BOUNDARY", "", "ARN of a permissions boundary for the functions' roles"),
    "RequestsPerSecond": Parameter("REQUESTS_PER_SECOND", "100", "How many requests a second the address takes"),
    "SenderReservation": Parameter("SENDER_RESERVATION", "0", "Concurrent runs kept for scheduled-events"),
}
OTHERS = {
    STAGE: Parameter("", "prod", "Everything is named after it"),
    PACKAGE_KEY: Parameter("", None, "The package's key in the bucket"),
    SECRETS_VERSION: Parameter("SECRETS_VERSION", "", "Changes when a secret does: the functions then start anew"),
}
PARAMETERS = {**OTHERS, **SETTINGS}
# osls knows these values alone.
PLAIN = {"Tracing": "PassThrough"}
KEY_OF_PACKAGE = re.compile(r"serverless/[^/]+/[^/]+/[^/]+/standup\.zip")


def placeholder(name: str) -> str:
    return PLAIN.get(name, f"zz{name.lower()}zz")


def digest() -> str:
    """Identify what the template is rendered from, and how."""
    here = [ROOT / "serverless.yml", *sorted((ROOT / "stack").glob("*.yml")), ROOT / "tools" / "package-lock.json"]
    content = b"".join(file.read_bytes() for file in here)
    return hashlib.sha256(content).hexdigest()


def template() -> Json:
    """Give the template. Where serverless.yml has changed since it was rendered, that is done anew, or a Problem."""
    found: Json = json.loads(TEMPLATE.read_text("utf-8"))
    if found["Metadata"]["RenderedFrom"] == digest():
        return found
    if not shutil.which("npm"):
        raise Problem(
            "serverless.yml or stack/ has changed since stack/template.json was rendered. To render it anew needs "
            f"Node.js 20 or newer (https://nodejs.org), and then: {COMMAND}"
        )
    return write()


def write() -> Json:
    """Render the template anew and keep it."""
    made = render()
    TEMPLATE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return made


def render() -> Json:
    """Render serverless.yml with osls, with a parameter wherever a stage or a setting stands."""
    settings = {each.variable: placeholder(name) for name, each in PARAMETERS.items() if each.variable}
    osls.run("rendering the template", ["package", "--stage", placeholder(STAGE)], settings)
    return parametrized(json.loads(RENDERED.read_text("utf-8")))


def parametrized(rendered: Json) -> Json:
    """Turn what was rendered with placeholders into a template with parameters; settings without a value say `none`."""
    made: Json = _parametrized(rendered)
    optional = [name for name in made["Outputs"] if name in SETTINGS and not SETTINGS[name].default]
    for name in optional:
        made["Outputs"][name]["Value"] = {"Fn::If": [f"{name}IsSet", {"Ref": name}, "none"]}
    are_set = {f"{name}IsSet": {"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]} for name in optional}
    return {
        "AWSTemplateFormatVersion": made["AWSTemplateFormatVersion"],
        "Description": "The Standup Bot for Slack",
        "Metadata": {"RenderedFrom": digest()},
        "Parameters": {name: _declared(each) for name, each in PARAMETERS.items()},
        "Conditions": {**made["Conditions"], **are_set},
        "Resources": made["Resources"],
        "Outputs": made["Outputs"],
    }


def filled(template: Json, values: Mapping[str, str]) -> Json:
    """Give the template of one stage, as osls would render it: a stack that osls has made sees no difference."""
    made: Json = _filled(
        {name: part for name, part in template.items() if name not in {"Parameters", "Metadata"}}, values
    )
    return made


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    match node:
        case {"Ref": str(name)} if name in values:
            return values[name]
        case {"Fn::Sub": str(text)}:
            for name, value in values.items():
                text = text.replace(f"${{{name}}}", value)
            return {"Fn::Sub": text} if re.search(r"\$\{[^!]", text) else text.replace("${!", "${")
        case dict():
            return {key: _filled(value, values) for key, value in node.items()}
        case list():
            return [_filled(each, values) for each in node]
    return node


def _declared(parameter: Parameter) -> Json:
    default = {} if parameter.default is None else {"Default": parameter.default}
    allowed = {"AllowedValues": list(parameter.allowed)} if parameter.allowed else {}
    return {"Type": "String", **default, "Description": parameter.description, **allowed}


def _parametrized(node: Any) -> Any:
    match node:
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": _with_references(text)}
        case dict():
            return {key: _parametrized(value) for key, value in node.items()}
        case list():
            return [_parametrized(each) for each in node]
        case str():
            return _reference(KEY_OF_PACKAGE.sub(placeholder(PACKAGE_KEY), node))
    return node


def _reference(text: str) -> Any:
    """Give a text as it is, as a parameter, or with parameters in it."""
    alone = next((name for name in PARAMETERS if placeholder(name) == text), None)
    if alone:
        return {"Ref": alone}
    replaced = _with_references(text.replace("${", "${!"))
    return text if replaced == text.replace("${", "${!") else {"Fn::Sub": replaced}


def _with_references(text: str) -> str:
    for name in PARAMETERS.keys() - PLAIN.keys():
        text = text.replace(placeholder(name), f"${{{name}}}")
    return text
