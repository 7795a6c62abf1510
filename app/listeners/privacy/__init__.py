"""What people do with stored data: export and erasure; and uninstalling the app."""

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.privacy.own_data import (
    ack_open_reason,
    ack_reason,
    ask_erasure,
    ask_for_it,
    confirm_erasure,
    decline_erasure,
    export_own,
    export_standup,
    take_part_again,
    take_wish_back,
)
from app.listeners.privacy.uninstalling import save_uninstalling
from app.views import ids


def register(app: App) -> None:
    app.action(ids.EXPORT_OWN)(ack=ack_only, lazy=[export_own])
    app.action(ids.EXPORT_STANDUP)(ack=ack_only, lazy=[export_standup])
    app.action(ids.ASK_ERASURE)(ack=ack_only, lazy=[ask_erasure])
    app.action(ids.CONFIRM_ERASURE)(ack=ack_only, lazy=[confirm_erasure])
    app.action(ids.DECLINE_ERASURE)(ack_open_reason)
    app.view(ids.REASON_FORM)(ack=ack_reason, lazy=[decline_erasure])
    app.action(ids.ASK_FOR_IT)(ack=ack_only, lazy=[ask_for_it])
    app.action(ids.WITHDRAW_ERASURE)(ack=ack_only, lazy=[take_wish_back])
    app.action(ids.TAKE_PART_AGAIN)(ack=ack_only, lazy=[take_part_again])

    for farewell in ("app_uninstalled", "tokens_revoked"):
        app.event(farewell)(ack=ack_only, lazy=[save_uninstalling])
