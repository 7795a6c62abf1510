"""Buttons about blockers, on the Home tab and in direct messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import DividerBlock

from app.domain.day.blocker import Blocker
from app.domain.day.member import Member
from app.flows.day import blockers
from app.flows.requester import acting_member
from app.listeners.home_tab import show_after
from app.listeners.payload import button_value, clicked, is_home, is_private, requester
from app.services import Services
from app.views.day.blockers import change_message, change_rows, help_message
from app.views.kit.readers import member_locale


def save_help(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Store that somebody helps; the message with the button shows it, and they get a button to undo it."""
    member = acting_member(services, requester(body))
    _show_help(services, member, body, blockers.offer_help(services, member, button_value(body), received_at))


def save_help_no_more(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    blocker = blockers.take_help_back(services, member, button_value(body), received_at)
    _show_help(services, member, body, blocker)


def _show_help(services: Services, member: Member, body: Mapping[str, Any], blocker: Blocker) -> None:
    """Show whether the person helps where they pressed the button; if everybody sees that message, to them alone."""
    message, response_url = help_message(member_locale(member), blocker, member.user_id), clicked(body).response_url
    if is_home(body):
        show_after(services, member, body, [*message.blocks, DividerBlock()])
    elif response_url and is_private(body):
        services.slack.replace_clicked(response_url, message)
    elif response_url:
        services.slack.answer_privately(response_url, message)


def save_resolved(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    _show(services, member, body, blockers.resolve(services, member, button_value(body), received_at))


def save_opening_again(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    _show(services, member, body, blockers.reopen(services, member, button_value(body), received_at))


def _show(services: Services, member: Member, body: Mapping[str, Any], blocker: Blocker) -> None:
    """Show the outcome where the person pressed the button."""
    locale = member_locale(member)
    note, message = change_rows(locale, blocker), change_message(locale, blocker)
    if is_home(body):
        show_after(services, member, body, note)
    elif response_url := clicked(body).response_url:
        services.slack.replace_clicked(response_url, message)
