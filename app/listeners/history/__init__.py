"""Looking back: from the Home tab, from messages, and within the modals of the history."""

import re

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.history.pages import ack_figures, ack_look, ack_look_at_day, ack_search, show_figures
from app.views import ids


def register(app: App) -> None:
    app.action(re.compile(rf"{re.escape(ids.LOOK)}\.\d+"))(ack_look)
    app.action(ids.LOOK_AT_DAY)(ack_look_at_day)
    app.action(ids.LOOK_AT_FIGURES)(ack=ack_figures, lazy=[show_figures])
    app.view(ids.HISTORY_FORM)(ack_search)
    app.view(ids.TEXT_FORM)(ack_only)
