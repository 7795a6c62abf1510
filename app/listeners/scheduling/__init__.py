"""What the schedule and admins ask for, and events about channels: joins, leaves, closing, new ids."""

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.scheduling.events import is_scheduled, send_questions, send_reminders, send_report, tick
from app.listeners.scheduling.roster import (
    is_of_a_person,
    is_of_the_bot,
    save_closing,
    save_departure,
    save_joining,
    save_new_id,
    save_removal,
    save_reopening,
)


def register(app: App) -> None:
    app.event("scheduled.tick", matchers=[is_scheduled])(tick)
    app.event("scheduled.send_questions", matchers=[is_scheduled])(send_questions)
    app.event("scheduled.send_reminders", matchers=[is_scheduled])(send_reminders)
    app.event("scheduled.send_report", matchers=[is_scheduled])(send_report)

    app.event("member_joined_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_joining])
    app.event("member_left_channel", matchers=[is_of_a_person])(ack=ack_only, lazy=[save_departure])
    app.event("member_left_channel", matchers=[is_of_the_bot])(ack=ack_only, lazy=[save_removal])
    for leaving in ("channel_left", "group_left"):
        app.event(leaving)(ack=ack_only, lazy=[save_removal])
    app.event("channel_id_changed")(ack=ack_only, lazy=[save_new_id])
    for closing in ("channel_archive", "channel_deleted", "group_archive", "group_deleted"):
        app.event(closing)(ack=ack_only, lazy=[save_closing])
    for reopening in ("channel_unarchive", "group_unarchive"):
        app.event(reopening)(ack=ack_only, lazy=[save_reopening])
