"""What keeps something: the tables, the failure queue, the log groups; and the roles that open them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ops.drift.calls import Call
from ops.drift.compare import Found, Kind, Reading, grants, only, statements
from ops.drift.template import Resource
from ops.drift.typed import typed

HOLDING_DATA = frozenset({"AWS::DynamoDB::Table"})
RECOVERY = "PointInTimeRecoverySpecification"
EXPIRY = "TimeToLiveSpecification"
PROTECTION = "DeletionProtectionEnabled"
INDEXES = "GlobalSecondaryIndexes"
KEYS = "KeySchema"
ENCRYPTION = "SSESpecification"
MARKS = "Tags"


def _table(reading: Reading, resource: Resource) -> Found | None:
    client, name = reading.client("dynamodb"), {"TableName": resource.id}
    try:
        table = client.describe_table(**name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return None
    expiry = client.describe_time_to_live(**name)["TimeToLiveDescription"]
    backups = client.describe_continuous_backups(**name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    there = {index["IndexName"]: index for index in table.get(INDEXES, [])}
    wanted = resource.properties.get(INDEXES, [])
    marks = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    return {
        KEYS: table[KEYS],
        INDEXES: [only(there[each["IndexName"]], each) for each in wanted if each["IndexName"] in there],
        "BillingMode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        PROTECTION: bool(table.get(PROTECTION)),
        RECOVERY: {"PointInTimeRecoveryEnabled": recovery == "ENABLED"},
        EXPIRY: _expiry(expiry),
        MARKS: [each for each in resource.properties.get(MARKS, []) if each in marks],
        "arn": table["TableArn"],
        ENCRYPTION: _encryption(table.get("SSEDescription", {}), resource.properties.get(ENCRYPTION, {})),
    }


def _expiry(described: Found) -> dict[str, Any]:
    is_on = described["TimeToLiveStatus"] in {"ENABLED", "ENABLING"}
    return {"AttributeName": described.get("AttributeName"), "Enabled": True} if is_on else {"Enabled": False}


def _encryption(described: Found, wanted: Found) -> dict[str, Any]:
    """Read how a table is encrypted; a key that the template does not name may be any."""
    if described.get("Status") not in {"ENABLED", "ENABLING", "UPDATING"}:
        return {"SSEEnabled": False}
    return {"SSEEnabled": True, **only({**described, "KMSMasterKeyId": described.get("KMSMasterKeyArn")}, wanted)}


def _mend_table(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    name = {"TableName": resource.id}
    wanted = _as_the_api_says(resource.properties)
    ready = Call("dynamodb", "wait table_exists", name)
    calls = []
    if KEYS in wrong:
        calls += [Call("dynamodb", "update_table", {**name, PROTECTION: False})] if (found or {})[PROTECTION] else []
        calls += [Call("dynamodb", "delete_table", name), Call("dynamodb", "wait table_not_exists", name)]
    if found is None or KEYS in wrong:
        made = typed("dynamodb", "CreateTable", wanted)
        return [
            *calls,
            Call("dynamodb", "create_table", made),
            ready,
            _forgetting(name, wanted),
            _recovering(name, wanted),
        ]
    there = {each["IndexName"]: each for each in found[INDEXES]}
    for index in wanted.get(INDEXES, []) if INDEXES in wrong else []:
        calls += _mend_index(name, wanted, index, there.get(index["IndexName"]))
    if wrong & {PROTECTION, "BillingMode", ENCRYPTION}:
        changed = typed("dynamodb", "UpdateTable", only(wanted, wrong & {PROTECTION, "BillingMode", ENCRYPTION}))
        calls += [Call("dynamodb", "update_table", {**name, **changed})]
    if EXPIRY in wrong:
        if found[EXPIRY].get("AttributeName"):
            off = {**found[EXPIRY], "Enabled": False}
            calls += [Call("dynamodb", "update_time_to_live", {**name, EXPIRY: off})]
        calls += [_forgetting(name, wanted)]
    if RECOVERY in wrong:
        calls += [_recovering(name, wanted)]
    if MARKS in wrong:
        calls += [Call("dynamodb", "tag_resource", {"ResourceArn": found["arn"], MARKS: wanted[MARKS]})]
    return calls


def _as_the_api_says(properties: Found) -> dict[str, Any]:
    """Return a table's properties with the API's name for encryption, which is not CloudFormation's."""
    key = dict(properties.get(ENCRYPTION, {}))
    return {**properties, ENCRYPTION: {"Enabled": key.pop("SSEEnabled", False), **key}}


