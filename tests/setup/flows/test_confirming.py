"""Before a change is saved by which others read more, it is said who will read what; and only owners agree to it."""

import pytest

from app.domain.standup import with_values
from slack_simulator.ids import TEAM_ID
from tests.kit.forms import presses, sends
from tests.kit.people import CHANNEL
from tests.setup.journeys.test_editing_report import a_channel, opens, reads, stored


@pytest.fixture
def ana(team):
    """The owner of the standup of #team, with the modal about its report open."""
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    team.place.post("channel", id=CHANNEL, add=["bot"])
    team.settles()
    opens(team, team[0])
    return team[0]


def test_what_a_private_channel_says_stays_in_it_where_an_admin_changes_where_it_goes(team, services):
    """Ana is an admin and no owner: what she may change is not hers to let out."""
    ana, bo = team[0], team[1]
    there = a_channel(team, "bot", ana.id)
    private = a_channel(team, "bot", ana.id, name="inner", is_private=True)
    team.settles()
    (made,) = [each.standup for each in services.standups.all(TEAM_ID) if each.standup.channel == private]
    services.standups.save(with_values(made, {"owners": (bo.id,)}), bo.id, team.now, None)
    first_message = next(each for each in ana.state()["messages"][private] if each["author"]["is_app"])
    presses(team, ana, first_message, "Change")
    presses(team, ana, ana.form(), "The report")
    stays = "What is said in a private channel stays in it, unless an owner of the standup lets it out."
    for field, where in (("report_channel", there), ("webhook_url", "https://hooks.example.com/standup")):
        others = {"report_channel": None, "webhook_url": None} | {field: where}
        assert sends(team, ana, **others)["errors"] == {field: stays}
    assert stored(team, made.standup_id)["report_channel"] == ""


def test_an_owner_is_asked_to_agree_whatever_they_save_for_as_long_as_nobody_has(team, ana, services):
    """As after an update, from when a private channel's report did go out by itself."""
    private = a_channel(team, "bot", ana.id, name="inner", is_private=True)
    (made,) = [each.standup for each in services.standups.all(TEAM_ID) if each.standup.channel == private]
    url = "https://hooks.example.com/standup"
    services.standups.save(with_values(made, {"webhook_url": url}), ana.id, team.now, None)
    first_message = next(each for each in ana.state()["messages"][private] if each["author"]["is_app"])
    presses(team, ana, first_message, "Change")
    assert sends(team, ana, name="Renamed")["outcome"] == "pushed"
    assert f"*What is said in private leaves <#{private}>.*" in reads(ana)
    assert sends(team, ana)["outcome"] == "cleared"
    assert stored(team, made.standup_id)["agreed"] == [f"{private} {private} {url}"]
    presses(team, ana, first_message, "Change")
    assert sends(team, ana, name="Renamed again")["outcome"] == "cleared"


def test_moving_to_a_private_channel_says_what_would_leave_it_and_for_that_alone_an_owner_agrees(team, ana):
    there = a_channel(team, "bot", ana.id)
    private = a_channel(team, "bot", ana.id, name="inner", is_private=True)
    url = "https://hooks.example.com/standup"
    assert sends(team, ana, report_channel=there, webhook_url=url)["outcome"] == "closed"
    assert sends(team, ana, channel=private)["outcome"] == "pushed"
    said = reads(ana)
    assert f"*What is said in private leaves <#{private}>.*" in said
    assert f"goes to <#{there}> and `hooks.example.com`." in said
    assert f"Days that have begun stay with <#{CHANNEL}>." in said
    assert stored(team)["channel"] == CHANNEL
    assert ana.form()["submit"]["text"] == "Agree and save"
    assert sends(team, ana)["outcome"] == "cleared"
    config = stored(team)
    assert (config["channel"], config["agreed"]) == (
        private,
        [f"{private} {private} {there}", f"{private} {private} {url}"],
    )
    assert team.failures() == []


def test_who_goes_back_has_agreed_to_nothing(team, ana):
    private = a_channel(team, "bot", ana.id, name="inner", is_private=True)
    assert sends(team, ana, webhook_url="https://hooks.example.com/standup")["outcome"] == "closed"
    assert sends(team, ana, channel=private, name="Inner")["outcome"] == "pushed"
    team.place.post("close", **{"as": ana.id}, view_id=ana.form()["id"])
    assert ana.form()["title"]["text"] == "Edit standup"
    assert sends(team, ana, channel=CHANNEL, name="Inner")["outcome"] == "pushed"
    assert "leaves" not in reads(ana)
    sends(team, ana)
    assert (stored(team)["name"], stored(team)["agreed"]) == ("Inner", [])


def test_what_has_become_true_meanwhile_is_said_before_it_is_saved(team, ana, stack):
    """The channel is made private while the owner reads what would happen."""
    there = a_channel(team, "bot", ana.id, name="open")
    assert sends(team, ana, webhook_url="https://hooks.example.com/standup")["outcome"] == "closed"
    assert sends(team, ana, channel=there)["outcome"] == "pushed"
    assert "It is a public channel" in reads(ana)
    stack.workspace.conversations[there].is_private = True
    assert sends(team, ana)["outcome"] == "updated"
    assert f"leaves <#{there}>" in reads(ana)
    assert stored(team)["channel"] == CHANNEL
    assert sends(team, ana)["outcome"] == "cleared"
    assert stored(team)["channel"] == there


def test_a_confirmation_of_what_somebody_changed_meanwhile_says_so(team, ana, services):
    there = a_channel(team, "bot", ana.id)
    sends(team, ana)
    assert sends(team, ana, channel=there)["outcome"] == "pushed"
    here = services.standups.get(TEAM_ID, "daily")
    services.standups.save(here, "U0MARCUS02", team.now, None)
    assert sends(team, ana)["outcome"] == "updated"
    assert "Somebody else has changed this standup meanwhile." in reads(ana)
    assert stored(team)["channel"] == CHANNEL
