"""A person's day: the menu's buttons, the report form, and blockers."""

import re

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.day.blockers import save_help, save_help_no_more, save_opening_again, save_resolved
from app.listeners.day.menu import ack_open_report, save_skip, save_undo, save_withdrawal, show_menu_again
from app.listeners.day.report_form import ack_answers, save_answers
from app.views import ids


def register(app: App) -> None:
    app.action(ids.OPEN_DIALOG)(ack=ack_open_report, lazy=[show_menu_again])
    app.action(ids.SKIP_TODAY)(ack=ack_only, lazy=[save_skip])
    app.action(ids.UNDO_SKIP)(ack=ack_only, lazy=[save_undo])
    app.action(ids.WITHDRAW)(ack=ack_only, lazy=[save_withdrawal])
    app.view(ids.ANSWERS)(ack=ack_answers, lazy=[save_answers])

    app.action(re.compile(rf"{re.escape(ids.HELP)}\.\w+"))(ack=ack_only, lazy=[save_help])
    app.action(ids.HELP_NO_MORE)(ack=ack_only, lazy=[save_help_no_more])
    app.action(ids.RESOLVED)(ack=ack_only, lazy=[save_resolved])
    app.action(ids.OPEN_AGAIN)(ack=ack_only, lazy=[save_opening_again])
