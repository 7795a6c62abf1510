"""The routing table: everything that reaches the app, on one screen."""

import re

from slack_bolt import App

from app.listeners.actions import (
    ack_only,
    ack_open_report,
    save_skip,
    save_undo,
    save_withdrawal,
)
from app.listeners.boundary import boundary
from app.listeners.commands import (
    ack_command,
    ack_message,
    ack_open_from_elsewhere,
    ack_open_today,
    ack_pick_report,
    answer_command,
    answer_message,
)
from app.listeners.events import refresh_home
from app.listeners.scheduled import is_scheduled, send_questions, send_report
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

    app.command(re.compile(rf"^{ids.COMMAND}(-[\w-]+)?$"))(ack=ack_command, lazy=[answer_command])
    app.event("message")(ack=ack_message, lazy=[answer_message])  # message.im: what is typed to the bot
    app.shortcut(ids.OPEN_TODAY)(ack_open_today)
    app.view(ids.PICK_REPORT)(ack_pick_report)
    app.action(re.compile(rf"{re.escape(ids.OPEN_FROM_ELSEWHERE)}\.\d+"))(ack_open_from_elsewhere)

    app.event("app_home_opened")(ack=ack_only, lazy=[refresh_home])

    app.event("scheduled.send_questions", matchers=[is_scheduled])(send_questions)
    app.event("scheduled.send_report", matchers=[is_scheduled])(send_report)
