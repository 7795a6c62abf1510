"""The Home tab's buttons and modals: absence, preferences, leaving a standup, managing it."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.domain.schedule import local_date
from app.flows.home import absence, managing, preferences
from app.flows.home.tab import show_home
from app.flows.privacy import uninstalling
from app.flows.requester import acting_member
from app.listeners.home_tab import show_after
from app.listeners.payload import action_in, button_value, requester, told_at, trigger
from app.services import Services
from app.views.home.away_form import away_form, parse_away
from app.views.home.managing import parse_deletion
from app.views.home.more import Verb, parse_more
from app.views.home.preferences_form import parse_preferences, preferences_form
from app.views.kit.readers import member_locale


def ack_open_away(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Open the modal at once: the trigger of a click lives for three seconds."""
    member = acting_member(services, requester(body))
    today = local_date(services.clock.now(), member.profile.zone or "UTC")
    services.slack.open_view(trigger(body), away_form(member_locale(member), today, member.away))
    ack()


def ack_away(ack: Ack, view: dict[str, Any]) -> None:
    """Check what was chosen; the modal stays open with a sentence at a field that is wrong."""
    parse_away(view)
    ack()


def save_away(body: dict[str, Any], view: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    absence.go_away(services, member, parse_away(view), received_at)
    show_after(services, member)


def save_return(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    absence.come_back(services, member, received_at)
    show_after(services, member, body)


def ack_open_preferences(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Open the modal at once, for the same reason."""
    member = acting_member(services, requester(body))
    services.slack.open_view(trigger(body), preferences_form(member_locale(member), member))
    ack()


def ack_preferences(ack: Ack, view: dict[str, Any], services: Services) -> None:
    """Check what was chosen, in the same way."""
    preferences.check(services, parse_preferences(view))
    ack()


def save_preferences(body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    preferences.prefer(services, member, parse_preferences(view))
    show_after(services, member)


def save_leaving(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    show_after(services, member, body, managing.leave(services, member, button_value(body)))


def save_rejoining(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    show_after(services, member, body, managing.rejoin(services, member, button_value(body)))


def ack_more(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Check that the member may do what they chose, and open a modal if the action has one."""
    member = acting_member(services, requester(body))
    if view := managing.view_for(services, member, *parse_more(action_in(body))):
        services.slack.open_view(trigger(body), view)
    ack()


def ack_delete_broken(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Ask whether to delete a standup whose stored settings are unreadable."""
    member = acting_member(services, requester(body))
    if view := managing.view_for(services, member, Verb.DELETE, button_value(body)):
        services.slack.open_view(trigger(body), view)
    ack()


def save_more(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    if note := managing.carry_out(services, member, *parse_more(action_in(body))):
        show_after(services, member, body, note)


def save_deletion(body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    show_after(services, member, note=managing.delete(services, member, parse_deletion(view)))


def save_restoration(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    show_after(services, member, body, managing.restore(services, member, button_value(body)))


def save_seen(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, requester(body))
    preferences.note_seen(services, member, button_value(body).split(","))
    show_after(services, member, body)


def show_page(body: dict[str, Any], services: Services) -> None:
    """Show another page of the person's standups."""
    member = acting_member(services, requester(body), even_erased=True)
    text = button_value(body)
    show_home(services, member.team_id, member.user_id, page=int(text) if text.isdecimal() else 0)


def refresh_home(body: dict[str, Any], event: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Publish the Home tab for a person who opened it; that they can open it proves that the app is installed."""
    team_id, who = services.slack.identity().team_id, requester(body)
    if event.get("tab") == "home" and team_id in who.team_ids and who.user_id:
        uninstalling.come_back(services, team_id, told_at(body, received_at))
        show_home(services, team_id, who.user_id, shown=(event.get("view") or {}).get("hash"))
