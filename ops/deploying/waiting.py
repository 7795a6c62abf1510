"""What waits in a stage's failure queue: counted, and received message by message."""

from collections.abc import Iterator
from typing import Any

KINDS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
BATCH = 10


def count(sqs: Any, url: str) -> int:
    """Count all messages of a queue, those included that somebody is looking at."""
    counted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(KINDS))["Attributes"]
    return sum(int(counted.get(kind, 0)) for kind in KINDS)


def received(sqs: Any, url: str, *, hidden: int, wait: int, polls: int = 2) -> Iterator[dict[str, Any]]:
    """Yield every message there is, once; each is hidden from others for so many seconds.

    The queue counts as empty once that many questions in a row, each of which waits so many seconds, have found
    nothing new: asked without waiting, SQS looks at some of its servers and may find nothing where there is something.
    """
    seen: set[str] = set()
    nothing_new = 0
    while nothing_new < polls:
        reply = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=BATCH, VisibilityTimeout=hidden, WaitTimeSeconds=wait
        )
        fresh = [message for message in reply.get("Messages", []) if message["MessageId"] not in seen]
        nothing_new = 0 if fresh else nothing_new + 1
        for message in fresh:
            seen.add(message["MessageId"])
            yield message
