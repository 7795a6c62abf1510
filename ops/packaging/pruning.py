"""Leaves out of botocore's data what is never called: it is most of the package, and is read at every cold start."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Of AWS's 400 services, those that are called, and how. STS is asked by botocore itself, for some kinds of credentials.
OPERATIONS = {
    "dynamodb": {"BatchGetItem", "DeleteItem", "PutItem", "Query", "Scan", "TransactWriteItems", "UpdateItem"},
    "lambda": {"Invoke"},
    "ssm": {"GetParameters"},
    "sts": {"AssumeRole", "AssumeRoleWithWebIdentity"},
}
# Of a service's versions, botocore takes the latest.
FORMER = ("dynamodb/2011-12-05", "lambda/2014-11-11")
NEVER_READ = ("examples-1.json", "paginators-1.json", "paginators-1.sdk-extras.json", "waiters-2.json")

# Who signs for AWS: Amazon's own roots, Starfield's that they are cross-signed by, and DigiCert's in some partitions.
# botocore reads them all for each new connection, which with 127 roots is 17 ms of processor. Slack's are not these.
AUTHORITIES = re.compile(r"Amazon|Starfield|DigiCert")
CERTIFICATE = re.compile(
    r'# Label: "([^"]+)"\n.*?(-----BEGIN CERTIFICATE-----\n.*?-----END CERTIFICATE-----\n)', re.DOTALL
)


def prune(botocore: Path) -> None:
    """Prune an installed botocore, in place."""
    data = botocore / "data"
    for path in data.iterdir():
        if path.is_dir() and path.name not in OPERATIONS:
            shutil.rmtree(path)
    for former in FORMER:
        shutil.rmtree(data / former)
    for name in NEVER_READ:
        for path in data.rglob(name):
            path.unlink()
    for service, called in OPERATIONS.items():
        for path in (data / service).rglob("service-2.json.gz"):
            _prune_model(path, called)
    _prune_endpoints(data / "endpoints.json")
    _prune_authorities(botocore / "cacert.pem")


def _prune_model(path: Path, called: set[str]) -> None:
    model = json.loads(gzip.decompress(path.read_bytes()))
    model["operations"] = {name: operation for name, operation in model["operations"].items() if name in called}
    needed: set[str] = set()
    waiting = set(_shapes_in(model["operations"]))
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= set(_shapes_in(model["shapes"][name])) - needed
    model["shapes"] = {name: shape for name, shape in model["shapes"].items() if name in needed}
    path.write_bytes(gzip.compress(json.dumps(_without_words(model)).encode(), mtime=0))


def _without_words(part: Any) -> Any:
    """Return a part of a model without what it says to readers: most of it, and parsed at each cold start."""
    if isinstance(part, dict):
        words = isinstance(part.get("documentation"), str)  # else it is a field of that name
        return {name: _without_words(inner) for name, inner in part.items() if name != "documentation" or not words}
    return [_without_words(inner) for inner in part] if isinstance(part, list) else part


def _shapes_in(part: Any) -> Iterator[str]:
    """Name the shapes that a part of a model refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for inner in part.values():
            yield from _shapes_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _shapes_in(inner)


def _prune_endpoints(path: Path) -> None:
    endpoints = json.loads(path.read_text("utf-8"))
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in OPERATIONS if name in services}
    path.write_text(json.dumps(endpoints), "utf-8")


def _prune_authorities(path: Path) -> None:
    found = CERTIFICATE.findall(path.read_text("utf-8"))
    kept = [f"# {label}\n{certificate}" for label, certificate in found if AUTHORITIES.search(label)]
    path.write_text("".join(kept), "utf-8")
