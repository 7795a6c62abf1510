"""Socket Mode: who may connect, what comes over the sockets, and what happens when nobody answers."""

import json

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from slack_simulator import NotAsExpected

MANIFEST = {
    "display_information": {"name": "Listener"},
    "features": {
        "app_home": {"messages_tab_enabled": True},
        "bot_user": {"display_name": "listener"},
        "slash_commands": [{"command": "/now", "description": "Answers"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
    "settings": {"socket_mode_enabled": True, "event_subscriptions": {"bot_events": ["message.im"]}},
}


@pytest.fixture
def slack_manifest():
    return MANIFEST


@pytest.fixture
def slack_app(slack_server):
    app = App(client=WebClient(slack_server.bot_token, slack_server.api_url))
    app.heard = []

    @app.command("/now")
    def now(ack):
        ack(text="This is the answer")

    @app.event("message")
    def hears(body):
        app.heard.append(body["event"]["text"])

    return app


def test_what_is_acknowledged_with_a_payload_is_shown(slack):
    ana = slack.person("ana")
    ana.types("/now")
    ana.sees("This is the answer")


def test_an_app_that_lasts_several_tests_keeps_its_sockets(slack, slack_app):
    slack.begin(MANIFEST)
    slack.connect(slack_app)
    assert slack.calls("apps.connections.open") == []
    slack.person("ana").types("/now")
    slack.person("ana").sees("This is the answer")


def test_events_come_over_the_socket(slack, slack_app):
    slack.person("ana").says("Are you there?", at="app")
    assert slack_app.heard == ["Are you there?"]


@pytest.fixture
def patience(slack_server):
    """Slack's SDK reads from its new connection only when it has let go of the old one."""
    delivery = slack_server.workspace.delivery
    before, delivery.ack_seconds = delivery.ack_seconds, 60
    yield
    delivery.ack_seconds = before


@pytest.mark.usefixtures("patience")
def test_after_a_refresh_the_app_is_connected_again(slack, slack_app):
    slack.refresh_sockets(patience=60)
    slack.person("ana").says("Still there?", at="app")
    assert slack_app.heard == ["Still there?"]


def test_only_an_app_token_opens_a_connection(slack, slack_server):
    client = WebClient(slack_server.bot_token, slack_server.api_url)
    for token, error in ((slack.bot_token, "not_allowed_token_type"), ("xapp-another", "invalid_auth")):
        with pytest.raises(Exception, match=error):
            client.apps_connections_open(app_token=token)


def test_an_app_without_socket_mode_gets_no_address(slack):
    without_urls = {**MANIFEST["features"], "slash_commands": []}
    slack.begin({**MANIFEST, "features": without_urls, "settings": {}})
    client = WebClient(base_url=slack.api_url)
    with pytest.raises(Exception, match="socket_mode_not_enabled"):
        client.apps_connections_open(app_token=slack.app_token)


def test_who_does_not_acknowledge_is_asked_again_and_the_person_is_told(slack):
    got = []
    silent = SocketModeClient(slack.app_token, web_client=WebClient(base_url=slack.api_url))
    silent.on_message_listeners.append(lambda text: got.append(json.loads(text)))
    slack.connect(None)
    silent.connect_to_new_endpoint()
    slack.workspace.delivery.ack_seconds = 0.05
    try:
        with pytest.raises(NotAsExpected, match="operation_timeout"):
            slack.person("ana").types("/now")
        slack.person("ana").says("Hello?", at="app")
        slack.settle()
    finally:
        slack.workspace.delivery.ack_seconds = 3
        silent.auto_reconnect_enabled = False
        slack.hang_up()
        silent.close()
    hello, command, *events = got
    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A0THEAPP01")
    assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
    assert command["payload"]["command"] == "/now"
    assert [(each["retry_attempt"], each["retry_reason"]) for each in events] == [
        (0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout"),
    ]  # fmt: skip


def test_with_nobody_connected_the_person_is_told(slack):
    slack.connect(None)
    with pytest.raises(NotAsExpected, match="dispatch_failed"):
        slack.person("ana").types("/now")
