"""A wish to be erased, which those who look after what the person wrote in may decline."""

from datetime import datetime, timedelta

from msgspec import Struct

# Nobody answers for so long: then it is carried out.
ANSWERED_WITHIN = timedelta(days=30)


class ErasureRequest(Struct, frozen=True):
    """A person's wish, who was told of it, and who of them has declined."""

    team_id: str
    user_id: str
    at: datetime
    told: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()

    @property
    def ends(self) -> datetime:
        """When it is carried out, unless all decline until then."""
        return self.at + ANSWERED_WITHIN


def declined(by: str) -> str:
    """Name the message that says that somebody declines."""
    return f"declined.{by}"
