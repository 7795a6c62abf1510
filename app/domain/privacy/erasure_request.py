"""A request to be erased, which the owners of the person's standups may decline."""

from datetime import datetime, timedelta

from msgspec import Struct

# A request that nobody answers within this time is carried out.
ANSWERED_WITHIN = timedelta(days=30)


class ErasureRequest(Struct, frozen=True):
    """A person's request, who was told of it, and who of them has declined."""

    team_id: str
    user_id: str
    at: datetime
    told: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()

    @property
    def ends(self) -> datetime:
        """When it is carried out, unless all have declined by then."""
        return self.at + ANSWERED_WITHIN


def declined_entry(by: str) -> str:
    """Return the name of the message that says that `by` declines."""
    return f"declined.{by}"
