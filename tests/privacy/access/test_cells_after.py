"""The table of who may do what, cell by cell, after what becomes of a standup, by signed requests.

It moves, is paused, changes hands, is deleted, and the bot is invited again where it was: each by signed requests, too,
and each from the same beginning, of which `test_cells` tries the cells. What should come of it is derived by hand, in
`SINCE`, from the page that is read there. Each request is tried as if it were the only one.
"""

import json

import pytest

from app.domain.privacy.access import Action, Role
from app.domain.setup.stored import Counted
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import with_changes
from tests.kit.inside import Inside
from tests.privacy.access.becoming import bot_comes_again, changes_hands, is_deleted, make_annex, moves, pauses, stored
from tests.privacy.access.cast import (
    ADMIN,
    BLOCKED,
    CASES,
    FORMER,
    MEMBER,
    NAME,
    OPTIONAL,
    OUTSIDE_ADMIN,
    POSTED,
    UNKNOWN,
    UNPOSTED,
    Scene,
)
from tests.privacy.access.kept_rows import KeptRows
from tests.privacy.access.probes import (
    answers,
    asks_to_be_erased,
    changes_anothers,
    exports_their_own,
    finds_their_own,
    has_another_erased,
    helps,
    leaves,
    posts_now,
    previews,
    reads_a_day,
    reads_anothers,
    reads_blockers,
    reads_changes,
    reads_figures,
    resolves_their_own,
    tries_it,
)
from tests.privacy.access.ruling import (
    asks_now,
    deletes,
    deletes_in_the_channel,
    edits,
    exports,
    pauses_or_resumes,
    restores,
    sees,
    takes_over,
)
from tests.privacy.access.test_cells import CELLS

# What somebody is to the standup as it is now, and to the days that began before, where a change makes them another.
# Whoever makes it in an owner's stead becomes the owner, from now on.
OWNS_FROM_NOW_ON = ({Role.OWNER, Role.FORMER}, {Role.FORMER})
SINCE: dict[str, dict[str, tuple[set[Role], set[Role]]]] = {
    # To where who moves it is and an outsider: private if the first channel was public, public if it was not.
    "moves": {
        "stand_in": ({Role.OWNER, Role.FORMER, Role.READER}, {Role.FORMER}),
        "former": ({Role.FORMER, Role.READER}, {Role.FORMER}),
        "told": ({Role.OUTSIDER}, {Role.TOLD}),
        "admin": ({Role.OUTSIDER}, {Role.ADMIN}),
        "reader": ({Role.OUTSIDER}, {Role.READER}),
        "invited_guest": ({Role.OUTSIDER}, {Role.INVITED_GUEST}),
        "guest": ({Role.OUTSIDER}, {Role.GUEST}),
        "outsider": ({Role.READER}, {Role.OUTSIDER}),
        OUTSIDE_ADMIN: ({Role.ADMIN}, {Role.OUTSIDER}),
    },
    "pauses": {"stand_in": OWNS_FROM_NOW_ON},
    # To who was an observer; where an admin is tried, to them.
    "changes_hands": {
        "owner": ({Role.OUTSIDER}, {Role.OUTSIDER}),
        "stand_in": ({Role.FORMER}, {Role.FORMER}),
        "observer": ({Role.OBSERVER, Role.OWNER}, {Role.OBSERVER}),
        "admin": ({Role.OWNER, Role.ADMIN}, {Role.ADMIN}),
    },
    "is_deleted": {},
}
CHANGES = (moves, pauses, changes_hands, is_deleted)

BY_WHAT_IT_IS_NOW = (
    (Action.SEE, sees),
    (Action.READ_CHANGES, reads_changes),
    (Action.READ_INSIGHT, reads_figures),  # of those days that may be read
    (Action.TRY, tries_it),
    (Action.LEAVE, leaves),
    (Action.CHANGE, edits),
    (Action.CHANGE, asks_now),
    (Action.CHANGE, pauses_or_resumes),
    (Action.CHANGE, takes_over),
    (Action.CHANGE, deletes),
    (Action.CHANGE, deletes_in_the_channel),
    (Action.CHANGE, restores),
    (Action.ERASE_ANOTHERS, has_another_erased),
)
BY_WHAT_IT_WAS = (
    (Action.READ_REPORTS, reads_a_day),
    (Action.READ_ANOTHERS, reads_anothers),
    (Action.READ_BLOCKERS, reads_blockers),
    (Action.PREVIEW, previews),
    (Action.EXPORT_ALL, exports),
    (Action.CHANGE_ANOTHERS, changes_anothers),
    (Action.HELP, helps),
    (Action.POST_NOW, posts_now),
)
OF_ONES_OWN = (
    (Action.READ_OWN, finds_their_own),
    (Action.EXPORT_OWN, exports_their_own),
    (Action.ANSWER, resolves_their_own),
    (Action.ANSWER, answers),
    (Action.ERASE_OWN, asks_to_be_erased),
)