def _mend_index(name: Found, wanted: Found, index: Found, found: Found | None) -> list[Call]:
    if found == index:
        return []
    defined = {"AttributeDefinitions": wanted["AttributeDefinitions"]}
    made = Call("dynamodb", "update_table", {**name, **defined, "GlobalSecondaryIndexUpdates": [{"Create": index}]})
    if found is None:
        return [made]
    gone = {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": index["IndexName"]}}]}
    return [Call("dynamodb", "update_table", {**name, **gone}), made]


def _forgetting(name: Found, wanted: Found) -> Call:
    return Call(
        "dynamodb", "update_time_to_live", typed("dynamodb", "UpdateTimeToLive", {**name, **only(wanted, [EXPIRY])})
    )


def _recovering(name: Found, wanted: Found) -> Call:
    params = typed("dynamodb", "UpdateContinuousBackups", {**name, **only(wanted, [RECOVERY])})
    return Call("dynamodb", "update_continuous_backups", params)


def _said_of_table(resource: Resource, found: Found, name: str) -> str | None:
    wanted = resource.properties.get(name)
    told = {
        EXPIRY: "never forgets (no TTL)",
        RECOVERY: "has no point-in-time recovery",
        PROTECTION: "can be deleted by mistake",
        MARKS: "lacks its marks, by which a deployment after 'remove' knows it",
    }.get(name)
    if name == INDEXES:
        told = _said_of_indexes(found[name], wanted)
    elif name == KEYS:
        told = f"has the keys {_keys(found[name])}, not {_keys(wanted)}"
    elif name == EXPIRY and found[name]["Enabled"] and wanted:
        told = f"forgets by {found[name]['AttributeName']}, which no row has, not by {wanted['AttributeName']}"
    return told


def _said_of_indexes(found: Any, wanted: Any) -> str:
    there = {each["IndexName"]: each for each in found}
    names = [each["IndexName"] for each in wanted]
    other = [each["IndexName"] for each in wanted if there.get(each["IndexName"], each) != each]
    told = [f"has no index {name}" for name in names if name not in there]
    return ", ".join([*told, *(f"its index {name} has other keys" for name in other)])


def _keys(schema: Any) -> str:
    return ", ".join(str(each["AttributeName"]) for each in schema)


QUEUE = ("MessageRetentionPeriod", "SqsManagedSseEnabled", "KmsMasterKeyId")


def _queue(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("sqs")
    try:
        url = client.get_queue_url(QueueName=resource.properties["QueueName"])["QueueUrl"]
        found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    except client.exceptions.QueueDoesNotExist:
        return None
    return {**dict.fromkeys(QUEUE), "SqsManagedSseEnabled": "false", **only(found, QUEUE), "url": url}


def _mend_queue(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    wanted = {name: _text(value) for name, value in only(resource.properties, QUEUE).items()}
    if found is None:
        return [Call("sqs", "create_queue", {"QueueName": resource.properties["QueueName"], "Attributes": wanted})]
    return [Call("sqs", "set_queue_attributes", {"QueueUrl": found["url"], "Attributes": only(wanted, wrong)})]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said_of_queue(resource: Resource, found: Found, name: str) -> str | None:
    if name == "MessageRetentionPeriod":
        days = int(found[name]) / 86_400, int(resource.properties[name]) / 86_400
        return f"keeps what failed for {days[0]:g} days, not {days[1]:g}"
    return "is not encrypted as deployed" if name in QUEUE else None


def _log_group(reading: Reading, resource: Resource) -> Found | None:
    groups = reading.client("logs").describe_log_groups(logGroupNamePrefix=resource.id)["logGroups"]
    found = next((group for group in groups if group["logGroupName"] == resource.id), None)
    return {"RetentionInDays": found.get("retentionInDays")} if found else None


def _mend_log_group(_: Reading, resource: Resource, found: Found | None, __: frozenset[str]) -> Sequence[Call]:
    name = {"logGroupName": resource.id}
    days = {"retentionInDays": int(resource.properties["RetentionInDays"])}
    made = [] if found else [Call("logs", "create_log_group", name)]
    return [*made, Call("logs", "put_retention_policy", {**name, **days})]


def _said_of_log_group(resource: Resource, found: Found, name: str) -> str | None:
    kept = f"for {found[name]} days" if found[name] else "for good"
    return f"is kept {kept}, not for {resource.properties[name]} days"


TRUST = "AssumeRolePolicyDocument"
ATTACHED = "ManagedPolicyArns"
LAMBDA = "lambda.amazonaws.com"


def _role(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("iam")
    try:
        role = client.get_role(RoleName=resource.id)["Role"]
    except client.exceptions.NoSuchEntityException:
        return None
    wanted = resource.properties
    inline = [_inline(reading, resource.id, each["PolicyName"]) for each in wanted.get("Policies", [])]
    return {
        TRUST: _same(role[TRUST], wanted[TRUST]),
        "Policies": [
            {**policy, "PolicyDocument": _same(found, policy["PolicyDocument"])}
            for policy, found in zip(wanted.get("Policies", []), inline, strict=True)
            if found
        ],
        "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        ATTACHED: _attached(reading, resource.id),
    }


def _attached(reading: Reading, role: str) -> list[str]:
    pages = reading.client("iam").get_paginator("list_attached_role_policies").paginate(RoleName=role)
    return sorted(each["PolicyArn"] for page in pages for each in page["AttachedPolicies"])


def _inline(reading: Reading, role: str, policy: str) -> Any:
    client = reading.client("iam")
    try:
        return client.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    except client.exceptions.NoSuchEntityException:
        return None


def _same(found: Any, wanted: Any) -> Any:
    """Return the wanted document where the one that was found says the same in another way."""
    return wanted if statements(found) == statements(wanted) else found


def _mend_role(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    name = {"RoleName": resource.id}
    wanted = resource.properties
    trust = json.dumps(wanted[TRUST], separators=(",", ":"))
    boundary = only(wanted, ["PermissionsBoundary"])
    calls = []
    if found is None:
        calls += [Call("iam", "create_role", {**name, TRUST: trust, **boundary})]
    elif TRUST in wrong:
        calls += [Call("iam", "update_assume_role_policy", {**name, "PolicyDocument": trust})]
    if "PermissionsBoundary" in wrong and found is not None:
        change = "put_role_permissions_boundary" if boundary else "delete_role_permissions_boundary"
        calls += [Call("iam", change, {**name, **boundary})]
    if found is None or "Policies" in wrong:
        there = {each["PolicyName"]: each for each in (found or {}).get("Policies", [])}
        calls += [_put(resource.id, each) for each in wanted["Policies"] if there.get(each["PolicyName"]) != each]
    if found is not None and ATTACHED in wrong:
        more = [each for each in found[ATTACHED] if each not in wanted.get(ATTACHED, [])]
        calls += [Call("iam", "detach_role_policy", {**name, "PolicyArn": each}) for each in more]
    return calls


def _put(role: str, policy: Mapping[str, Any]) -> Call:
    document = json.dumps(policy["PolicyDocument"], separators=(",", ":"))
    params = {"RoleName": role, "PolicyName": policy["PolicyName"], "PolicyDocument": document}
    return Call("iam", "put_role_policy", params)


def _said_of_role(resource: Resource, found: Found, name: str) -> str | None:
    if name == TRUST:
        return _said_of_trust(found[TRUST])
    if name == ATTACHED:
        more = (
            str(each).rpartition("/")[2] for each in found[ATTACHED] if each not in resource.properties.get(name, [])
        )
        return f"may do more than the functions need ({', '.join(more)})"
    if name != "Policies":
        return None
    there = {each["PolicyName"]: each["PolicyDocument"] for each in found[name]}
    told = (
        _said_of_policy(each["PolicyName"], each["PolicyDocument"], there.get(each["PolicyName"]))
        for each in resource.properties[name]
    )
    return "; ".join(filter(None, told))


def _said_of_trust(found: Any) -> str:
    """Say who may take the role besides Lambda, or that Lambda may not."""
    principals = [each["Principal"] for each in statements(found) if each["Effect"] == ["Allow"]]
    if any(LAMBDA in each.get("Service", []) for each in principals if isinstance(each, Mapping)):
        return "others than Lambda may take this role, too (its trust policy)"
    return "Lambda may not take this role (its trust policy)"


def _said_of_policy(name: str, wanted: Any, found: Any) -> str | None:
    if found is None:
        return f"lacks its policy {name}"
    if found == wanted:
        return None
    lacking = sorted({action for action, _ in grants(wanted) - grants(found)})
    more = sorted({action for action, _ in grants(found) - grants(wanted)})
    told = [f"lacks {', '.join(lacking)}"] if lacking else []
    told += [f"may also do {', '.join(more)}"] if more else []
    return "; ".join(told) or f"its policy {name} is not as deployed"


def _policy(reading: Reading, resource: Resource) -> Found | None:
    wanted = resource.properties
    found = [_inline(reading, role, wanted["PolicyName"]) for role in wanted["Roles"]]
    if None in found:
        return None
    documents = [_same(each, wanted["PolicyDocument"]) for each in found]
    return {"PolicyDocument": next((one for one in documents if one != wanted["PolicyDocument"]), documents[0])}


def _mend_policy(_: Reading, resource: Resource, __: Found | None, ___: frozenset[str]) -> Sequence[Call]:
    return [_put(role, resource.properties) for role in resource.properties["Roles"]]


KINDS = {
    "AWS::DynamoDB::Table": Kind(_table, _mend_table, {PROTECTION: False, INDEXES: []}, _said_of_table),
    "AWS::SQS::Queue": Kind(_queue, _mend_queue, {}, _said_of_queue),
    "AWS::Logs::LogGroup": Kind(_log_group, _mend_log_group, {}, _said_of_log_group),
    "AWS::IAM::Role": Kind(_role, _mend_role, {"PermissionsBoundary": None, ATTACHED: []}, _said_of_role),
    "AWS::IAM::Policy": Kind(_policy, _mend_policy),
}
