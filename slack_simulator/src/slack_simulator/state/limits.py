"""Rate limits: token buckets on the real clock, as Slack's tiers and posting rules set them."""

import math
from collections.abc import Callable

from slack_simulator.errors import RateLimitedError

SPECIAL = 5
TIERS = {1: 1, 2: 20, 3: 50, 4: 100, SPECIAL: 300}
# Tiers are "per minute"; how much of that may come at once is not said. users.list was seen to be refused after some
# five calls, for half a minute; docs.slack.dev/apis/web-api/rate-limits has a Retry-After of 30, for one method alone.
AT_ONCE = {2: 5}
CLOSED = 30.0
POST_PER_CHANNEL_SECOND = 1
POST_CHANNEL_BURST = 3
POST_WORKSPACE_MINUTE = 300
POST_WORKSPACE_BURST = 20


class Bucket:
    """Holds at most `burst` tokens and gains `rate` tokens a second."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.tokens = burst
        self.at = now

    def wait(self, now: float) -> float:
        """Seconds until the next token is there; 0 when there is one."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self) -> None:
        self.tokens -= 1


class Limits:
    """All buckets of the one app in the one workspace."""

    def __init__(self, pace: float, monotonic: Callable[[], float]) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._buckets: dict[str, Bucket] = {}
        self._closed: dict[str, float] = {}

    def count_call(self, method: str, tier: int | None) -> None:
        """Count a call against its method's tier; a method without one counts for itself.

        Who calls too often is refused by that method for a while, whatever its bucket has gained meanwhile.
        """
        if tier is None:
            return
        bucket, now = self._bucket(method, TIERS[tier] / 60, AT_ONCE.get(tier, TIERS[tier])), self._monotonic()
        if now >= self._closed.get(method, now) and bucket.wait(now):
            self._closed[method] = now + max(bucket.wait(now), CLOSED / self._pace)
        if now < self._closed.get(method, now):
            raise RateLimitedError(max(1, math.ceil(self._closed[method] - now)))
        bucket.take()

    def count_post(self, conversation_id: str) -> None:
        """Count a posted message against its conversation and against the whole workspace."""
        self._take(
            [
                self._bucket(f"post {conversation_id}", POST_PER_CHANNEL_SECOND, POST_CHANNEL_BURST),
                self._bucket("post", POST_WORKSPACE_MINUTE / 60, POST_WORKSPACE_BURST),
            ]
        )

    def clear(self) -> None:
        self._buckets.clear()
        self._closed.clear()

    def _bucket(self, name: str, rate: float, burst: float) -> Bucket:
        if name not in self._buckets:
            self._buckets[name] = Bucket(rate * self._pace, burst * self._pace, self._monotonic())
        return self._buckets[name]

    def _take(self, buckets: list[Bucket]) -> None:
        wait = max(bucket.wait(self._monotonic()) for bucket in buckets)
        if wait > 0:
            raise RateLimitedError(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.take()
