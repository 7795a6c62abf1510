"""The report in the channel: an owner posts it by hand, and the schedule sends it to the webhook."""

from typing import TYPE_CHECKING

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.deferred import Deferred
from app.views import ids

if TYPE_CHECKING:
    from app.listeners.report import posting
    from app.listeners.scheduling import events
else:
    posting = Deferred("app.listeners.report.posting")
    events = Deferred("app.listeners.scheduling.events")


def register(app: App) -> None:
    app.action(ids.POST_NOW)(ack=ack_only, lazy=[posting.post_now])
    app.event("scheduled.send_webhook", matchers=[events.is_scheduled])(events.send_webhook)
