"""The two Lambda entry points."""

import os
from typing import Any

from app import bootstrap, entry
from app.settings import Settings

_app, _services = bootstrap.build(Settings.from_env(os.environ))


def slack_responses(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request from Slack, or do the lazy work that an earlier answer left."""
    return entry.slack_responses(_app, _services, event, context)


def scheduled_events(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Do what a schedule asks for."""
    return entry.scheduled_events(_app, _services, event, context)
