"""The lease of a workspace's one sender."""

from datetime import datetime

from msgspec import Struct


class Lease(Struct, frozen=True):
    """The right to send in a workspace, for `job`, until `until` unless renewed.

    `crowded_at` is when Slack last refused somebody a form, because too many people clicked at once.
    """

    team_id: str
    owner: str
    job: str
    until: datetime
    crowded_at: datetime | None = None
