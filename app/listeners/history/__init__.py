"""Looking back: from the Home tab, from messages, and within the modals of the history."""

import re
from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.history import pages
else:
    pages = Deferred("app.listeners.history.pages")


def register(app: App) -> None:
    app.action(re.compile(rf"{re.escape(ids.LOOK)}\.\d+"))(pages.ack_look)
    app.action(ids.LOOK_AT_DAY)(pages.ack_look_at_day)
    app.action(ids.LOOK_AT_FIGURES)(ack=pages.ack_figures, lazy=[pages.show_figures])
    app.view(ids.HISTORY_FORM)(pages.ack_search)
    app.view(ids.TEXT_FORM)(ack_only)
