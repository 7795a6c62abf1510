"""What comes from the Home tab counts as forged until it is found to be the person's own to do."""

import pytest

from app.domain.standup import with_values
from app.flows.requester import member_of
from app.flows.setup import running_by_hand
from app.flows.setup.configuring import delete_standup, restore_standup
from app.records import replace
from app.storage.setup.standups import Standups
from app.views import ids
from app.views.home.more import Verb, option_value
from local.stack import CHANNEL
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT, a_standup
from tests.kit.requester import Requester, a_click, a_submission, as_form

ANA = "U0ANAPRG01"  # an admin
MARCUS = "U0MARCUS02"
GUEST = "U0GUESTL11"


@pytest.fixture
def team_id(services):
    return services.slack.identity().team_id


@pytest.fixture
def retro(services, team_id):
    wanted = a_standup(team_id=team_id, standup_id="retro", name="Retro", channel=CHANNEL, owners=(ANA,))
    stored = services.standups.save(wanted, ANA, EIGHT, None).standup
    services.standups.note_people(stored, [ANA, MARCUS, GUEST], ())
    return stored


@pytest.fixture
def slack(stack, team):
    return Requester(stack.url, team.now)


def standups(team):
    return sorted(team.rows("standup-standups"), key=lambda row: row["standup_id"])


def a_choice(team_id, user_id, value):
    click = a_click(team_id, user_id, ids.MORE, "")
    option = {"text": {"type": "plain_text", "text": "Pause"}, "value": value}
    return {**click, "actions": [{**click["actions"][0], "type": "overflow", "selected_option": option}]}


@pytest.mark.parametrize("user_id", [MARCUS, GUEST, "U0STRANGER"])
def test_who_does_not_own_a_standup_changes_nothing(team, slack, team_id, retro, user_id):
    before = standups(team)
    deletion = a_submission(team_id, user_id, "retro", {})
    deletion["view"]["callback_id"] = ids.DELETE_FORM
    choices = [
        a_choice(team_id, user_id, option_value(verb, "retro")) for verb in (Verb.DELETE, Verb.PREVIEW, Verb.PAUSE)
    ]
    for forged in (*choices, deletion, a_click(team_id, user_id, ids.RESTORE, "retro")):
        assert slack.send(as_form(forged)).status_code == 200
        team.settles()
    assert standups(team) == before
    assert team.failures() == []


@pytest.mark.parametrize("value", ["", ".sender", "never-was", "x" * 2000])
def test_standups_that_are_none_cannot_be_left_or_managed(team, slack, team_id, retro, value):
    for action in (ids.LEAVE, ids.REJOIN, ids.RESTORE):
        assert slack.send(as_form(a_click(team_id, MARCUS, action, value))).status_code == 200
    for forged in (value, option_value(Verb.DELETE, value), option_value(Verb.LEAVE, value), f"explode.{value}"):
        assert slack.send(as_form(a_choice(team_id, MARCUS, forged))).status_code == 200
    team.settles()
    assert [row for row in team.rows("standup-members") if row.get("left") not in (None, "[]")] == []
    assert team.failures() == []


def test_a_person_of_another_workspace_is_nobody_here(team, slack, team_id, retro):
    before = (team.rows("standup-members"), standups(team))
    for action in (ids.GO_AWAY, ids.COME_BACK, ids.PREFERENCES, ids.LEAVE, ids.SEEN, ids.PAGE_ON):
        assert slack.send(as_form(a_click("T0OTHER", MARCUS, action, "retro"))).status_code == 200
    team.settles()
    assert (team.rows("standup-members"), standups(team)) == before
    assert team.failures() == []


def test_what_is_turned_down_afterwards_is_said_at_home(team, services, team_id, retro):
    """Between the click and the work somebody has deleted it."""
    home = AtHome(team, next(person for person in team if person.id == MARCUS)).opens()
    services.standups.delete(retro, ANA, EIGHT)
    home.presses("Leave", about="retro")
    assert home.view["blocks"][0]["text"]["text"].endswith(".")
    assert "You have left" not in home.reads()


def test_a_form_that_is_turned_down_afterwards_is_answered_by_message(team, services, retro):
    """Between the look at the form and the work somebody else has become the owner."""
    owned = services.standups.save(with_values(retro, {"owners": (MARCUS,)}), ANA, EIGHT, None).standup
    home = AtHome(team, next(person for person in team if person.id == MARCUS)).opens()
    home.chooses("Delete…", about="retro")
    services.standups.save(with_values(owned, {"owners": (ANA,)}), ANA, EIGHT, None)
    home.fills()
    why = "Only the standup's owners and the workspace's admins can do that."
    assert home.person.messages()[-1]["text"] == f"What you sent in a form just now had no effect. {why}"
    assert not services.standups.stored(retro.team_id, "retro").deletion.at
    assert team.failures() == []


def test_a_paused_standup_says_so(team, services, team_id, retro):
    services.standups.save(replace(retro, is_paused=True), ANA, EIGHT, None)
    home = AtHome(team, next(person for person in team if person.id == MARCUS)).opens()
    assert "Paused: nobody is asked until it is resumed." in home.reads()


@pytest.mark.parametrize("verb", [running_by_hand.pause, running_by_hand.resume, delete_standup, restore_standup])
def test_a_second_click_at_the_same_moment_finds_it_done(services, team_id, retro, monkeypatch, verb):
    ana = member_of(services, team_id, ANA)
    opposite = {running_by_hand.resume: running_by_hand.pause, restore_standup: delete_standup}
    if verb in opposite:
        opposite[verb](services, ana, "retro")
    read = Standups._before

    def is_second(standups, standup):
        first.undo()
        verb(services, ana, "retro")
        return read(standups, standup)

    with monkeypatch.context() as first:
        first.setattr(Standups, "_before", is_second)
        verb(services, ana, "retro")
    stored = services.standups.stored(team_id, "retro")
    assert (stored.standup.is_paused, stored.deletion.at is not None) == (
        verb is running_by_hand.pause,
        verb is delete_standup,
    )
