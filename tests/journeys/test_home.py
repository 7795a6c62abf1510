"""The Home tab: what today asks of a person, with the buttons to do it."""

import pytest


@pytest.fixture
def alice(team):
    team.are_asked()
    return team.asked[0]


def open_home(team, person):
    team.place.post("open_home", **{"as": person.id})
    team.settles()
    return person.state()["home"]


def press(team, person, label):
    home = person.state()["home"]
    for block in home["blocks"]:
        for button in block.get("elements", []):
            if block["type"] == "actions" and button["text"]["text"] == label:
                return team.place.post(
                    "click",
                    **{"as": person.id},
                    action_id=button["action_id"],
                    block_id=block["block_id"],
                    value=button["value"],
                    container={"view_id": home["id"]},
                )
    raise AssertionError(f"no {label} on {home['blocks']}")


def test_before_anybody_is_asked_it_says_when_the_next_one_is(team):
    home = str(open_home(team, team[0])["blocks"])
    assert "Nothing to answer right now." in home
    assert "The next standup asks <!date^" in home


def test_todays_standup_can_be_answered_from_there(team, alice):
    open_home(team, alice)
    press(team, alice, "Open Report")
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in str(alice.state()["home"]["blocks"])
    assert "Thank you" in alice.reads()
    assert team.row(alice)["answers"] == {"question0": "Export"}


def test_a_skip_there_shows_in_the_menu_too(team, alice):
    open_home(team, alice)
    press(team, alice, "Skip today")
    team.settles()
    assert "skipping" in str(alice.state()["home"]["blocks"])
    assert "skipping" in alice.reads()
    press(team, alice, "Undo")
    team.settles()
    assert "Open Report" in str(alice.state()["home"]["blocks"])


def test_a_home_tab_that_slack_refuses_is_no_failure(team, alice):
    team.fault("views.publish", "error", error="not_enabled", times=None)
    team.place.post("open_home", **{"as": alice.id})
    team.settles()
    assert team.failures() == []
