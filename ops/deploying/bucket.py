"""The bucket that the stack keeps packages in: made before anything else, filled, and tidied up."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ops.deploying import changes
from ops.drift.template import document
from ops.stage import Stage

RESOURCES = ("ServerlessDeploymentBucket", "ServerlessDeploymentBucketPolicy")
FOLDER = "packages/"
OSLS_FOLDER = "serverless/"
KEPT = 5


def key_of(package: Path) -> str:
    """Give the key of a package: the same bytes have the same one, so that they are no change."""
    return f"{FOLDER}{hashlib.sha256(package.read_bytes()).hexdigest()}.zip"


def ensure(stage: Stage, template: Mapping[str, Any], parameters: Mapping[str, str]) -> str:
    """Give the name of the stack's bucket; the stack is made with nothing but the bucket if there is none yet."""
    stack = stage.description()
    if name := (stage.outputs() or {}).get(changes.BUCKET):
        return name
    present = document(stage.client("cloudformation"), stage.stack) if stack else {"Resources": {}}
    added = {name: template["Resources"][name] for name in RESOURCES}
    output = {changes.BUCKET: {"Value": {"Ref": RESOURCES[0]}}}
    wanted = {**present, "Resources": {**present["Resources"], **added}, "Outputs": output}
    kind = "UPDATE" if stack else "CREATE"
    with changes.change_set(stage, wanted, parameters, kind) as (name, _):
        changes.carry_out(stage, name, f"making {stage.stack} with the bucket for packages")
    return (stage.outputs() or {})[changes.BUCKET]


def upload(stage: Stage, bucket: str, package: Path, key: str) -> None:
    """Put the package into the bucket, unless it is there."""
    s3 = stage.client("s3")
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in {403, 404}:
            raise
        with package.open("rb") as file:
            s3.put_object(Bucket=bucket, Key=key, Body=file)


def tidy(stage: Stage, bucket: str, current: str) -> None:
    """Delete packages but for the newest ones and the one that runs."""
    s3 = stage.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=FOLDER)
    found = sorted((one for page in pages for one in page.get("Contents", [])), key=lambda one: one["LastModified"])
    for old in found[:-KEPT]:
        if old["Key"] != current:
            s3.delete_object(Bucket=bucket, Key=old["Key"])


def forget_osls(stage: Stage) -> None:
    """Delete what osls has deployed. As long as that is there, osls deploys the very same again by doing nothing."""
    s3, bucket = stage.client("s3"), (stage.outputs() or {})[changes.BUCKET]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=OSLS_FOLDER)
    for each in [one for page in pages for one in page.get("Contents", [])]:
        s3.delete_object(Bucket=bucket, Key=each["Key"])


def contents(stage: Stage, bucket: str) -> list[dict[str, str]]:
    """List everything in the bucket, older versions included, as `empty` takes it."""
    s3 = stage.client("s3")
    return [{"Key": key, **({"VersionId": version} if version else {})} for key, version in _versions(s3, bucket)]


def empty(stage: Stage, bucket: str, found: Sequence[Mapping[str, str]]) -> None:
    """Delete what was found in the bucket: one with something in it cannot be removed."""
    s3 = stage.client("s3")
    for each in found:
        try:
            s3.delete_object(Bucket=bucket, **each)
        except s3.exceptions.NoSuchBucket:  # gone with the stack, so it was empty by then
            return


def _versions(s3: Any, bucket: str) -> Iterator[tuple[str, str]]:
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                yield each["Key"], "" if each["VersionId"] == "null" else each["VersionId"]
    except s3.exceptions.NoSuchBucket:
        return
