"""What an export holds of deeds of its own time, which an import must not carry out now.

Somebody's wish to be erased may have been taken back since, somebody who was being erased may take part again, and the
app may be installed again: carried out now, each would delete for good what nobody wants deleted.
"""

from datetime import datetime

from app.domain.scheduling.job import Job, JobKind
from app.flows.privacy.uninstalling import KEPT, WORKSPACE
from app.storage.privacy.erasure_requests import PREFIX as WISH
from app.storage.privacy.raw_rows import RawRows
from app.storage.scheduling.installations import Installations
from app.storage.scheduling.jobs import Jobs, prefix_of
from app.storage.scheduling.leases import SENDER
from ops.data.selection import Item

_DELETING = (WISH, prefix_of(JobKind.ERASURE), prefix_of(JobKind.REMOVAL))
# No token has it, so the first one that works shows that the app is installed.
NO_TOKEN = ""


def would_delete(table: str, item: Item) -> bool:
    """Whether a row would have the ticks delete what people wrote."""
    return table == "standups" and str(item["standup_id"]).startswith(_DELETING)


def wisher(item: Item) -> str:
    """Return who wished to be erased by a row; empty if it is another row."""
    own = str(item["standup_id"])
    return own.removeprefix(WISH) if own.startswith(WISH) else ""


def is_of_sender(table: str, item: Item) -> bool:
    """Whether a row says who sends now, and whether the app is installed: this installation knows that better."""
    return table == "standups" and item["standup_id"] == SENDER


def says_uninstalled(table: str, item: Item) -> bool:
    """Whether the app was uninstalled when the file was written."""
    return is_of_sender(table, item) and bool(item.get("uninstalled_at"))


def uninstall_anew(rows: RawRows, team_id: str, item: Item, now: datetime) -> bool:
    """Let the month begin anew after which all is removed; the next tick with a token that works ends it.

    False if this installation knows already whether the app is there.
    """
    if rows.get("standups", item) is not None:
        return False
    Jobs().keep(Job(team_id, JobKind.REMOVAL, WORKSPACE, now + KEPT))  # first: alone it removes nothing
    Installations().leave(team_id, now, NO_TOKEN)
    return True
