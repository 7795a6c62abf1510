"""The Home tab and its modals, and what people type."""

import re

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.home.commands import (
    ack_command,
    ack_message,
    ack_open_from_elsewhere,
    ack_open_today,
    ack_pick_report,
    answer_command,
    answer_message,
)
from app.listeners.home.tab import (
    ack_away,
    ack_delete_broken,
    ack_more,
    ack_open_away,
    ack_open_preferences,
    ack_preferences,
    refresh_home,
    save_away,
    save_deletion,
    save_leaving,
    save_more,
    save_preferences,
    save_rejoining,
    save_restoration,
    save_return,
    save_seen,
    show_page,
)
from app.views import ids


def register(app: App) -> None:
    app.event("app_home_opened")(ack=ack_only, lazy=[refresh_home])
    app.action(ids.GO_AWAY)(ack_open_away)
    app.view(ids.AWAY_FORM)(ack=ack_away, lazy=[save_away])
    app.action(ids.COME_BACK)(ack=ack_only, lazy=[save_return])
    app.action(ids.PREFERENCES)(ack_open_preferences)
    app.view(ids.PREFERENCES_FORM)(ack=ack_preferences, lazy=[save_preferences])
    app.action(ids.LEAVE)(ack=ack_only, lazy=[save_leaving])
    app.action(ids.REJOIN)(ack=ack_only, lazy=[save_rejoining])
    app.action(ids.MORE)(ack=ack_more, lazy=[save_more])
    app.action(ids.DELETE_BROKEN)(ack_delete_broken)
    app.view(ids.DELETE_FORM)(ack=ack_only, lazy=[save_deletion])
    app.action(ids.RESTORE)(ack=ack_only, lazy=[save_restoration])
    app.action(ids.SEEN)(ack=ack_only, lazy=[save_seen])
    for turn in (ids.PAGE_BACK, ids.PAGE_ON):
        app.action(turn)(ack=ack_only, lazy=[show_page])

    app.command(re.compile(rf"^{ids.COMMAND}(-[\w-]+)?$"))(ack=ack_command, lazy=[answer_command])
    app.event("message")(ack=ack_message, lazy=[answer_message])  # message.im: what is typed to the bot
    app.shortcut(ids.OPEN_TODAY)(ack_open_today)
    app.view(ids.PICK_REPORT)(ack_pick_report)
    app.action(re.compile(rf"{re.escape(ids.OPEN_FROM_ELSEWHERE)}\.\d+"))(ack_open_from_elsewhere)
