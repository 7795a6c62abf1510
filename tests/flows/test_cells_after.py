"""The days of the access table, cell by cell, before and after what becomes of a standup, by signed requests.

Nobody reads a day because of that who did not read it before; and whoever read it goes on, but for owners who are put
out, and where the standup is deleted. Everybody of the table acts; each change is made to the same standup, in turn.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Action, Role
from app.flows.introducing import introduce
from app.local.slack.installation import TEAM_ID
from tests.flows.cast import CASES, OUTSIDE_ADMIN, OUTSIDER, OWNER, POSTED, PUBLIC, Scene
from tests.flows.inside import Inside
from tests.flows.probes import exports_all, previews, reads_a_day, reads_anothers, reads_blockers
from tests.flows.test_cells import is_allowed

GENERAL = "C0GENERAL1"
NEW_OWNER = "U0ANAPRG01"


def exports(scene):
    """A new owner gets a file, too, in which no day is that began before."""
    is_sent, said = exports_all(scene)
    return is_sent and POSTED in scene.files(), said


DAYS = {
    Action.READ_REPORTS: reads_a_day,
    Action.READ_ANOTHERS: reads_anothers,
    Action.READ_BLOCKERS: reads_blockers,
    Action.EXPORT_ALL: exports,
    Action.PREVIEW: previews,
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_change_of_a_standup_opens_its_days_to_anybody(services, team, stack, case):
    scene = Scene(services, team, stack, case)
    scene.slack = Inside(services)
    before = {action for action in DAYS if is_allowed(case, action)}
    assert done(scene) == before
    for change, expected in (
        (moves, before),
        (pauses, before),
        (changes_hands, before - {Action.EXPORT_ALL, Action.PREVIEW} if is_put_out(case) else before),
    ):
        change(scene)
        found = done(scene)
        assert found <= before, change.__name__
        if Role.OWNER not in case.roles or change is not changes_hands:
            assert found == expected, change.__name__
    for change in (is_deleted, is_invited_again):
        change(scene)
        assert done(scene) == set(), change.__name__


def done(scene):
    return {action for action, probe in DAYS.items() if probe(scene)[0]}


def is_put_out(case):
    return not case.roles.isdisjoint({Role.OWNER, Role.STAND_IN})


def saves(scene, by, **changes):
    """As if it were done a minute ago, while today is under way."""
    now = scene.team.now - timedelta(minutes=1)
    scene.standup = scene.services.standups.save(replace(scene.standup, **changes), by, now, None).standup


def moves(scene):
    """To a public channel, in which everybody is."""
    saves(scene, OWNER, channel=GENERAL if scene.standup.channel == PUBLIC else PUBLIC)


def pauses(scene):
    saves(scene, OWNER, is_paused=True)


def changes_hands(scene):
    """An admin makes themselves the only owner."""
    saves(scene, NEW_OWNER, owners=(NEW_OWNER,))


def is_deleted(scene):
    scene.services.standups.delete(scene.standup, NEW_OWNER, scene.team.now)


def is_invited_again(scene):
    """By somebody who had nothing to do with it."""
    introduce(scene.services, scene.standup.channel, OUTSIDER, "Ev0AGAIN")
    living = [each.standup.standup_id for each in scene.services.standups.all(TEAM_ID)]
    assert scene.standup.standup_id not in living


def test_the_new_owner_is_among_those_who_are_tried():
    assert {NEW_OWNER, OUTSIDER} <= {case.user for case in CASES}
    assert any(case.name == OUTSIDE_ADMIN for case in CASES)
