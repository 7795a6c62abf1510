"""People's data: their own taken out or erased, and for owners the reports of their standup."""

from typing import Any

from app.flows import asking_erasure, exporting, wishes
from app.flows.people import acting_member
from app.language import say
from app.listeners.home import show_after
from app.listeners.payload import asker, clicked
from app.services import Services
from app.views import my_data
from app.views.managing import said
from app.views.message import Message

Json = dict[str, Any]


def export_own(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body))
    exporting.export_own(services, member)
    show_after(services, member, body, said(say(my_data.EXPORTED)))


def export_standup(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body))
    exporting.export_standup(services, member, clicked(body).report_id)
    show_after(services, member, body, said(say(my_data.EXPORTED)))


def ask_erasure(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body))
    show_after(services, member, body, said(asking_erasure.ask_for_erasure(services, member)))


def take_part_again(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body), even_erased=True)
    wishes.take_part_again(services, member.team_id, member.user_id)
    member = acting_member(services, asker(body))  # anew, for now something may be stored about them
    show_after(services, member, body, said(say(my_data.TAKING_PART)))


def confirm_erasure(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body))
    _replace(services, body, asking_erasure.confirm_erasure(services, member, clicked(body).report_id))


def decline_erasure(body: Json, services: Services) -> None:
    member = acting_member(services, asker(body))
    _replace(services, body, asking_erasure.decline_erasure(services, member, clicked(body).report_id))


def _replace(services: Services, body: Json, message: Message) -> None:
    if response_url := clicked(body).response_url:
        services.slack.replace_clicked(response_url, message.text, message.blocks)
