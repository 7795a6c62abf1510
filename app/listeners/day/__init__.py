"""A person's day: the menu's buttons, the report form, and blockers."""

import re
from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.day import blockers, menu, report_form
else:
    blockers = Deferred("app.listeners.day.blockers")
    menu = Deferred("app.listeners.day.menu")
    report_form = Deferred("app.listeners.day.report_form")


def register(app: App) -> None:
    app.action(ids.OPEN_DIALOG)(ack=report_form.ack_open_report, lazy=[menu.show_menu_again])
    app.action(ids.SKIP_TODAY)(ack=ack_only, lazy=[menu.save_skip])
    app.action(ids.UNDO_SKIP)(ack=ack_only, lazy=[menu.save_undo])
    app.action(ids.WITHDRAW)(ack=ack_only, lazy=[menu.save_withdrawal])
    app.view(ids.ANSWERS)(ack=report_form.ack_answers, lazy=[report_form.save_answers])

    app.action(re.compile(rf"{re.escape(ids.HELP)}\.\w+"))(ack=ack_only, lazy=[blockers.save_help])
    app.action(ids.HELP_NO_MORE)(ack=ack_only, lazy=[blockers.save_help_no_more])
    app.action(ids.RESOLVED)(ack=ack_only, lazy=[blockers.save_resolved])
    app.action(ids.OPEN_AGAIN)(ack=ack_only, lazy=[blockers.save_opening_again])
