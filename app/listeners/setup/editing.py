"""The modals in which a standup is set up: they open, change and check in `ack`, and store in a lazy run."""

from typing import Any

from slack_bolt import Ack

from app.domain.day.member import Member
from app.flows.requester import acting_member
from app.flows.setup import changes, editing, editing_report
from app.listeners.home_tab import show_after
from app.listeners.payload import button_value, is_home, modal, requester, selected_value, trigger
from app.services import Services
from app.views.setup.reading_changes import parse_confirmation
from app.views.setup.standup_form import Editing, parse_editing

Json = dict[str, Any]


def ack_edit_standup(ack: Ack, body: Json, services: Services) -> None:
    standup_id = button_value(body)
    editing.open_form(services, _member(services, body), standup_id, trigger(body), is_home=is_home(body))
    ack()


def ack_new_standup(ack: Ack, body: Json, services: Services) -> None:
    editing.open_form(services, _member(services, body), "", trigger(body), is_home=is_home(body))
    ack()


def ack_template(ack: Ack, body: Json, view: Json, services: Services) -> None:
    """Replace the template's modal by that of the new standup."""
    ack(response_action="update", view=editing.begin_new(services, _member(services, body), view))


def ack_add_question(ack: Ack, body: Json, services: Services) -> None:
    editing.add_question(services, _member(services, body), modal(body), trigger(body))
    ack()


def ack_change_question(ack: Ack, body: Json, services: Services) -> None:
    editing.change_question(services, _member(services, body), modal(body), selected_value(body), trigger(body))
    ack()


def ack_question(ack: Ack, body: Json, view: Json, services: Services) -> None:
    editing.keep_question(services, _member(services, body), view)
    ack()


def ack_more_settings(ack: Ack, body: Json, services: Services) -> None:
    editing.open_settings(services, _member(services, body), modal(body), trigger(body))
    ack()


def ack_settings(ack: Ack, body: Json, view: Json, services: Services) -> None:
    editing.keep_settings(services, _member(services, body), view)
    ack()


def ack_report_settings(ack: Ack, body: Json, services: Services) -> None:
    editing_report.open_settings(services, _member(services, body), modal(body), trigger(body))
    ack()


def ack_preview(ack: Ack, body: Json, services: Services) -> None:
    """Update the preview of the report while its settings are chosen."""
    editing_report.show_preview(services, _member(services, body), modal(body))
    ack()


def ack_report_form(ack: Ack, body: Json, view: Json, services: Services) -> None:
    editing_report.keep_settings(services, _member(services, body), view)
    ack()


def ack_history(ack: Ack, body: Json, services: Services) -> None:
    standup_id = parse_editing(modal(body)).standup_id
    changes.open_changes(services, _member(services, body), standup_id, trigger(body))
    ack()


def ack_turn_changes(ack: Ack, body: Json, services: Services) -> None:
    changes.turn_changes(services, _member(services, body), modal(body), button_value(body))
    ack()


def ack_standup(ack: Ack, body: Json, view: Json, services: Services, context: Json) -> None:
    """Check the settings; if they are wrong, the modal stays open with a sentence at the field.

    If they change who reads what, a modal laid over this one says so first.
    """
    if to_confirm := editing.check_form(services, _member(services, body), view):
        context["done"] = True
        ack(response_action="push", view=to_confirm)
    else:
        ack(response_action="clear")


def save_standup(body: Json, view: Json, services: Services) -> None:
    """Store the settings and show them. May run twice, and late."""
    member = _member(services, body)
    editing.save_form(services, member, view)
    _show_home(services, member, parse_editing(view))


def ack_reading(ack: Ack, body: Json, view: Json, services: Services, context: Json) -> None:
    """Accept the confirmation; if something has changed meanwhile, show that instead and save nothing."""
    if to_confirm := editing.check_confirmed(services, _member(services, body), view):
        context["done"] = True
        ack(response_action="update", view=to_confirm)
    else:
        ack(response_action="clear")


def save_confirmed(body: Json, view: Json, services: Services) -> None:
    """Store what was confirmed and show it. May run twice, and late."""
    member = _member(services, body)
    editing.save_confirmed(services, member, view)
    _show_home(services, member, parse_confirmation(view)[0])


def _show_home(services: Services, member: Member, begun: Editing) -> None:
    """Publish the Home tab again if the editing began there."""
    if begun.is_home:
        show_after(services, member)


def _member(services: Services, body: Json) -> Member:
    return acting_member(services, requester(body))
