"""The Home tab and its modals, and what people type."""

import re
from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.home import commands, tab
else:
    commands = Deferred("app.listeners.home.commands")
    tab = Deferred("app.listeners.home.tab")


def register(app: App) -> None:
    app.event("app_home_opened")(ack=ack_only, lazy=[tab.refresh_home])
    app.action(ids.GO_AWAY)(tab.ack_open_away)
    app.view(ids.AWAY_FORM)(ack=tab.ack_away, lazy=[tab.save_away])
    app.action(ids.COME_BACK)(ack=ack_only, lazy=[tab.save_return])
    app.action(ids.PREFERENCES)(tab.ack_open_preferences)
    app.view(ids.PREFERENCES_FORM)(ack=tab.ack_preferences, lazy=[tab.save_preferences])
    app.action(ids.LEAVE)(ack=ack_only, lazy=[tab.save_leaving])
    app.action(ids.REJOIN)(ack=ack_only, lazy=[tab.save_rejoining])
    app.action(ids.MORE)(ack=tab.ack_more, lazy=[tab.save_more])
    app.action(ids.DELETE_BROKEN)(tab.ack_delete_broken)
    app.view(ids.DELETE_FORM)(ack=ack_only, lazy=[tab.save_deletion])
    app.action(ids.RESTORE)(ack=ack_only, lazy=[tab.save_restoration])
    app.action(ids.SEEN)(ack=ack_only, lazy=[tab.save_seen])
    for turn in (ids.PAGE_BACK, ids.PAGE_ON):
        app.action(turn)(ack=ack_only, lazy=[tab.show_page])

    app.command(re.compile(rf"^{ids.COMMAND}(-[\w-]+)?$"))(ack=commands.ack_command, lazy=[commands.answer_command])
    app.event("message")(
        ack=commands.ack_message, lazy=[commands.answer_message]
    )  # message.im: what is typed to the bot
    app.shortcut(ids.OPEN_TODAY)(commands.ack_open_today)
    app.view(ids.PICK_REPORT)(commands.ack_pick_report)
    app.action(re.compile(rf"{re.escape(ids.OPEN_FROM_ELSEWHERE)}\.\d+"))(commands.ack_open_from_elsewhere)
