"""The table of who may do what, cell by cell, by signed requests that name what they should not.

The standup is of a private channel, unless the cell is about admins. Whoever acts has one role and no other. What is
refused shows nothing of it and changes no row.
"""

import pytest

from app.domain.access import TABLE, Action, Role
from app.domain.history import Look, Page, day_page
from app.domain.member import Member
from app.domain.occurrence import ReportId
from app.flows import access
from app.local.slack.installation import TEAM_ID
from app.views import ids
from app.views.more import Verb
from app.views.pages import written as written_page
from tests.builders import EIGHT
from tests.flows.cast import (
    CASES,
    FORMER,
    MEMBER,
    MONDAY,
    NAME,
    OLD_NAME,
    OPTIONAL,
    OWN,
    POSTED,
    REFUSALS,
    SECRETS,
    UNPOSTED,
    Case,
    Scene,
)


@pytest.fixture(params=CASES, ids=str)
def scene(services, team, stack, request):
    return Scene(services, team, stack, request.param)


def sees(scene):
    said = scene.shown(lambda: scene.clicks(ids.EDIT_STANDUP, scene.standup.standup_id))
    listed = scene.shown(lambda: scene.types("list"), lambda: scene.commands("list"), scene.opens_home)
    return "not here any more" not in said, said + listed


def reads_changes(scene):
    said = scene.shown(scene.looks_at_history)
    return OLD_NAME in said, said


def reads_the_report(scene):
    channel = scene.standup.channel
    typed = scene.shown(lambda: scene.types(f"report &lt;#{channel}|vault&gt; 2026-11-23"))
    said = scene.shown(lambda: scene.commands("report 2026-11-23"))
    assert POSTED not in typed or POSTED in said
    return POSTED in said, typed + said


def reads_anothers(scene):
    page = written_page(Page(Look.REPORTS, scene.standup.standup_id, MEMBER))
    said = scene.shown(lambda: scene.clicks(f"{ids.LOOK}.0", page))
    return POSTED in said, said


def reads_a_day(scene):
    page = written_page(day_page(scene.standup.standup_id, MONDAY))
    said = scene.shown(lambda: scene.clicks(f"{ids.LOOK}.0", page))
    return POSTED in said, said


def reads_figures(scene):
    here = {"id": "V1", "type": "modal"}
    said = scene.shown(lambda: scene.clicks(ids.LOOK_AT_FIGURES, scene.standup.standup_id, view=here))
    return NAME in said, said


def exports_all(scene):
    said = scene.shown(lambda: scene.clicks(ids.EXPORT_STANDUP, scene.standup.standup_id))
    return NAME in said and "csv" in said, said


def previews(scene):
    said = scene.shown(lambda: scene.chooses(Verb.PREVIEW))
    typed = scene.shown(lambda: scene.commands("report 2026-11-24"))
    assert (UNPOSTED in typed) == (UNPOSTED in said)
    return UNPOSTED in said, typed + said


def reads_their_own(scene):
    said = scene.shown(lambda: scene.clicks(ids.OPEN_DIALOG, scene.today))
    return OWN in said, said


def tries_it(scene):
    said = scene.shown(lambda: scene.clicks(ids.TRY_ON_ME, scene.standup.standup_id))
    return NAME in said, said


def leaves(scene):
    action = ids.REJOIN if scene.case.role is Role.FORMER else ids.LEAVE
    said = scene.shown(lambda: scene.clicks(action, scene.standup.standup_id))
    return not any(refusal in said for refusal in REFUSALS), said


def answers(scene):
    said = scene.shown(lambda: scene.submits("changed words"))
    stored = scene.services.reports.day(ReportId.parse(scene.today), EIGHT)[1]
    return any(report.answers["question0"] == "changed words" for report in stored), said


def posts_now(scene):
    said = scene.shown(lambda: scene.clicks(ids.POST_NOW, scene.today))
    occurrence, _ = scene.services.reports.day(ReportId.parse(scene.today), EIGHT)
    return occurrence.heading_ts is not None, said


def changes(scene):
    channel, standup_id = scene.standup.channel, scene.standup.standup_id
    said = scene.shown(
        lambda: scene.types(f"edit &lt;#{channel}|vault&gt;"),
        lambda: scene.commands("pause vault"),
        lambda: scene.chooses(Verb.ASK),
        lambda: scene.chooses(Verb.PAUSE),
        lambda: scene.clicks(ids.NOT_HERE, standup_id),
        lambda: scene.clicks(ids.RESTORE, standup_id),
    )
    stored = scene.services.standups.stored(TEAM_ID, standup_id)
    return stored.standup.version > scene.standup.version, said


# In this order: what changes something comes last.
PROBES = [
    (Action.SEE, sees),
    (Action.READ_CHANGES, reads_changes),
    (Action.READ_REPORTS, reads_the_report),
    (Action.READ_REPORTS, reads_a_day),
    (Action.READ_ANOTHERS, reads_anothers),
    (Action.READ_INSIGHT, reads_figures),
    (Action.EXPORT_ALL, exports_all),
    (Action.PREVIEW, previews),
    (Action.READ_OWN, reads_their_own),
    (Action.TRY, tries_it),
    (Action.LEAVE, leaves),
    (Action.ANSWER, answers),
    (Action.POST_NOW, posts_now),
    (Action.CHANGE, changes),
]
PROBED = {action for action, _ in PROBES}
OF_ONES_OWN = {Action.READ_OWN, Action.ANSWER}


def around(secret: str, said: str) -> str:
    at = said.index(secret)
    return said[max(0, at - 500) : at + 100]


def is_allowed(case: Case, action: Action) -> bool:
    """As the table says; of one's own report only where there is one."""
    has_report = case.user in {MEMBER, OPTIONAL, FORMER}
    return case.role in TABLE[action] and (has_report or action not in OF_ONES_OWN)


def is_answered(scene: Scene, action: Action) -> bool:
    """What the one module says to the others, where no request of this test leads."""
    case = scene.case
    who = case.user if case.team_id == TEAM_ID else Member(case.team_id, case.user)
    return access.allowed(
        scene.services, scene.services.standups.stored(TEAM_ID, scene.standup.standup_id).standup, who, action
    )


def test_each_cell_does_what_the_table_says(scene):
    case = scene.case
    for action in set(Action) - PROBED - {Action.CHANGE_ANOTHERS}:
        assert is_answered(scene, action) == (case.role in TABLE[action]), action
    for action, probe in PROBES:
        before = scene.rows()
        done, said = probe(scene)
        assert done == is_allowed(case, action), (action, said)
        if not done and (action is not Action.SEE or case.role not in TABLE[Action.SEE]):
            assert scene.rows() == before, action
        if case.role not in TABLE[Action.SEE] and not done:
            assert [around(secret, said) for secret in SECRETS if secret in said] == [], action
    assert scene.team.failures() == []
