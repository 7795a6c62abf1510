"""What the access table says in one cell, "change, pause, ask now, delete, restore", verb by verb as requests.

A probe gives whether it was done, and all that was said.
"""

from app.views import ids
from app.views.home.more import Verb
from tests.privacy.access.becoming import name_field, owners_field, stored, submits
from tests.privacy.access.cast import POSTED
from tests.privacy.access.probes import exports_all


def sees(scene):
    """Who may not change it is told who may, if they may know of it."""
    said = scene.shown(lambda: scene.clicks(ids.EDIT_STANDUP, scene.standup.standup_id))
    return "not here any more" not in said, said


def edits(scene):
    said = scene.shown(lambda: submits(scene, ids.STANDUP_FORM, name_field("Renamed")))
    return stored(scene).standup.name == "Renamed", said


def takes_over(scene):
    """Make oneself the only owner."""
    said = scene.shown(
        lambda: submits(scene, ids.SETTINGS_FORM, owners_field(scene.case.user)),
        lambda: submits(scene, ids.STANDUP_FORM, name_field("Mine")),
    )
    standup = stored(scene).standup
    return (standup.roles.owners, standup.name) == ((scene.case.user,), "Mine"), said


def asks_now(scene):
    before = stored(scene).attention.wanted
    said = scene.shown(lambda: scene.chooses(Verb.ASK))
    return stored(scene).attention.wanted != before, said


def pauses_or_resumes(scene):
    was_paused = stored(scene).standup.is_paused
    said = scene.shown(lambda: scene.chooses(Verb.RESUME if was_paused else Verb.PAUSE))
    return stored(scene).standup.is_paused != was_paused, said


def deletes(scene):
    before = stored(scene).deletion.at
    said = scene.shown(lambda: scene.confirms(ids.DELETE_FORM, scene.standup.standup_id))
    return stored(scene).deletion.at != before, said


def deletes_in_the_channel(scene):
    before = stored(scene).deletion.at
    said = scene.shown(lambda: scene.clicks(ids.NOT_HERE, scene.standup.standup_id))
    return stored(scene).deletion.at != before, said


def restores(scene):
    before = stored(scene).deletion.at
    said = scene.shown(lambda: scene.clicks(ids.RESTORE, scene.standup.standup_id))
    return stored(scene).deletion.at != before, said


def exports(scene):
    """Who owns it anew gets a file, too, in which no day is that began before."""
    is_sent, said = exports_all(scene)
    return is_sent and POSTED in scene.files(newest=1), said
