"""The routing table: everything that reaches the app, by topic; each topic's `__init__.py` names its routes.

`ack` is what the person waits for, `lazy` what happens afterwards.
"""

from slack_bolt import App

from app.listeners import day, history, home, privacy, report, scheduling, setup
from app.listeners.boundary import boundary

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
    app.error(boundary)
    for topic in TOPICS:
        topic.register(app)
