"""Show the record of a standup's changes, page by page, together with what was done with its data."""

from typing import Any

from slack_sdk.models.views import View

from app.domain.day.member import Member
from app.domain.privacy.access import Action
from app.domain.privacy.audit import Entry
from app.domain.setup.changes import Change, key_of
from app.flows import access
from app.services import Services
from app.views.kit.readers import member_locale
from app.views.setup.changes import MOST_SHOWN, history

# Separates a standup's id from the place in its changes, in a button's value.
_AT = "/"


def open_changes(services: Services, member: Member, standup_id: str, trigger_id: str) -> None:
    """Open the record of changes over the modal in which the standup is edited."""
    services.slack.push_view(trigger_id, _page(services, member, standup_id, ""))


def turn_changes(services: Services, member: Member, form: Any, page_id: str) -> None:
    """Show another page of the record; `page_id` names the standup and the change before which the page ends."""
    standup_id, _, before = page_id.partition(_AT)
    services.slack.update_view(str(form.get("id")), _page(services, member, standup_id, before))


def _page(services: Services, member: Member, standup_id: str, before: str) -> View:
    stored = access.stored_for(services, member, standup_id, Action.READ_CHANGES, even_deleted=True)
    standup, now = stored.standup, services.clock.now()
    both: list[Change | Entry] = [
        *stored.history.old_changes,
        *services.setup.changes.latest(standup.team_id, standup_id, now, MOST_SHOWN + 1, before),
        *services.privacy.audit.of_data(standup.team_id, standup_id, now),
    ]
    both = [one for one in both if not before or _place(one) < before]
    both.sort(key=_place, reverse=True)
    page = both[:MOST_SHOWN]
    older = f"{standup_id}{_AT}{_place(page[-1])}" if len(both) > len(page) else ""
    return history(member_locale(member), standup.name, page, older=older, newest=standup_id if before else "")


def _place(one: Change | Entry) -> str:
    return one.key if isinstance(one, Change) else key_of(one.at, 0)
