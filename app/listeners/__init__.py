"""The routing table: everything that reaches the app, on one screen."""

from slack_bolt import App

from app.listeners.actions import (
    ack_only,
    ack_open_report,
    save_skip,
    save_undo,
    save_withdrawal,
)
from app.listeners.boundary import boundary
from app.listeners.events import refresh_home
from app.listeners.roster import (
    is_of_a_person,
    is_of_the_bot,
    save_closing,
    save_joining,
    save_leaving,
    save_removal,
    save_reopening,
)
from app.listeners.scheduled import is_scheduled, send_questions, send_reminders, send_report, tick
from app.listeners.views import ack_answers, save_answers
from app.views import ids


def register(app: App) -> None:
    """Register every listener; `ack` is what the person waits for, `lazy` what happens afterwards."""
    app.error(boundary)

    app.action(ids.OPEN_DIALOG)(ack_open_report)
    app.action(ids.SKIP_TODAY)(ack=ack_only, lazy=[save_skip])
    app.action(ids.UNDO_SKIP)(ack=ack_only, lazy=[save_undo])
    app.action(ids.WITHDRAW)(ack=ack_only, lazy=[save_withdrawal])

    app.view(ids.ANSWERS)(ack=ack_answers, lazy=[save_answers])

    app.event("app_home_opened")(ack=ack_only, lazy=[refresh_home])
    app.event("member_joined_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_joining])
    app.event("member_left_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_leaving])
    app.event("member_left_channel", matchers=[is_of_the_bot])(ack=ack_only, lazy=[save_removal])
    for closing in ("channel_archive", "channel_deleted", "group_archive", "group_deleted"):
        app.event(closing)(ack=ack_only, lazy=[save_closing])
    for reopening in ("channel_unarchive", "group_unarchive"):
        app.event(reopening)(ack=ack_only, lazy=[save_reopening])

    app.event("scheduled.tick", matchers=[is_scheduled])(tick)
    app.event("scheduled.send_questions", matchers=[is_scheduled])(send_questions)
    app.event("scheduled.send_reminders", matchers=[is_scheduled])(send_reminders)
    app.event("scheduled.send_report", matchers=[is_scheduled])(send_report)
