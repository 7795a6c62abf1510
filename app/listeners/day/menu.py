"""The menu's buttons that change something."""

from datetime import datetime
from typing import Any

from app.flows.day import answering
from app.flows.home import skipping_ahead
from app.listeners.home_tab import show_where_clicked
from app.listeners.payload import clicked, requester
from app.services import Services


def show_menu_again(body: dict[str, Any], services: Services, now: datetime) -> None:
    """Update the menu in which somebody pressed *Open Report* or *Edit* after the report was out."""
    who, origin = requester(body), clicked(body)
    answering.show_again(services, who, origin, now)
    show_where_clicked(services, who, origin)


def save_skip(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    who, origin = requester(body), clicked(body)
    answering.skip_today(services, who, origin, received_at, now)
    show_where_clicked(services, who, origin)


def save_undo(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    who, origin = requester(body), clicked(body)
    skipping_ahead.undo(services, who, origin, received_at, now)
    show_where_clicked(services, who, origin)


def save_withdrawal(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    who, origin = requester(body), clicked(body)
    answering.withdraw(services, who, origin, received_at, now)
    show_where_clicked(services, who, origin)
