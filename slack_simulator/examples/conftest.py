"""Every example is tested in both of Slack's modes; nothing else is different between them."""

import json
from importlib import import_module

import pytest


@pytest.fixture(params=["HTTP", "Socket Mode"])
def slack_manifest(request):
    manifest = json.loads(request.path.with_name("manifest.json").read_text("utf-8"))
    manifest["settings"]["socket_mode_enabled"] = request.param == "Socket Mode"
    return manifest


@pytest.fixture
def slack_app(request, slack_server):
    """The app beside the test; it calls Slack when it is imported, so Slack is there first."""
    return import_module(request.path.stem.removeprefix("test_")).app
