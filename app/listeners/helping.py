"""Buttons about what is in somebody's way: on the Home tab, and in direct messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.blocker import Blocker
from app.domain.member import Member
from app.flows import unblocking
from app.flows.home import show_home
from app.flows.people import acting_member
from app.listeners.payload import asker, clicked, is_home
from app.services import Services
from app.views.home import page_of
from app.views.home_blockers import changed, changed_message


def save_help(body: dict[str, Any], services: Services) -> None:
    """Note that somebody helps; the message with the button shows it."""
    unblocking.offer_help(services, acting_member(services, asker(body)), clicked(body).report_id)


def save_resolved(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, asker(body))
    _show(services, member, body, unblocking.resolve(services, member, clicked(body).report_id, received_at))


def save_opening_again(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, asker(body))
    _show(services, member, body, unblocking.reopen(services, member, clicked(body).report_id, received_at))


def _show(services: Services, member: Member, body: Mapping[str, Any], blocker: Blocker) -> None:
    """Show what became of it where the person pressed the button."""
    note, message = changed(blocker), changed_message(blocker)
    if is_home(body):
        show_home(services, member.team_id, member.user_id, note, page_of(body["view"]))
    elif response_url := clicked(body).response_url:
        services.slack.replace_clicked(response_url, message.text, message.blocks)
