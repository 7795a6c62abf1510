"""What the schedule and admins ask for, and events about channels: joins, leaves, closing, new ids."""

from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred

if TYPE_CHECKING:
    from app.listeners.scheduling import events, roster
else:
    events = Deferred("app.listeners.scheduling.events")
    roster = Deferred("app.listeners.scheduling.roster")


def register(app: App) -> None:
    app.event("scheduled.tick", matchers=[events.is_scheduled])(events.tick)
    app.event("scheduled.send_questions", matchers=[events.is_scheduled])(events.send_questions)
    app.event("scheduled.send_reminders", matchers=[events.is_scheduled])(events.send_reminders)
    app.event("scheduled.send_report", matchers=[events.is_scheduled])(events.send_report)

    app.event("member_joined_channel", matchers=[roster.is_of_a_person])(ack=ack_only, lazy=[roster.save_joining])
    app.event("member_left_channel", matchers=[roster.is_of_a_person])(ack=ack_only, lazy=[roster.save_departure])
    app.event("member_left_channel", matchers=[roster.is_of_the_bot])(ack=ack_only, lazy=[roster.save_removal])
    for leaving in ("channel_left", "group_left"):
        app.event(leaving)(ack=ack_only, lazy=[roster.save_removal])
    app.event("channel_id_changed")(ack=ack_only, lazy=[roster.save_new_id])
    for closing in ("channel_archive", "channel_deleted", "group_archive", "group_deleted"):
        app.event(closing)(ack=ack_only, lazy=[roster.save_closing])
    for reopening in ("channel_unarchive", "group_unarchive"):
        app.event(reopening)(ack=ack_only, lazy=[roster.save_reopening])
