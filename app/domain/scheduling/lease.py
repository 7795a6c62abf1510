"""The lease of a workspace's one sender."""

from datetime import datetime

from msgspec import Struct


class Lease(Struct, frozen=True):
    """The right to send in a workspace, for `job`, until `until` unless renewed."""

    team_id: str
    owner: str
    job: str
    until: datetime
