"""The bucket that keeps the packages, and the policy on it."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from ops.drift.calls import Call
from ops.drift.compare import Found, Kind, Reading, only, statements
from ops.drift.template import Resource
from ops.drift.typed import typed

BUCKET, POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
OPEN = "PublicAccessBlockConfiguration"
ENCRYPTION = "BucketEncryption"
RULES = "ServerSideEncryptionConfiguration"
TEMPLATES_WORD, APIS_WORD = "ServerSideEncryptionByDefault", "ApplyServerSideEncryptionByDefault"
SAFE = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
# S3's words for what is not there.
MISSING = {
    "404",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
}
# The region whose buckets are made without naming it.
UNNAMED = "us-east-1"


def _asked(ask: Callable[[], Any]) -> Any:
    """Return S3's answer, or None where it says that there is no such thing; raises its other errors."""
    try:
        return ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            return None
        raise


def _bucket(reading: Reading, resource: Resource) -> Found | None:
    client, name = reading.client("s3"), {"Bucket": resource.id}
    if _asked(lambda: client.head_bucket(**name)) is None:
        return None
    blocked = _asked(lambda: client.get_public_access_block(**name)) or {}
    encrypted = _asked(lambda: client.get_bucket_encryption(**name)) or {}
    rules = encrypted.get(RULES, {}).get("Rules", [])
    return {
        OPEN: only(blocked.get(OPEN, {}), SAFE),
        ENCRYPTION: {RULES: [{TEMPLATES_WORD: rule.get(APIS_WORD)} for rule in rules]},
    }


def _mend_bucket(reading: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    name, wanted = {"Bucket": resource.id}, resource.properties
    calls = []
    if found is None:
        region = reading.template.resolved({"Ref": "AWS::Region"})
        place = {} if region == UNNAMED else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        calls += [Call("s3", "create_bucket", {**name, **place})]
    if found is None or OPEN in wrong:
        blocked = typed("s3", "PutPublicAccessBlock", {**name, OPEN: wanted[OPEN]})
        calls += [Call("s3", "put_public_access_block", blocked)]
    if found is None or ENCRYPTION in wrong:
        rules = {RULES: {"Rules": [{APIS_WORD: rule[TEMPLATES_WORD]} for rule in wanted[ENCRYPTION][RULES]]}}
        calls += [Call("s3", "put_bucket_encryption", typed("s3", "PutBucketEncryption", {**name, **rules}))]
    return calls


def _policy(reading: Reading, resource: Resource) -> Found | None:
    wanted = resource.properties
    reply = _asked(lambda: reading.client("s3").get_bucket_policy(Bucket=wanted["Bucket"]))
    if reply is None:
        return None
    is_same = statements(reply["Policy"]) == statements(wanted["PolicyDocument"])
    return {"PolicyDocument": wanted["PolicyDocument"] if is_same else reply["Policy"]}


def _mend_policy(_: Reading, resource: Resource, __: Found | None, ___: frozenset[str]) -> Sequence[Call]:
    wanted = resource.properties
    policy = json.dumps({"Version": "2012-10-17", **wanted["PolicyDocument"]}, separators=(",", ":"))
    return [Call("s3", "put_bucket_policy", {"Bucket": wanted["Bucket"], "Policy": policy})]


_SAID = {OPEN: "can be made public", ENCRYPTION: "is not encrypted as deployed"}
KINDS = {
    BUCKET: Kind(_bucket, _mend_bucket, {}, lambda _resource, _found, name: _SAID[name]),
    POLICY: Kind(_policy, _mend_policy, {}, lambda _resource, _found, _name: "does not say what it did"),
}
