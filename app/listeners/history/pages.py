"""Pages of the history: each opens, or replaces another, in `ack`, and changes nothing."""

from typing import Any

from slack_bolt import Ack

from app.domain.history.history import Page
from app.flows.history import browsing, figures
from app.flows.requester import acting_member
from app.listeners.payload import action_in, button_value, is_modal, requester
from app.services import Services
from app.views.history.own_reports import searched
from app.views.history.pages import day_from, parse_page

Json = dict[str, Any]


def ack_look(ack: Ack, body: Json, services: Services) -> None:
    """Show the page that a button leads to."""
    page = parse_page(button_value(body))
    _show(body, services, page)
    ack()


def ack_look_at_day(ack: Ack, body: Json, services: Services) -> None:
    """Show the picked day of the standup whose history is open."""
    view = body.get("view") or {}
    _show(body, services, day_from(parse_page(view.get("private_metadata")), action_in(body)))
    ack()


def ack_search(ack: Ack, body: Json, view: Json, services: Services) -> None:
    """Show the search's results in place of the modal that it began in."""
    member = acting_member(services, requester(body))
    ack(response_action="update", view=browsing.view_of(services, member, searched(view)))


def ack_figures(ack: Ack, body: Json, services: Services) -> None:
    """Show that the figures take a moment: four weeks take some twenty reads."""
    member = acting_member(services, requester(body))
    figures.announce(services, member, button_value(body), body.get("view") or {})
    ack()


def show_figures(body: Json, services: Services) -> None:
    member = acting_member(services, requester(body))
    figures.show_figures(services, member, button_value(body), body.get("view") or {})


def _show(body: Json, services: Services, page: Page) -> None:
    member = acting_member(services, requester(body))
    trigger_id = str(body.get("trigger_id") or "")
    if is_modal(body):
        browsing.turn_to(services, member, page, body["view"], trigger_id)
    else:
        browsing.open_page(services, member, page, trigger_id)
