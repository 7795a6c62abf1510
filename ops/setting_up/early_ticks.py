"""Ticks that came before the secrets were stored: they failed, and wait in the failure queue without being of use."""

import json
from typing import Any

from ops.stage import Stage

# Ten messages a look; a tick a minute, and nobody takes longer than hours to make an app.
MOST_LOOKS = 100
SEEN_AGAIN_AFTER = 30


def drop_ticks(stage: Stage) -> int:
    """Delete the ticks that wait in the stage's failure queue, and nothing else; returns how many.

    What a tick finds due stays due, and the next one does it.
    """
    sqs = stage.client("sqs")
    queue = sqs.get_queue_url(QueueName=stage.queue)["QueueUrl"]
    dropped = 0
    for _ in range(MOST_LOOKS):
        seen = sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=SEEN_AGAIN_AFTER
        ).get("Messages", [])
        if not seen:
            break
        for message in filter(is_tick, seen):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            dropped += 1
    return dropped


def is_tick(message: Any) -> bool:
    """Tell a failed tick, as Lambda hands it over, from everything else."""
    try:
        payload = json.loads(message["Body"])["requestPayload"]
        return bool(payload["type"] == "tick")
    except (ValueError, KeyError, TypeError):
        return False
