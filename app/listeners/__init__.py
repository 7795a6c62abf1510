"""The routing table: everything that reaches the app, by topic; each topic's `__init__.py` names its routes.

`ack` is what the person waits for, `lazy` what happens afterwards. The functions' modules are imported when a request
comes for them (`deferred.py`).
"""

from importlib import import_module
from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners import day, history, home, privacy, report, scheduling, setup
from app.listeners.deferred import Deferred

if TYPE_CHECKING:
    from app.listeners import boundary
else:
    boundary = Deferred("app.listeners.boundary")

TOPICS = (
    day,  # the menu's buttons, the report form, blockers
    report,  # posting a report by hand, and to the webhook
    home,  # the Home tab, absence, preferences; /standup, messages to the bot, the shortcut
    setup,  # the modals in which a standup is set up, and the first message in a channel
    history,  # looking back: pages, search, figures
    privacy,  # export, erasure, uninstalling
    scheduling,  # ticks and commands of the schedule; joining and leaving channels
)


def register(app: App) -> None:
    """Register every listener. Bolt tries them in this order."""
    app.error(boundary.boundary)
    for topic in TOPICS:
        topic.register(app)


def warm_up() -> None:
    """Import what the first click of the morning needs; while it starts, Lambda gives a function two processors."""
    import_module("app.listeners.day.report_form")
