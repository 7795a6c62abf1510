"""A deleted standup can be had back by who may change it, and by nobody else, until it is gone."""

from datetime import timedelta

import pytest

from app.domain.day.member import Member
from app.domain.privacy.access import Action, Role
from app.errors import UnknownStandup
from app.flows.day.participation import everything_of
from app.flows.setup.configuring import delete_standup, restore_standup
from app.records import replace
from app.storage.setup.standups import DELETED_FOR
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, a_standup
from tests.privacy.access.cast import CASES, NAME, OWNER, Scene
from tests.privacy.access.test_cells import is_allowed
from tests.scheduling.flows.test_concerning import FOREIGN, as_before, noted

OFFERED = "You can have it back until"


@pytest.fixture(params=CASES, ids=str)
def scene(services, team, stack, request):
    scene = Scene(services, team, stack, request.param)
    services.standups.delete(scene.standup, OWNER, team.now)
    return scene


def test_who_may_change_it_finds_it_and_has_it_back_and_nobody_else_does(scene):
    may = is_allowed(scene.case, Action.CHANGE)
    lists = scene.shown(lambda: scene.commands("list"), lambda: scene.types("list"))
    home = scene.shown(scene.opens_home)
    assert (OFFERED in lists + home) == may
    assert may or NAME not in lists
    # What somebody wrote today is theirs: they read what becomes of it, and are offered nothing else.
    has_written = scene.has_report and scene.case.role is not Role.STRANGER
    assert may or (NAME in home) == has_written
    assert ("This standup was deleted, so nothing is posted" in home) == has_written
    tried = scene.shown(lambda: scene.types("restore vault"), lambda: scene.commands("restore vault"))
    assert (f"*{NAME}* is back." in tried) == may
    assert (scene.services.standups.stored(TEAM_ID, scene.standup.standup_id).deletion.at is None) == may
    assert may or NAME not in tried


def test_once_its_time_is_over_it_is_gone_though_the_row_is_still_there(services, team):
    """DynamoDB removes what has expired within days."""
    ana = Member(TEAM_ID, team[0].id)
    saved = services.standups.save(
        a_standup(team_id=TEAM_ID, standup_id="retro", owners=(ana.user_id,)), ana.user_id, EIGHT, None
    )
    delete_standup(services, ana, "retro")
    services.clock.moment += DELETED_FOR - timedelta(seconds=1)
    assert [each.id for each in everything_of(services, TEAM_ID, ana.user_id).deleted] == [saved.id]
    services.clock.moment += timedelta(seconds=2)
    assert everything_of(services, TEAM_ID, ana.user_id).deleted == []
    with pytest.raises(UnknownStandup):
        restore_standup(services, ana, "retro")


@pytest.mark.parametrize("is_noted", [False, True])
def test_it_is_found_however_much_others_have_stored(services, team, is_noted):
    ana = Member(TEAM_ID, team[0].id)
    for number in range(FOREIGN):
        as_before(services, a_standup(standup_id=f"x{number}", channel="C0EVIL", owners=("U0EVIL",)))
    as_before(services, a_standup(standup_id="mine", owners=(ana.user_id,)))
    if is_noted:
        everything_of(services, TEAM_ID, ana.user_id)
        noted(services)
    delete_standup(services, ana, "mine")
    deleted = [each.standup.standup_id for each in everything_of(services, TEAM_ID, ana.user_id).deleted]
    assert deleted == ["mine"]
    restore_standup(services, ana, "mine")
    theirs = everything_of(services, TEAM_ID, ana.user_id)
    assert "mine" in [each.standup.standup_id for each in theirs.parts]
    assert theirs.deleted == []


def test_a_new_owner_of_a_restored_one_finds_it(services, team):
    """What was noted of it before it was deleted by a version that forgot it is noted anew."""
    ana, bo = (Member(TEAM_ID, person.id) for person in team.people[:2])
    made = services.standups.save(
        a_standup(team_id=TEAM_ID, standup_id="mine", owners=(ana.user_id,)), ana.user_id, EIGHT, None
    ).standup
    delete_standup(services, ana, "mine")
    services.setup.concerns.remove_gone(TEAM_ID, [f".of.{ana.user_id}"], "mine")
    back = restore_standup(services, ana, "mine")
    assert back.version == made.version + 2
    assert services.setup.concerns.of(TEAM_ID, [f".of.{ana.user_id}"]) in (
        None,
        {f".of.{ana.user_id}": frozenset({"mine"})},
    )
    services.standups.save(replace(back, roles=replace(back.roles, owners=(bo.user_id,))), ana.user_id, EIGHT, None)
    assert "mine" in [each.standup.standup_id for each in everything_of(services, TEAM_ID, bo.user_id).parts]
