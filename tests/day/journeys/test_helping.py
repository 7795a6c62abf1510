"""Somebody says that they can help, takes it back, and says it again: all who read of it see what is the case."""

import json

import pytest

from app.views import ids
from slack_simulator.ids import TEAM_ID
from slack_simulator.visitor import NotAsExpected
from tests.kit.at_home import AtHome
from tests.kit.forms import presses as presses_in
from tests.kit.people import answers
from tests.kit.requester import Requester, a_click, as_form

WAITING = "Waiting for a review"
CANNOT = "I cannot help after all"


@pytest.fixture
def people(asked_team):
    """Who is blocked, and who reads of it."""
    ana, bo, *_ = asked_team.asked
    answers(ana, "Export", "Import", WAITING)
    asked_team.settles()
    asked_team.get_the_report()
    return ana, bo


def presses(team, person, label):
    """Press the latest button with a label that the person sees in the channel."""
    for message in reversed(person.channel()):
        for block in (block for block in message["blocks"] if block["type"] == "actions"):
            for button in (each for each in block["elements"] if each["text"]["text"] == label):
                pressed = {"action_id": button["action_id"], "block_id": block["block_id"], "value": button["value"]}
                where = {"channel": message["channel"], "ts": message["ts"]}
                team.place.post("click", **{"as": person.id}, **pressed, container=where)
                team.settles()
                return
    raise NotAsExpected(f"no {label} in the channel")


def edits(team, person, blocker):
    """Write something else of what is in the way, by *Edit* in the menu."""
    menu = next(message for message in person.messages() if '"menu.' in json.dumps(message["blocks"]))
    presses_in(team, person, menu, "Edit")
    assert person.sends("Export", "Import", blocker)["outcome"] == "closed"
    team.settles()


def post(team):
    (message,) = team.posts()
    return message["text"]


def whispered(person):
    return [message["text"] for message in person.channel() if message.get("ephemeral")]


