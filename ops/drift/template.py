"""What the deployed stack says of each of its resources, with everything that it refers to filled in."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.stage import parameters_of

# A value that a template leaves out by {"Ref": "AWS::NoValue"}.
NO_VALUE = object()
REFERENCE = re.compile(r"\$\{([^!}][^}]*)\}")

# The ARN of a resource by its kind; {id} is what CloudFormation knows it by, {name} the last part of that.
ARNS = {
    "AWS::DynamoDB::Table": "arn:{partition}:dynamodb:{region}:{account}:table/{id}",
    "AWS::Events::Rule": "arn:{partition}:events:{region}:{account}:rule/{id}",
    "AWS::IAM::Role": "arn:{partition}:iam::{account}:role/{id}",
    "AWS::Lambda::Function": "arn:{partition}:lambda:{region}:{account}:function:{id}",
    "AWS::Logs::LogGroup": "arn:{partition}:logs:{region}:{account}:log-group:{id}:*",
    "AWS::SQS::Queue": "arn:{partition}:sqs:{region}:{account}:{name}",
}


@dataclass(frozen=True)
class Resource:
    """A resource as the stack wants it: its name in the template, its kind, its id in AWS, its properties."""

    name: str
    kind: str
    id: str
    properties: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Return the last part of its id, by which people know it; the name in the template if it has none."""
        return re.split(r"[/:]", self.id)[-1] if self.kind != "AWS::Logs::LogGroup" else self.id


@dataclass(frozen=True)
class Template:
    """A deployed template; `ids` are the resources' ids in AWS by their names, `stack_id` is the stack's own ARN."""

    document: Mapping[str, Any]
    ids: Mapping[str, str]
    stack_id: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def resources(self, kinds: Collection[str] = ()) -> Iterator[Resource]:
        """Yield the resources of these kinds, or all, whose condition holds."""
        for name, entry in self.document["Resources"].items():
            if (not kinds or entry["Type"] in kinds) and self._is_wanted(entry):
                properties = self.resolved(entry.get("Properties", {}))
                yield Resource(name, entry["Type"], self.ids.get(name, name), properties)

    def _is_wanted(self, entry: Mapping[str, Any]) -> bool:
        return "Condition" not in entry or self.holds({"Condition": entry["Condition"]})

    def resolved(self, value: Any) -> Any:
        """Return a value of the template without CloudFormation's functions; raises KeyError for one unknown here."""
        match value:
            case {"Ref": str(name)}:
                found = self._ref(name)
            case {"Fn::GetAtt": path}:
                found = self._attribute(*(path.split(".", 1) if isinstance(path, str) else path))
            case {"Fn::Sub": text}:
                found = self._filled(text, {}) if isinstance(text, str) else self._filled(*text)
            case {"Fn::Join": [str(between), list(parts)]}:
                found = between.join(str(self.resolved(part)) for part in parts)
            case {"Fn::If": [str(condition), then, otherwise]}:
                found = self.resolved(then if self.holds({"Condition": condition}) else otherwise)
            case dict():
                items = ((name, self.resolved(inner)) for name, inner in value.items())
                found = {name: inner for name, inner in items if inner is not NO_VALUE}
            case list():
                found = [inner for inner in map(self.resolved, value) if inner is not NO_VALUE]
            case _:
                found = value
        return found

    def holds(self, condition: Mapping[str, Any]) -> bool:
        match condition:
            case {"Condition": str(name)}:
                return self.holds(self.document["Conditions"][name])
            case {"Fn::Not": [inner]}:
                return not self.holds(inner)
            case {"Fn::And": list(several)}:
                return all(map(self.holds, several))
            case {"Fn::Or": list(several)}:
                return any(map(self.holds, several))
            case {"Fn::Equals": [left, right]}:
                return str(self.resolved(left)) == str(self.resolved(right))
        raise KeyError(f"a condition unknown here: {condition}")

    def _filled(self, text: str, values: Mapping[str, Any]) -> str:
        def value_of(found: re.Match[str]) -> str:
            name = found[1]
            if name in values:
                return str(self.resolved(values[name]))
            return str(self._attribute(*name.split(".", 1)) if "." in name else self._ref(name))

        return REFERENCE.sub(value_of, text).replace("${!", "${")

    def _ref(self, name: str) -> Any:
        known = {
            "AWS::NoValue": NO_VALUE,
            "AWS::StackId": self.stack_id,
            "AWS::Partition": self._place["partition"],
            "AWS::Region": self._place["region"],
            "AWS::AccountId": self._place["account"],
            "AWS::URLSuffix": "amazonaws.com.cn" if self._place["partition"] == "aws-cn" else "amazonaws.com",
        }
        if name in known:
            return known[name]
        return self.parameters[name] if name in self.parameters else self.ids.get(name, name)

    def _attribute(self, name: str, attribute: str) -> str:
        resource_id = self.ids.get(name, name)
        last = re.split(r"[/:]", resource_id)[-1]
        if attribute == "Arn":
            pattern = ARNS[self.document["Resources"][name]["Type"]]
            return pattern.format(**self._place, id=resource_id, name=last)
        return {"QueueName": last, "TopicName": last}.get(attribute, f"{name}.{attribute}")

    @property
    def _place(self) -> dict[str, str]:
        _, partition, _, region, account, *_ = self.stack_id.split(":")
        return {"partition": partition, "region": region, "account": account}


def document(formation: Any, stack: str) -> dict[str, Any]:
    """Ask CloudFormation for the template that a stack was deployed with; raises its errors."""
    body = formation.get_template(StackName=stack)["TemplateBody"]
    return dict(json.loads(body) if isinstance(body, str) else body)


def read(formation: Any, stack: Mapping[str, Any]) -> Template:
    """Ask CloudFormation for the template and the resources of a stack that it has described; raises its errors."""
    pages = formation.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"])
    found = [each for page in pages for each in page["StackResourceSummaries"]]
    return Template(
        document=document(formation, stack["StackName"]),
        ids={each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found if "PhysicalResourceId" in each},
        stack_id=stack["StackId"],
        parameters=parameters_of(stack),
    )
