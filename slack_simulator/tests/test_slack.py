"""The surface that tests of apps use: people, time, calls, faults, and apps of every kind."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from slack_bolt import App
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from slack_simulator import NotAsExpected, Person, Slack
from slack_simulator.state.people import first_people

SELECT = {
    "type": "static_select",
    "action_id": "size",
    "placeholder": {"type": "plain_text", "text": "Size"},
    "options": [{"text": {"type": "plain_text", "text": each}, "value": each[0]} for each in ("Small", "Large")],
}
MANIFEST = {
    "display_information": {"name": "Waiter"},
    "features": {
        "app_home": {"messages_tab_enabled": True},
        "bot_user": {"display_name": "waiter"},
        "slash_commands": [{"command": "/order", "description": "Takes an order", "url": "https://example.com"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im"], "request_url": "https://example.com"},
        "interactivity": {"is_enabled": True, "request_url": "https://example.com"},
    },
}


@pytest.fixture
def slack_manifest():
    return MANIFEST


@pytest.fixture
def slack_app(slack_server):
    client = WebClient(slack_server.bot_token, slack_server.api_url)
    app = App(client=client, signing_secret=slack_server.signing_secret)

    @app.command("/order")
    def order(ack, respond):
        ack()
        respond(blocks=[{"type": "actions", "block_id": "menu", "elements": [SELECT]}], text="Which size?")

    @app.action("size")
    def take(ack, say, action):
        ack()
        say(f"One {action['selected_option']['text']['text']}, please")

    @app.event("message")
    def echo(event, say):
        say(f"You said: {event['text']}", thread_ts=event["ts"])

    return app


def test_somebody_chooses_from_a_menu(slack):
    ana = slack.person("ana")
    ana.types("/order")
    with pytest.raises(NotAsExpected, match="looks for 'Huge' to choose"):
        ana.chooses("Huge")
    ana.chooses("Large", of="Size")
    slack.person("marcus").sees("One Large, please", at="#general")


def test_an_answer_in_a_thread_is_read_by_who_may_read_it(slack):
    ana = slack.person("ana")
    ana.says("A word", at="app")
    ana.sees("You said: A word", at="app")
    slack.person("marcus").does_not_see("A word")
    first, answer = ana.messages("app")
    assert answer["thread_ts"] == first["ts"]


def test_time_stands_until_it_is_moved(slack):
    assert slack.clock.now == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    slack.clock.moves(minutes=30)
    assert slack.clock.now == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    slack.person("ana").says("Late", at="app")
    ts = float(slack.person("ana").messages("app")[0]["ts"])
    assert datetime.fromtimestamp(ts, UTC) - slack.clock.now < timedelta(seconds=1)


def test_what_lives_for_a_time_ends_when_the_clock_passes_it(slack, slack_app):
    kept = []

    @slack_app.middleware
    def keep(next_, respond):
        kept.append(respond)
        next_()

    slack.person("ana").types("/order")
    slack.clock.moves(minutes=31)
    assert kept[0]("Too late").status_code == 404


def test_each_test_begins_afresh(slack):
    assert slack.calls("chat.postMessage") == []
    assert slack.person("ana").messages() == []
    assert slack.clock.now == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_other_people_can_be_chosen(slack):
    lead = Person("U0LEAD0000", "lea.d", "Lea Dee", tz="Asia/Tokyo", is_admin=True)
    slack.begin(MANIFEST, ["Zoë", lead])
    slack.person("lea").says("Hello", at="app")
    slack.person("zoë").does_not_see("Hello")
    with pytest.raises(NotAsExpected, match=r"no people are called 'ana'; those who are here: zoë, lea\.d"):
        slack.person("ana")


def test_everybody_of_the_usual_dozen_is_found_by_their_first_name(slack):
    for person in first_people():
        if person.can_act:
            assert slack.person(person.name.partition(".")[0]).id == person.id


def test_a_refused_answer_is_no_answer(slack):
    slack.fault("response_url", "status", status=500)
    ana = slack.person("ana")
    ana.types("/order")
    ana.does_not_see("Small")


def test_the_api_is_there_for_the_test_too(slack):
    reply = slack.api("chat.postMessage", channel="#team", text="A notice")
    assert reply["ok"]
    slack.person("marcus").sees("A notice", at="#team")
    assert slack.api("views.open", trigger_id="old", view={})["ok"] is False


def test_an_app_in_another_process_is_reached_by_its_url(slack):
    """Here in a thread; what counts is that there is nothing but HTTP between them."""

    async def answer(_request):
        return PlainTextResponse("Served by something else")

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/", answer, methods=["POST"])]), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        slack.connect(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        ana = slack.person("ana")
        ana.types("/order")
        ana.sees("Served by something else")
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def test_a_slack_can_be_had_without_pytest():
    with Slack(MANIFEST, ["ana", "ben"]) as slack:
        assert WebClient(slack.bot_token, slack.api_url).auth_test()["ok"]
        assert slack.person("ben").messages() == []


def test_a_test_of_an_app_takes_little_of_the_processor(slack):
    """It is some 25 ms; the bound is for machines of any kind."""
    started = time.process_time()
    for _ in range(10):
        slack.begin(MANIFEST)
        ana = slack.person("ana")
        ana.types("/order")
        ana.sees("Size")
        ana.chooses("Small")
        slack.person("marcus").sees("One Small, please")
    assert (time.process_time() - started) / 10 < 0.5
