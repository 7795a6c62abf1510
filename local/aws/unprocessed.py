"""Batches of which DynamoDB does a part only, as it may at any time: what is left comes back as unprocessed.

AWS's reference of BatchGetItem and BatchWriteItem: at least one item of such a batch was done (if none can be, it is an
error), a request for the others has to be made by the caller, and without waiting in between it is likely to fail, too.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

KEPT_BACK = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}
HEAD_ENDS = b"\r\n\r\n"


def is_whole(message: bytes) -> bool:
    """Tell whether a request or an answer is there to its last byte."""
    head, found, body = message.partition(HEAD_ENDS)
    return bool(found) and len(body) >= _length(head)


def kept_back(request: bytes, operation: str) -> Json:
    """Give the last item of a batch, as it comes back unprocessed; nothing of a batch of one."""
    tables: dict[str, Any] = json.loads(request.partition(HEAD_ENDS)[2])["RequestItems"]
    items = {name: each["Keys"] if operation == "BatchGetItem" else each for name, each in tables.items()}
    if sum(map(len, items.values())) < 2:  # noqa: PLR2004 one is done, at least
        return {}
    name = list(items)[-1]
    last = items[name][-1:]
    return {name: {**tables[name], "Keys": last} if operation == "BatchGetItem" else last}


def with_rest(answer: bytes, operation: str, kept: Json) -> bytes:
    """Give the answer without what was kept back, and that it was.

    The request itself is signed and goes on whole: what is read is taken out again, and a write is done once more.
    """
    head, _, body = answer.partition(HEAD_ENDS)
    said = json.loads(body)
    for name, rest in kept.items() if operation == "BatchGetItem" else ():
        found = said["Responses"].get(name, [])
        said["Responses"][name] = [
            item for item in found if not any(key.items() <= item.items() for key in rest["Keys"])
        ]
    return _message(head, {**said, KEPT_BACK[operation]: kept})


def _message(head: bytes, body: Json) -> bytes:
    """Put another body below a head; the checksum of the one before goes."""
    encoded = json.dumps(body).encode()
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length:", b"x-amz-crc32:"))]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(encoded)]) + HEAD_ENDS + encoded


def _length(head: bytes) -> int:
    lines = (line.lower() for line in head.split(b"\r\n"))
    return next((int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")), 0)
