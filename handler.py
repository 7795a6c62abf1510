"""The two Lambda entry points."""

import gc

gc.disable()  # nothing of what is imported and built here is ever garbage, and looking for it takes 10 ms

import os  # noqa: E402 after the line above
from typing import Any  # noqa: E402

from app import bootstrap, entry  # noqa: E402
from app.settings import Settings  # noqa: E402

_app, _services = bootstrap.build(Settings.from_env(os.environ))
gc.freeze()
gc.enable()


def slack_responses(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request from Slack, or do the lazy work that an earlier answer left."""
    return entry.slack_responses(_app, _services, event, context)


def scheduled_events(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Do what a schedule asks for."""
    return entry.scheduled_events(_app, _services, event, context)
