"""The Home tab's buttons and modals: being away, preferences, leaving a standup, managing it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk.models.blocks import Block

from app.domain.member import Member
from app.domain.schedule import local_date
from app.flows import being_away, managing, wishes
from app.flows.home import show_home
from app.flows.people import acting_member
from app.listeners.payload import action_in, asker, clicked, is_home, trigger
from app.services import Services
from app.views.away_form import away_form, parse_away
from app.views.home import page_of
from app.views.managing import parse_deletion, said
from app.views.more import Verb, parse_more
from app.views.preferences_form import parse_preferences, preferences_form
from app.views.readers import member_locale


def ack_open_away(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Open the modal at once: the trigger of a click lives for three seconds."""
    member = acting_member(services, asker(body))
    today = local_date(services.clock.now(), member.profile.zone or "UTC")
    services.slack.open_view(trigger(body), away_form(member_locale(member), today, member.away))
    ack()


def ack_away(ack: Ack, view: dict[str, Any]) -> None:
    """Check what was chosen; the modal stays open with a sentence at the field that makes no sense."""
    parse_away(view)
    ack()


def save_away(body: dict[str, Any], view: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, asker(body))
    being_away.go_away(services, member, parse_away(view), received_at)
    show_after(services, member)


def save_return(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, asker(body))
    being_away.come_back(services, member, received_at)
    show_after(services, member, body)


def ack_open_preferences(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Open the modal at once, as above."""
    member = acting_member(services, asker(body))
    services.slack.open_view(trigger(body), preferences_form(member_locale(member), member))
    ack()


def ack_preferences(ack: Ack, view: dict[str, Any], services: Services) -> None:
    """Check what was chosen, as above."""
    wishes.check(services, parse_preferences(view))
    ack()


def save_preferences(body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    wishes.prefer(services, member, parse_preferences(view))
    show_after(services, member)


def save_leaving(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    show_after(services, member, body, managing.leave(services, member, clicked(body).report_id))


def save_rejoining(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    show_after(services, member, body, managing.rejoin(services, member, clicked(body).report_id))


def ack_more(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Check that the person may do what they chose, and open what it opens."""
    member = acting_member(services, asker(body))
    if view := managing.view_for(services, member, *parse_more(action_in(body))):
        services.slack.open_view(trigger(body), view)
    ack()


def ack_delete_broken(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Ask whether a standup is meant to go of which what is stored makes no sense."""
    member = acting_member(services, asker(body))
    if view := managing.view_for(services, member, Verb.DELETE, clicked(body).report_id):
        services.slack.open_view(trigger(body), view)
    ack()


def save_more(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    if note := managing.carry_out(services, member, *parse_more(action_in(body))):
        show_after(services, member, body, note)


def save_deletion(body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    show_after(services, member, note=managing.delete(services, member, parse_deletion(view)))


def save_restoration(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    show_after(services, member, body, managing.restore(services, member, clicked(body).report_id))


def save_seen(body: dict[str, Any], services: Services) -> None:
    member = acting_member(services, asker(body))
    wishes.note_seen(services, member, clicked(body).report_id.split(","))
    show_after(services, member, body)


def show_page(body: dict[str, Any], services: Services) -> None:
    """Show another page of the person's standups."""
    member = acting_member(services, asker(body), even_erased=True)
    text = clicked(body).report_id
    show_home(services, member.team_id, member.user_id, page=int(text) if text.isdecimal() else 0)


def say_at_home(services: Services, body: Mapping[str, Any], sentence: str) -> None:
    """Say at the top of the person's Home tab why something was turned down."""
    member = acting_member(services, asker(body), even_erased=True)
    show_after(services, member, body, said(member_locale(member), sentence))


def show_after(
    services: Services, member: Member, body: Mapping[str, Any] | None = None, note: Sequence[Block] = ()
) -> None:
    """Show the Home tab as it is now, at the page from which the person acted."""
    page = page_of(body["view"]) if body and is_home(body) else 0
    show_home(services, member.team_id, member.user_id, note, page)
