"""The workspace: its people and channels, events, response URLs, what it keeps, and its local API."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import PlainTextResponse

from slack_room import (
    ANA,
    ANA_DM,
    BOT,
    FORMER,
    GUEST,
    LEADS,
    MARCUS,
    MATILDA,
    TEAM,
    a_modal,
    a_room,
    a_section,
)
from slack_simulator.clock import Clock, opening_moment
from slack_simulator.front.routes import _events


def test_a_fresh_workspace_has_people_in_many_zones(room):
    state = room.state()
    people = {person["id"]: person for person in state["people"]}
    acting = [person for person in people.values() if person["can_act"]]
    assert len(acting) >= 8
    assert len({person["tz"] for person in acting}) >= 8
    assert (people[MATILDA]["display_name"], people[MATILDA]["shown_name"]) == ("", "Matilda Walsh")
    assert people[FORMER]["deleted"]
    team = next(each for each in state["conversations"] if each["id"] == TEAM)
    assert {FORMER, BOT, "U0BUILDB13", "U0GUESTL11"} <= set(team["members"])
    assert state["app"]["home_tab"] is True
    assert (state["weather"], state["panels"]) == ("fair", ["/panels/0/start.js"])


def test_each_sees_only_what_they_may_see(room):
    assert LEADS in {each["id"] for each in room.state(ANA)["conversations"]}
    assert LEADS not in {each["id"] for each in room.state(MATILDA)["conversations"]}
    ims = [each for each in room.state(ANA)["conversations"] if each["kind"] == "im"]
    assert [(each["id"], each["user"], each["with_app"]) for each in ims] == [(ANA_DM, ANA, True)]
    assert room.request("GET", "/_local/state", params={"as": FORMER}).status_code == 400


def stands_at_the_opening(clock):
    """A busy machine may take a while to look."""
    now = clock.now()
    return timedelta(0) <= now - now.replace(hour=7, minute=59, second=30, microsecond=0) < timedelta(minutes=1)


def test_a_fresh_clock_stands_half_a_minute_before_the_questions(room):
    assert stands_at_the_opening(room.clock)
    assert room.clock.now().weekday() < 5
    saturday = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    assert opening_moment(saturday) == datetime(2026, 11, 30, 7, 59, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        Clock().move_to(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_clock_moves_and_extensions_hear_of_it(room):
    before = room.clock.now()
    room.local("clock", by=3600)
    assert timedelta(minutes=59) < room.clock.now() - before < timedelta(minutes=61)
    assert len(room.beside.moves) == 1
    room.local("clock", now="2027-01-05T09:00:00Z")
    assert room.clock.now().date().isoformat() == "2027-01-05"
    assert room.local("clock", now="soon")["ok"] is False
    assert room.local("clock", by="a while")["ok"] is False


def test_messages_get_the_workspace_time_and_never_the_same_one_twice(room):
    room.local("clock", now="2027-01-05T09:00:00Z")
    stamps = [room.api("chat.postMessage", channel=ANA, text="x")["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps))
    assert datetime.fromtimestamp(float(stamps[0]), UTC).date().isoformat() == "2027-01-05"


def test_a_reset_brings_back_the_first_morning(room):
    room.api("chat.postMessage", channel=TEAM, text="x")
    room.opens(a_modal())
    room.local("clock", by=90000)
    room.local("faults", add={"on": "*", "kind": "error", "times": None})
    room.local("people", add=3)
    room.local("reset")
    state = room.state()
    assert state["messages"][TEAM] == []
    assert state["views"] == []
    assert stands_at_the_opening(room.clock)
    assert room.get("calls")["calls"] == []
    assert room.api("auth.test")["ok"]
    assert room.beside.resets == ["before", "after"]


def test_only_local_hosts_and_json_are_taken(room):
    assert room.request("GET", "/_local/state", params={"as": ANA}, headers={"Host": "evil.example"}).status_code == 400
    assert (
        room.request("POST", "/_local/reset", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 400
    )
    assert room.request("POST", "/_local/reset", data={"a": "b"}).status_code == 400
    assert room.request("POST", "/_local/clock", json=[1]).status_code == 400
    assert room.request("POST", "/_local/click", json={}).status_code == 400


def test_pages_from_elsewhere_are_refused(room):
    for path in ("/_local/reset", "/api/auth.test"):
        headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}
        assert room.request("POST", path, content=b"{}", headers=headers).status_code == 403
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert room.request("GET", "/", headers=followed).status_code != 403


def test_a_guest_sees_only_where_they_are(room):
    room.local("channel", id=TEAM, remove=[GUEST])
    assert TEAM not in {each["id"] for each in room.state(GUEST)["conversations"]}
    guests_page = room.workspace.live.join(GUEST)
    room.api("chat.postMessage", channel=TEAM, text="x")
    assert guests_page.empty()


def test_pictures_are_made_up_and_differ(room):
    ana, marcus = (room.request("GET", f"/pictures/{user}.svg") for user in (ANA, MARCUS))
    assert ana.headers["content-type"].startswith("image/svg+xml")
    assert ana.text != marcus.text


def test_what_happened_is_there_after_a_restart(tmp_path):
    with a_room(tmp_path) as room:
        room.api("chat.postMessage", channel=TEAM, text="kept")
        room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="psst")
        room.api("views.publish", user_id=ANA, view={"type": "home", "blocks": [a_section()]})
        room.local("people", id=ANA, set={"display_name": "Anička"})
        room.local("clock", now="2027-01-05T09:00:00Z")
    assert not list(tmp_path.glob("*.tmp"))
    with a_room(tmp_path) as room:
        state = room.state()
        assert [message["text"] for message in state["messages"][TEAM]] == ["kept"]
        assert state["home"]["type"] == "home"
        assert next(person for person in state["people"] if person["id"] == ANA)["shown_name"] == "Anička"
        assert room.clock.now().date().isoformat() == "2027-01-05"
    saved = (tmp_path / "workspace.json").read_text("utf-8")
    assert "xoxb" not in saved
    assert "signing-secret" not in saved


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 0}', '{"version": 1}', '{"version": 1, "people": 7}'])
def test_a_file_that_cannot_be_read_is_kept_aside(tmp_path, content, caplog):
    (tmp_path / "workspace.json").write_text(content)
    with a_room(tmp_path) as room:
        assert stands_at_the_opening(room.clock)
        assert room.state()["people"]
    assert (tmp_path / "workspace.unreadable.json").read_text() == content
    assert "starting anew" in caplog.text


def test_joining_is_told_if_subscribed(room):
    room.local("channel", id=TEAM, remove=["bot"])
    room.local("channel", id=TEAM, add=["bot"])
    room.settle()
    event = room.received[-1].payload
    assert event["type"] == "event_callback"
    assert event["event"]["type"] == "member_joined_channel"
    assert (event["event"]["user"], event["event"]["channel"]) == (BOT, TEAM)
    assert event["authorizations"][0]["user_id"] == BOT
    assert [request.payload["event"]["type"] for request in room.received] == ["member_joined_channel"]


def test_a_failed_event_is_sent_again_three_times(room):
    room.answer = lambda _payload: PlainTextResponse("", 500)
    room.local("open_home", **{"as": ANA})
    room.settle()
    numbers = [request.headers.get("x-slack-retry-num") for request in room.received]
    assert numbers == [None, "1", "2", "3"]
    assert room.received[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({request.payload["event_id"] for request in room.received}) == 1


def test_an_app_can_ask_for_no_retry(room):
    room.answer = lambda _payload: PlainTextResponse("", 500, {"x-slack-no-retry": "1"})
    room.local("open_home", **{"as": ANA})
    room.settle()
    assert len(room.received) == 1


def test_messages_to_the_app_are_told_only_if_subscribed(room):
    room.local("say", **{"as": ANA}, channel=ANA_DM, text="hello")
    room.settle()
    assert room.received == []
    with a_room(events=["message.im"]) as listening:
        listening.local("say", **{"as": ANA}, channel=ANA_DM, text="hello")
        listening.settle()
        event = listening.received[-1].payload["event"]
        assert (event["type"], event["channel_type"], event["user"], event["text"]) == ("message", "im", ANA, "hello")
        listening.local("say", **{"as": ANA}, channel=TEAM, text="hello")
        listening.settle()
        assert len(listening.received) == 1


def test_a_read_only_messages_tab_takes_no_writing():
    with a_room(read_only=True) as room:
        assert room.local("say", **{"as": ANA}, channel=ANA_DM, text="hello")["ok"] is False


def test_where_nobody_can_write(room):
    assert "archived" in room.local("say", **{"as": ANA}, channel="C0OLDPROJ1", text="x")["error"]
    assert room.local("say", **{"as": MATILDA}, channel=LEADS, text="x")["ok"] is False
    assert room.local("say", **{"as": ANA}, channel=TEAM, text="  ")["ok"] is False


def test_open_pages_are_told_what_their_person_may_see(room):
    ana, marcus = room.workspace.live.join(ANA), room.workspace.live.join(MARCUS)
    room.menu(ANA)
    room.opens(a_modal())
    room.api("chat.postMessage", channel=TEAM, text="for all")

    def kinds(queue):
        return [queue.get_nowait()["type"] for _ in range(queue.qsize())]

    assert kinds(ana) == ["message", "message", "view_opened", "message"]
    assert kinds(marcus) == ["message"]


def test_who_reads_the_journal_while_others_write_finds_it_whole(room):
    """Whoever runs a workspace in their own process reads from another thread than the one that serves it."""
    is_over = threading.Event()

    def write():
        while not is_over.is_set():
            room.journal.add("test", "an entry")

    with ThreadPoolExecutor(1) as writer:
        written = writer.submit(write)
        try:
            for _ in range(300):
                numbers = [entry["n"] for entry in room.journal.after(0)]
                assert numbers == sorted(numbers)
        finally:
            is_over.set()
        written.result()


def test_the_live_stream_begins_at_once_and_carries_events_and_the_journal(room):
    async def first_lines():
        stream = _events(room.workspace, ANA)
        lines = [await anext(stream)]
        reading = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        room.workspace.live.tell({"type": "clock"})
        lines.append(await reading)
        room.journal.add("test", "an entry")
        lines.append(await anext(stream))
        await stream.aclose()
        return lines

    lines = room.portal.call(first_lines)
    assert lines[0].startswith(":")
    found = [json.loads(line.removeprefix("data: ")) for line in lines[1:]]
    assert [event["type"] for event in found] == ["clock", "journal"]
    assert found[1]["entry"]["title"] == "an entry"


def test_channels_are_made_and_changed(room):
    made = room.local("channel", create={"name": "design", "is_private": True}, add=[ANA, "bot"])["conversation"]
    assert (made["name"], made["is_private"], made["members"]) == ("design", True, [ANA, BOT])
    assert room.api("chat.postMessage", channel=made["id"], text="x")["ok"]
    assert room.local("channel", create={"name": "design"})["ok"] is False
    assert room.local("channel", id=TEAM, set={"is_archived": True})["conversation"]["is_archived"]
    assert room.local("channel", id="C0NOWHERE1")["ok"] is False


def test_people_are_added_and_changed(room):
    people = room.local("people", add=2)["people"]
    assert len([person for person in people if person["id"].startswith("U0MORE")]) == 2
    assert "U0MORE0001" in room.workspace.conversations[TEAM].members
    room.settle()
    assert room.received == []
    assert room.local("people", id=ANA, set={"tz": "Nowhere/Land"})["ok"] is False
    assert room.local("people", id=ANA, set={"height": "tall"})["ok"] is False
    assert room.local("people", id="U0NOBODY01", set={})["ok"] is False