def test_who_helps_can_take_it_back_where_they_said_it_and_the_author_sees_it(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    assert team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."
    assert f"<@{bo.id}> can help with what is in your way" in ana.messages()[-1]["text"]
    assert whispered(bo) == [f"You help with what is in the way of <@{ana.id}>:\n> {WAITING}"]
    assert whispered(ana) == []
    told = len(team.calls("chat.postMessage"))

    presses(team, bo, CANNOT)
    assert team.said_of_help() == f"*{ana.name}*: Nobody helps at the moment."
    assert f"<@{bo.id}> cannot help after all with what is in your way" in ana.messages()[-1]["text"]
    assert whispered(bo) == [f"You do not help with what is in the way of <@{ana.id}>:\n> {WAITING}"]
    assert team.row(ana).get("helpers") is None

    presses(team, bo, "I can help")
    assert team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."
    assert f"<@{bo.id}> can help with what is in your way" in ana.messages()[-1]["text"]
    assert len(team.calls("chat.postMessage")) == told, "nobody is notified again"
    assert team.failures() == []


def test_it_can_be_taken_back_on_the_home_tab(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    home = AtHome(team, bo).opens()
    home.presses(CANNOT)
    assert "You do not help" in home.reads()
    assert "Open blockers" not in home.reads()
    assert "helps." not in AtHome(team, ana).opens().reads()
    home.presses("I can help")
    assert "You help." in home.reads()
    assert team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."


@pytest.fixture
def says(team, stack, people):
    """Send a signed click of who helps, received at a moment of which the workspace tells."""
    ana, _ = people
    slack = Requester(stack.url, team.now)
    blocker = f"{team.row(ana)['report_id']}.{ana.id}"

    def click(person, action_id, **changes):
        answer = slack.send(as_form(a_click(TEAM_ID, person.id, action_id, blocker, **changes)))
        team.settles()
        return answer

    return click


def test_it_may_be_said_twice(team, people, says):
    ana, bo = people
    for _ in range(2):
        assert says(bo, f"{ids.HELP}.{ana.id}").status_code == 200
    for _ in range(2):
        assert says(bo, ids.HELP_NO_MORE).status_code == 200
    assert len(ana.messages()) == 2
    assert "cannot help after all" in ana.messages()[-1]["text"]
    assert team.failures() == []


def test_what_the_author_was_told_of_who_helps_follows_what_is_said_since(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    assert f"can help with what is in your way:\n> {WAITING}" in ana.reads()
    edits(team, ana, "Waiting for two reviews")
    assert "can help with what is in your way:\n> Waiting for two reviews" in ana.reads()
    AtHome(team, bo).opens().presses("Resolved")
    assert "This is resolved and out of everybody's way:\n> Waiting for two reviews" in ana.reads()
    ana.clicks("Undo")
    team.settles()
    assert "This is open again:\n> Waiting for two reviews\n[ Resolved ]" in ana.reads()


def test_what_the_author_was_told_of_who_helps_follows_an_answer_that_nothing_is_in_the_way(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    edits(team, ana, "None")
    assert ana.messages()[-1]["text"] == f"Nothing is in your way any more, so <@{bo.id}> need not help."


def test_resolved_under_what_was_in_the_way_leaves_what_was_written_in_its_place(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    old = ana.messages()[-1]
    edits(team, ana, "None")
    edits(team, ana, "No access")
    with pytest.raises(NotAsExpected):
        presses_in(team, ana, old, "Resolved")
    assert "No access" in team.channel()[0]["text"]
    assert team.row(ana).get("resolved_by") is None


def test_undo_of_an_older_resolution_leaves_what_was_resolved_since(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    presses_in(team, ana, ana.messages()[-1], "Resolved")
    old = ana.messages()[-1]
    edits(team, ana, "No access")
    home = AtHome(team, ana).opens()
    home.presses("Resolved")
    presses_in(team, ana, old, "Undo")
    assert "That is not in the way any more" in home.reads() + json.dumps(ana.messages())
    assert team.row(ana)["resolved_by"] == ana.id


def test_who_never_helped_takes_nothing_back(team, people, says):
    ana, bo = people
    before = post(team)
    for person in (bo, ana):
        says(person, ids.HELP_NO_MORE)
    assert post(team) == before
    assert len(ana.messages()) == 1


def test_what_is_resolved_stays_as_it_is(team, people, says):
    ana, bo = people
    says(bo, f"{ids.HELP}.{ana.id}")
    says(ana, ids.RESOLVED)
    says(bo, ids.HELP_NO_MORE)
    assert team.said_of_help() == f"*{ana.name}*: What was in the way is resolved."
    assert list(team.row(ana)["helpers"]) == [bo.id]


def summary_header(team):
    return next(each["text"] for each in team.channel() if each["text"].startswith("Daily standup ·"))


def test_who_wants_to_help_themselves_is_offered_to_resolve_it(team, people):
    ana, bo = people
    presses(team, ana, "I can help")
    assert whispered(ana) == [
        f"This is what's in your own way. Once it's out of the way, press *Resolved*:\n> {WAITING}"
    ]
    assert len(ana.messages()) == 1, "nobody is told that somebody helps"
    presses(team, ana, "Resolved")
    assert "Blocked" not in summary_header(team)
    assert whispered(ana) == [f"This is resolved and out of everybody's way:\n> {WAITING}"]
    presses(team, ana, "Undo")
    assert f"Blocked: {ana.name} ({WAITING})" in summary_header(team)
    assert whispered(bo) == []
    assert team.failures() == []


def test_who_can_help_with_what_is_resolved_reads_that_it_is(team, people, says, stack):
    ana, bo = people
    says(ana, ids.RESOLVED)
    token = stack.workspace.response_urls.issue(bo.id, "C0TEAM0001")
    says(bo, f"{ids.HELP}.{ana.id}", response_url=f"{stack.url}/response/{token}")
    assert whispered(bo) == [f"This is resolved and out of everybody's way:\n> {WAITING}"]


def test_the_button_that_a_post_keeps_tells_its_presser_alone_that_it_is_resolved(team, people):
    """The post is in its author's name: taking the button off would cost it that name."""
    ana, bo = people
    presses(team, ana, "I can help")
    presses(team, ana, "Resolved")
    before = team.posts()
    presses(team, bo, "I can help")
    assert team.posts() == before
    assert before[0]["username"] == ana.name
    assert whispered(bo) == [f"This is resolved and out of everybody's way:\n> {WAITING}"]
    assert whispered(team.asked[2]) == []
    assert team.said_of_help() == f"*{ana.name}*: What was in the way is resolved."
    assert len(ana.messages()) == 1, "its author is not told of help that is not needed"
    assert team.row(ana).get("helpers") is None
    assert team.failures() == []


def test_who_helps_stays_when_it_is_reworded_and_begins_anew_once_it_was_resolved(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    edits(team, ana, "Waiting for two reviews")
    assert f"<@{bo.id}> helps. What is in the way was reworded at" in team.said_of_help()
    assert "Waiting for two reviews" in AtHome(team, bo).opens().reads()
    AtHome(team, bo).opens().presses("Resolved")
    edits(team, ana, "The build is red")
    assert team.said_of_help() == f"*{ana.name}*: Something else is in the way by now. Nobody helps yet."
    assert "Open blockers" not in AtHome(team, bo).opens().reads()
    assert f"Blocked: {ana.name} (The build is red)" in summary_header(team)
    presses(team, bo, "I can help")
    assert team.said_of_help() == f"*{ana.name}*: <@{bo.id}> helps."
    assert "The build is red" in ana.messages()[-1]["text"]
    assert team.failures() == []


def test_who_could_help_with_what_is_none_any_more_reads_that_nothing_is_in_the_way(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    presses(team, bo, CANNOT)
    edits(team, ana, "none")
    presses(team, bo, "I can help")
    assert whispered(bo)[-1] == "That is not in the way any more: the answer was changed or taken back."
    assert len(ana.messages()) == 2
    assert team.failures() == []


def test_the_author_reads_who_keeps_it_in_view_however_many_help(team, people):
    ana, bo = people
    lee = team.asked[2]
    for helper in (bo, lee):
        presses(team, helper, "I can help")
    for message in ana.messages()[-2:]:
        assert "both of you" not in ana.reader.message(message)
        assert "on your Home tab, and on that of everybody who helps, until one of you" in ana.reader.message(message)


def test_who_is_blocked_stays_in_one_order_whoever_edits(team, people):
    ana, bo = people
    for person in (team.asked[2], bo):
        answers(person, "Export", "", "The build is red")
        team.settles()
    names = sorted([ana.name, bo.name, team.asked[2].name], key=str.casefold)
    before = summary_header(team)
    assert [before.index(name) for name in names] == sorted(before.index(name) for name in names)
    team.time_passes(minutes=1)
    answers(ana, "Export, edited", "Import", WAITING)
    team.settles()
    assert summary_header(team) == before


def test_what_mondays_form_resolves_leaves_fridays_heading_and_withdrawing_that_brings_it_back(team, people):
    ana, _ = people
    team.time_passes(days=1)
    team.are_asked()
    ana.clicks("Open Report")
    view = ana.form()
    box = next(each for each in view["blocks"] if each["block_id"] == ids.STILL_OPEN)
    ticked = {
        ids.STILL_OPEN: {
            box["element"]["action_id"]: {"type": "checkboxes", "selected_options": box["element"]["options"]}
        }
    }
    first = ana.questions()[0]["block_id"]
    typed = {first: {first: {"type": "plain_text_input", "value": "Reviewed"}}}
    team.place.post("submit", **{"as": ana.id}, view_id=view["id"], values={**typed, **ticked})
    team.settles()
    assert "Blocked" not in summary_header(team)
    ana.clicks("Withdraw")
    team.settles()
    assert f"Blocked: {ana.name} ({WAITING})" in summary_header(team)
    assert "Open blockers" in AtHome(team, ana).opens().reads()
