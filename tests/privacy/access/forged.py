"""Requests whose ids were made up, or are of somebody else, of another workspace, of another day or of nothing."""

import json
from collections.abc import Callable, Iterator
from functools import partial

from app.domain.history.history import Look, Page, day_page
from app.views import ids
from app.views.history.pages import page_value
from app.views.home.more import Verb
from tests.privacy.access.cast import MONDAY, OTHER_TEAM, Scene

ABOUT_A_STANDUP = (
    ids.EDIT_STANDUP,
    ids.EXPORT_STANDUP,
    ids.LOOK_AT_FIGURES,
    ids.TRY_ON_ME,
    ids.LEAVE,
    ids.REJOIN,
    ids.RESTORE,
    ids.NOT_HERE,
    ids.HERE_AGAIN,
)
ABOUT_A_REPORT = (
    ids.OPEN_DIALOG,
    ids.SKIP_TODAY,
    ids.UNDO_SKIP,
    ids.WITHDRAW,
    ids.POST_NOW,
    ids.OPEN_FROM_ELSEWHERE + ".0",
)
ABOUT_A_BLOCKER = (f"{ids.HELP}.0", ids.HELP_NO_MORE, ids.RESOLVED, ids.OPEN_AGAIN)
ABOUT_A_PERSON = (ids.CONFIRM_ERASURE, ids.DECLINE_ERASURE)


def forged_requests(scene: Scene) -> Iterator[Callable[[], object]]:
    here, me, another = scene.standup.standup_id, scene.case.user, scene.another
    standups = ("there", f"{OTHER_TEAM}.there", f"{here}.", ".chore.erasure", "../standups", "")
    reports = (
        f"{OTHER_TEAM}.there.20261123",
        f"{OTHER_TEAM}.{here}.20261123",
        f"{scene.today}_{another}",
        f"{scene.today}.{another}",
        scene.today.replace("20261124", "20200101"),
        scene.today.replace("20261124", "99999999"),
    )
    blockers = (
        f"{reports[0]}.{another}",
        f"{reports[1]}.{another}",
        f"{reports[1]}.{me}",
        f"{scene.today}.{another}",  # in whose way nothing is on that day
        f"{scene.monday}.U0NOBODY",
        f"{scene.monday}.{another}.{another}",
        f"{scene.monday}.{another}_",
        scene.monday,
        "",
    )
    people = (me, "U0NOBODY", "U0THIAGO09", f".asked.{another}", "*", "")  # the third has asked for nothing
    for actions, values in (
        (ABOUT_A_STANDUP, standups),
        (ABOUT_A_REPORT, reports),
        (ABOUT_A_BLOCKER, blockers),
        (ABOUT_A_PERSON, people),
    ):
        yield from (partial(scene.clicks, action, value) for action in actions for value in values)
    for standup_id in standups:
        yield partial(scene.looks_at_history, standup_id or "there")
        yield partial(scene.confirms, ids.DELETE_FORM, standup_id)
        yield from (partial(scene.chooses, verb, standup_id or "there") for verb in Verb)
    for page in (Page(Look.REPORTS, "there", another), day_page("there", MONDAY)):
        yield partial(scene.clicks, f"{ids.LOOK}.0", page_value(page))
    for report_id in reports:
        yield partial(scene.submits, "forged words", report_id, user_id=another)
    for metadata in ("", "{", "[]", json.dumps({"report_id": None}), json.dumps({"report_id": [scene.today]})):
        yield partial(scene.confirms, ids.ANSWERS, metadata)
        yield partial(scene.confirms, ids.STANDUP_FORM, metadata)
