"""People's data: export and erasure of their own, and for owners the export of their standup's reports."""

import logging
from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.errors import SlackRefused
from app.flows.home import preferences
from app.flows.privacy import asking_erasure, exporting
from app.flows.requester import acting_member
from app.flows.sender import at_once, outbox
from app.listeners.home_tab import show_after
from app.listeners.payload import button_value, clicked, message_at, requester, trigger
from app.services import Services
from app.slack.message import Message
from app.views.home.managing import note
from app.views.kit import notices
from app.views.kit.readers import member_locale
from app.views.privacy import my_data
from app.views.privacy.erasure_request import parse_reason, reason_form

Json = dict[str, Any]

_log = logging.getLogger(__name__)


def export_own(body: Json, services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    exporting.export_own(services, member, received_at)
    locale = member_locale(member)
    show_after(services, member, body, note(locale, locale.gettext(my_data.EXPORTED)))


def export_standup(body: Json, services: Services, received_at: datetime) -> None:
    member = acting_member(services, requester(body))
    exporting.export_standup(services, member, button_value(body), received_at)
    locale = member_locale(member)
    show_after(services, member, body, note(locale, locale.gettext(my_data.EXPORTED)))


def ask_erasure(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    show_after(services, member, body, note(member_locale(member), asking_erasure.show_who_decides(services, member)))


def ask_for_it(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    _replace(services, body, my_data.answered(asking_erasure.ask_for_erasure(services, member)))


def take_wish_back(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    _replace(services, body, my_data.answered(asking_erasure.take_back(services, member)))


def take_part_again(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body), even_erased=True)
    preferences.take_part_again(services, member.team_id, member.user_id)
    member = acting_member(services, requester(body))  # read again, because from now on data about them may be stored
    locale = member_locale(member)
    show_after(services, member, body, note(locale, locale.gettext(my_data.TAKING_PART)))


def confirm_erasure(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    _replace(services, body, asking_erasure.confirm_erasure(services, member, button_value(body)))


def ack_open_reason(ack: Ack, body: Json, services: Services) -> None:
    """Ask for the reason at once: the trigger of a click lives for three seconds."""
    member, user_id = acting_member(services, requester(body)), button_value(body)
    locale = member_locale(member)
    if asking_erasure.may_decline(services, member, user_id):
        services.slack.open_view(trigger(body), reason_form(locale, user_id, message_at(body)))
    else:
        services.slack.open_view(trigger(body), notices.notice(locale, locale.gettext(my_data.SETTLED)))
    ack()


def ack_reason(ack: Ack, view: Json) -> None:
    """Check that there is a reason; without one the modal stays open."""
    parse_reason(view)
    ack()


def decline_erasure(body: Json, view: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    user_id, place, reason = parse_reason(view)
    message = asking_erasure.decline_erasure(services, member, user_id, reason)
    if all(place):
        try:
            outbox(services, at_once(services)).change(place, message)
        except SlackRefused as gone:  # the clicked message is gone; the decision counts all the same
            _log.warning("a decision is not shown where it was made", extra={"reason": str(gone)})


def _replace(services: Services, body: Json, message: Message) -> None:
    if response_url := clicked(body).response_url:
        services.slack.replace_clicked(response_url, message)
