"""Somebody says that nothing blocks them by ticking it: no words are needed, and none are guessed."""

from app.domain.day.nothing import NOTHING
from app.views import ids
from tests.kit.forms import sends
from tests.kit.people import answers


def summary_header(team):
    return next(message["text"] for message in team.channel() if "reported" in message["text"])


def test_who_ticks_it_is_not_blocked_and_finds_it_ticked_when_they_edit(asked_team):
    ana, bo, cy, *_ = asked_team.asked
    ana.clicks("Open Report")
    assert sends(asked_team, ana, question0="Export", **{ids.NOTHING_BLOCKS: ["question2"]})["outcome"] == "closed"
    answers(bo, "Export", "Import", "Nope.")
    answers(cy, "Export", "Import", "Nobody reviews")
    asked_team.settles()
    assert asked_team.row(ana)["answers"] == {"question0": "Export", "question2": NOTHING}
    assert "None" in ana.messages()[-1]["text"]

    ana.clicks("Edit")
    form = {block["block_id"]: block.get("element", {}) for block in ana.form()["blocks"]}
    assert "initial_value" not in form["question2"]
    assert [each["value"] for each in form[ids.NOTHING_BLOCKS]["initial_options"]] == ["question2"]

    asked_team.get_the_report()
    assert f"Blocked: {cy.name} (Nobody reviews)\n" in summary_header(asked_team)
    mine, his, _ = [message["text"] for message in asked_team.posts()]
    assert "Impediments: None" in mine
    assert "Impediments: Nope." in his
    assert asked_team.failures() == []


def test_who_also_writes_a_blocker_is_asked_which_of_the_two_they_mean(asked_team):
    ana, *_ = asked_team.asked
    ana.clicks("Open Report")
    refused = sends(asked_team, ana, question2="No access", **{ids.NOTHING_BLOCKS: ["question2"]})
    assert refused["outcome"] == "errors"
    assert list(refused["errors"]) == [ids.NOTHING_BLOCKS]
    assert asked_team.row(ana).get("answers") is None
