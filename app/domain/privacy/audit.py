"""The audit trail: who changed, exported or erased what, and when."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field


class Deed(StrEnum):
    """The kinds of entries."""

    CHANGED = "changed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ASKED_FOR_ERASURE = "asked for erasure"
    DECLINED_ERASURE = "declined erasure"
    ERASED = "erased"


class Entry(Struct, frozen=True):
    """One entry: `by` is a person's id or "ops …", `standup_id` may be empty, `details` are counts or field names.

    It never holds what anybody wrote, nor the name of an erased person.
    """

    team_id: str
    at: datetime
    by: str
    deed: Deed
    standup_id: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)
