"""The report in the channel: an owner posts it by hand, and the schedule sends it to the webhook."""

from slack_bolt import App

from app.listeners.ack import ack_only
from app.listeners.report.posting import post_now
from app.listeners.scheduling.events import is_scheduled, send_webhook
from app.views import ids


def register(app: App) -> None:
    app.action(ids.POST_NOW)(ack=ack_only, lazy=[post_now])
    app.event("scheduled.send_webhook", matchers=[is_scheduled])(send_webhook)