class Afterwards(Scene):
    """The scene with the app in this process: all that is done for a request is done before its answer."""

    def shown(self, *requests):
        self._since_last()
        bodies = [request().text for request in requests]
        said = [entry["detail"] for entry in self._since_last() if entry["kind"] in {"api", "response_url"}]
        return "\n".join([*bodies, json.dumps(said, ensure_ascii=False)])


def test_every_action_is_tried():
    assert {action for action, _ in (*BY_WHAT_IT_IS_NOW, *BY_WHAT_IT_WAS, *OF_ONES_OWN)} == set(Action)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_cell_after_what_becomes_of_a_standup(services, team, stack, case):
    scene = Afterwards(services, team, stack, case)
    scene.slack = Inside(services)
    make_annex(scene)
    rows, found = KeptRows(stack), []
    beginning = rows.now()
    for change in CHANGES:
        team.time_passes(minutes=2)  # what is asked for then is another request
        team.settles()  # the ticks of these minutes have written what they write
        services.clock.moment = team.now
        change(scene)
        known = but_for_who_is_counted(scene)
        bot_comes_again(scene)
        assert but_for_who_is_counted(scene) == known, change.__name__
        found += wrong(scene, rows, change.__name__)
        rows.back_to(beginning)
    assert found == []


def but_for_who_is_counted(scene):
    return with_changes(stored(scene), counted=Counted(), attention_due_at=None, attention_wakes=None)


def wrong(scene, rows, change):
    """Give those requests of which something else came than should; of one's own report, everybody has one."""
    here, hides = rows.now(), is_nothing_to(scene.case, change)
    found = [*tries(scene, rows, (*BY_WHAT_IT_IS_NOW, *BY_WHAT_IT_WAS), change, hides=hides)]
    if scene.case.user != UNKNOWN:
        scene.has_written()
        scene.services.clock.moment = scene.team.now
    found += tries(scene, rows, OF_ONES_OWN, change)
    rows.back_to(here)
    return found


def tries(scene, rows, probes, change, *, hides=False):
    """Make the requests, each from the same rows; what is refused changes none, and shows nothing that it `hides`."""
    here = rows.now()
    for action, probe in probes:
        done, said = probe(scene)
        if done != is_expected(scene.case, change, action, probe):
            yield change, probe.__name__, done
        if done or probe is exports:  # a file without a day is noted, too
            rows.back_to(here)
        if shown := [secret for secret in (NAME, POSTED, UNPOSTED, BLOCKED) if hides and not done and secret in said]:
            yield change, probe.__name__, shown
    # Who they are is asked of Slack again within minutes, and kept: that is none of what they are refused.
    profile = json.dumps([{"S": TEAM_ID}, {"S": scene.case.user}])
    if changed := [key for key in rows.back_to(here) if key != profile]:
        yield change, "refused, and changed", changed


def is_expected(case, change, action, probe):
    """As the page says.

    Of a deleted standup those who may change it read what became of it, and may restore it; what is one's own is in
    any case. Any admin may confirm that somebody is erased.
    """
    now, then = SINCE[change].get(str(case), (case.roles, case.roles))
    if (action, probe) in OF_ONES_OWN:
        return says_yes(case.roles, action)
    if action is Action.ERASE_ANOTHERS and case.user == ADMIN:
        return True
    if probe is restores or change == is_deleted.__name__:
        is_left = probe is restores or action is Action.READ_CHANGES
        return is_left and change == is_deleted.__name__ and says_yes(now, action)
    return says_yes(then if (action, probe) in BY_WHAT_IT_WAS else now, action)


def says_yes(roles, action):
    return any((action, role) in CELLS for role in roles)


def is_nothing_to(case, change):
    """Whether somebody is told nothing of the standup: neither of it as it is nor of its days."""
    now, then = SINCE[change].get(str(case), (case.roles, case.roles))
    wrote_in_it = case.user in {MEMBER, OPTIONAL, FORMER}
    return not (wrote_in_it or says_yes(now, Action.SEE) or says_yes(then, Action.READ_REPORTS))
