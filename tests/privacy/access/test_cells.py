"""The table of who may do what, cell by cell, by signed requests that name what they should not.

What is expected is read off `docs/privacy.md`, so that neither the page nor the code can change alone. The standup is
of a private channel, unless the cell is about admins. Whoever acts has one role and no other, but for who stands in for
an owner. What is refused shows nothing of it and changes no row.
"""

import pytest

from app.domain.privacy import access
from app.domain.privacy.access import Action, Role
from app.records import replace
from tests import ROOT
from tests.kit.builders import EIGHT
from tests.kit.inside import Inside
from tests.privacy.access.cast import (
    BLOCKED,
    CASES,
    OTHER_TEAM,
    OUTSIDE_ADMIN,
    POSTED,
    SECRETS,
    UNKNOWN,
    UNPOSTED,
    Case,
    Scene,
)
from tests.privacy.access.forged import forged_requests
from tests.privacy.access.probes import ABOUT_ONESELF, ABOUT_THE_STANDUP, FOR_GOOD

PAGE = ROOT / "docs" / "privacy.md"
OF_ONES_OWN = {Action.READ_OWN, Action.ANSWER}


def cells() -> frozenset[tuple[Action, Role]]:
    """Give the cells of the page that say yes."""
    short = {role.name.lower().replace("_", " "): role for role in Role}
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.read_text("utf-8").splitlines()]
    head = next(line for line in lines if line[:2] == ["data", "what"])
    said = [line for line in lines if len(line) == len(head) and set(line[2:]) <= {"yes", "no"}]
    actions = {(action.data, action.verb): action for action in Action}
    assert {(data, what) for data, what, *_ in said} == set(actions)
    return frozenset(
        (actions[data, what], short[name])
        for data, what, *answers in said
        for name, answer in zip(head[2:], answers, strict=True)
        if answer == "yes"
    )


CELLS = cells()
THERE = "Vault of another workspace"


@pytest.fixture(params=CASES, ids=str)
def scene(services, team, stack, request):
    return Scene(services, team, stack, request.param)


def inside(services, team, stack, case: Case) -> Scene:
    """The same scene with the app in this process, where it is quick and its table can be changed."""
    scene = Scene(services, team, stack, case)
    scene.slack = Inside(services)
    return scene


def around(secret: str, said: str) -> str:
    at = said.index(secret)
    return said[max(0, at - 500) : at + 100]


def is_allowed(case: Case, action: Action) -> bool:
    """As the page says; who is erased is somebody of the workspace, so any admin of it may confirm that."""
    is_yes = any((action, role) in CELLS for role in case.roles)
    return is_yes or (action is Action.ERASE_ANOTHERS and case.name == OUTSIDE_ADMIN)


def test_every_action_is_tried_by_request_in_every_role():
    assert {action for action, _ in (*ABOUT_THE_STANDUP, *ABOUT_ONESELF, *FOR_GOOD)} == set(Action)
    assert {role for case in CASES for role in case.roles} == set(Role)


def test_each_cell_does_what_the_table_says(scene):
    """Of one's own report as far as there is one: at first there is none of those who were not asked."""
    is_known = scene.case.user != UNKNOWN
    tries(scene, ABOUT_THE_STANDUP)
    if is_known:
        scene.has_written()
    tries(scene, ABOUT_ONESELF)
    tries(scene, FOR_GOOD)
    assert scene.team.failures() == [] or not is_known  # whom Slack does not know cannot be answered


def tries(scene, probes):
    case, may_see, before = scene.case, is_allowed(scene.case, Action.SEE), scene.rows()
    for action, probe in probes:
        expected = is_allowed(case, action) and (scene.has_report or action not in OF_ONES_OWN)
        done, said = probe(scene)
        assert done == expected, (action, said)
        known, before = before, scene.rows()
        if not done and (action is not Action.SEE or not may_see):
            assert before == known, action
        if not done and not may_see:
            assert [around(secret, said) for secret in scene.secrets if secret in said] == [], action


@pytest.mark.parametrize("case", [case for case in CASES if str(case) in {"owner", "former", "outsider"}], ids=str)
def test_forged_ids_lead_nowhere(services, team, stack, case):
    """An owner here is told nothing of a standup there of which they are named as owner, too; nor is anybody else."""
    scene = inside(services, team, stack, case)
    for standup_id in ("there", scene.standup.standup_id):
        there = replace(scene.standup, team_id=OTHER_TEAM, standup_id=standup_id, name=THERE, version=0)
        services.standups.save(there, case.user, EIGHT, None)
        scene.takes_place(there)
    services.privacy.erasure_requests.open(OTHER_TEAM, scene.another, team.now)
    before = scene.rows()
    said = scene.shown(*forged_requests(scene))
    assert scene.rows() == before
    secrets = (THERE, POSTED, UNPOSTED, BLOCKED) if is_allowed(case, Action.SEE) else (THERE, *SECRETS)
    assert [around(secret, said) for secret in secrets if secret in said] == []
    assert team.failures() == []


# One who may nearly everything, one who may some, one who may nothing.
TURNED = [case for case in CASES if str(case) in {"owner", "reader", "outsider"}]


@pytest.mark.parametrize("case", TURNED, ids=str)
def test_a_cell_that_said_the_opposite_would_be_noticed(services, team, stack, monkeypatch, case):
    """Each cell is turned round, alone: what is asked for is decided by that cell, and the probes can tell.

    What is about oneself is decided by the id of who asks, and who may change a standup is shown it in any case.
    """
    here = inside(services, team, stack, case)
    decided = set(Action) - {action for action, _ in ABOUT_ONESELF} - {Action.CHANGE_ANOTHERS}
    if is_allowed(case, Action.CHANGE):
        decided.remove(Action.SEE)
    if not is_allowed(case, Action.ERASE_ANOTHERS):
        decided.remove(Action.ERASE_ANOTHERS)  # it takes answers in a standup that one owns, or being an admin, besides
    assert turned(here, monkeypatch, ABOUT_THE_STANDUP) | turned(here, monkeypatch, FOR_GOOD) >= decided


def turned(scene, monkeypatch, probes):
    """Give the actions of which a probe tells that the cell says the opposite."""
    noticed = set()
    for action, probe in probes:
        with monkeypatch.context() as changed:
            changed.setitem(access.TABLE, action, access.TABLE[action] ^ scene.case.roles)
            done, _ = probe(scene)
        if done != is_allowed(scene.case, action):
            noticed.add(action)
    return noticed
