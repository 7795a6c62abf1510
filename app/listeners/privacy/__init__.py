"""What people do with stored data: export and erasure; and uninstalling the app."""

from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.privacy import own_data, uninstalling
else:
    own_data = Deferred("app.listeners.privacy.own_data")
    uninstalling = Deferred("app.listeners.privacy.uninstalling")


def register(app: App) -> None:
    app.action(ids.EXPORT_OWN)(ack=ack_only, lazy=[own_data.export_own])
    app.action(ids.EXPORT_STANDUP)(ack=ack_only, lazy=[own_data.export_standup])
    app.action(ids.ASK_ERASURE)(ack=ack_only, lazy=[own_data.ask_erasure])
    app.action(ids.CONFIRM_ERASURE)(ack=ack_only, lazy=[own_data.confirm_erasure])
    app.action(ids.DECLINE_ERASURE)(own_data.ack_open_reason)
    app.view(ids.REASON_FORM)(ack=own_data.ack_reason, lazy=[own_data.decline_erasure])
    app.action(ids.ASK_FOR_IT)(ack=ack_only, lazy=[own_data.ask_for_it])
    app.action(ids.WITHDRAW_ERASURE)(ack=ack_only, lazy=[own_data.take_wish_back])
    app.action(ids.TAKE_PART_AGAIN)(ack=ack_only, lazy=[own_data.take_part_again])

    for farewell in ("app_uninstalled", "tokens_revoked"):
        app.event(farewell)(ack=ack_only, lazy=[uninstalling.save_uninstalling])
