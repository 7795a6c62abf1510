"""Ticks that came before the secrets were stored: they failed, and wait in the failure queue without being of use."""

import json
from itertools import islice
from typing import Any

from ops.deploying.waiting import received
from ops.stage import Stage

# A tick a minute, and nobody takes longer than hours to make an app.
MOST = 1000
SEEN_AGAIN_AFTER = 30


def drop_ticks(stage: Stage) -> int:
    """Delete the ticks that wait in the stage's failure queue, and nothing else; returns how many.

    What a tick finds due stays due, and the next one does it.
    """
    sqs = stage.client("sqs")
    queue = sqs.get_queue_url(QueueName=stage.queue)["QueueUrl"]
    dropped = 0
    for message in filter(is_tick, islice(received(sqs, queue, hidden=SEEN_AGAIN_AFTER, wait=1, polls=1), MOST)):
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
