"""Sixteen ways to bring back somebody who was erased, each by the door it would come through.

A way is begun before they are erased, and gives what is done afterwards: what was acknowledged before and runs after
it, what is replayed, and what is sent anew. Done after they were erased, an event, a click or a form of theirs is
turned down for who was erased, one that names them at its field, and `import` passes over them: the gate is not asked.
"""

from datetime import timedelta

from app.domain.standup import with_values
from app.storage.rows.raw_values import stored_item
from app.views import ids
from ops.data import data
from ops.ending import run
from tests.kit.builders import TUESDAY
from tests.privacy.access.becoming import name_field
from tests.privacy.flows.erased import AWAY_WORDS, SECRET

HOUR = timedelta(hours=1)


def edit(scene):
    """An owner changes the standup, in whose channel they are: everybody there is counted."""
    return lambda: (scene.edits(**name_field("Another name")), scene.slack.runs())


def join(scene):
    """They join the channel; and so the event says that was on its way when they were erased."""
    late = scene.held(scene.comes(scene.ana.id))
    return lambda: (scene.slack.runs(late), scene.sends(scene.comes(scene.ana.id)))


def rejoin(scene):
    """They leave the channel and join it again, and press *Rejoin*, after they had left the standup."""
    late = scene.held(scene.clicks(ids.LEAVE), scene.clicks(ids.REJOIN))

    def again():
        scene.slack.runs(late)
        for body in (scene.goes(scene.ana.id), scene.comes(scene.ana.id), scene.clicks(ids.LEAVE)):
            scene.sends(body)
        scene.sends(scene.clicks(ids.REJOIN))

    return again


def rename(scene):
    """They are called something else in Slack, and come to look: their profile is a day old, or not there."""

    def renamed():
        person = scene.stack.workspace.people[scene.ana.id]
        before, person.display_name = person.display_name, "Anna the second"
        try:
            scene.clock.sleep(25 * 3600)
            scene.sends(scene.looks_at_home(), scene.clicks(ids.LOOK_AT_FIGURES), *scene.types("list"))
        finally:
            person.display_name = before

    return renamed


def named(field):
    """An owner names them: in a form that was sent before they were erased, and in one that is sent now."""

    def begun(scene):
        chosen = {field: {"type": "multi_users_select", "selected_users": [scene.bo.id, scene.ana.id]}}
        is_first = field == "people"

        def names():
            if not is_first:
                scene.edits(ids.SETTINGS_FORM, **chosen)
            return scene.edits(**(chosen if is_first else {}))

        late = scene.slack.held(names)
        return lambda: (scene.slack.runs(late), names(), scene.slack.runs())

    return begun


def reader(scene):
    """The same, as an observer who is sent copies of the reports."""
    known = with_values(scene.standup, {"copies": True})
    scene.services.standups.save(known, scene.bo.id, scene.clock.moment, None)
    return named("observers")(scene)


def helper(scene):
    """A colleague says that they could help; once before, and once now."""
    chosen = {ids.WHO_COULD_HELP: {ids.WHO_COULD_HELP: {"type": "users_select", "selected_user": scene.ana.id}}}
    waiting = scene.answers(scene.bo, "Waiting", **chosen)
    late = scene.held(waiting)
    return lambda: (scene.slack.runs(late), scene.sends(waiting))


def imported(scene):
    """A file that was exported before is imported, over what is there."""
    file = str(scene.tmp_path / "before.jsonl")
    assert run(data.app, ["export", file], "data") == 0

    def imports():
        assert run(data.app, ["import", file, "--replace"], "data") == 0

    return imports


def restored(scene):
    """A table is brought back as it was, which AWS does past the app: the schedule finds them within a day."""
    rows = scene.traces.of(scene.ana.id)

    def restores():
        for table, item in rows:
            if table == "members":
                scene.traces._client.put_item(TableName=f"standup-{table}", Item=stored_item(item))
        for hours in (25, 26):
            scene.tick(scene.clock.moment.replace(hour=8) + hours * HOUR)

    return restores


def invited(scene):
    """They invite the bot, to where it would ask everybody and they would be the owner; once before."""
    late = scene.held(scene.invites_the_bot())
    return lambda: (scene.slack.runs(late), scene.sends(scene.invites_the_bot()))


def profile_event(scene):
    """Slack tells of their profile, to which the app does not listen; and they look at the Home tab, which reads it."""
    late = scene.held(scene.looks_at_home())
    profile = {"id": scene.ana.id, "name": "ana", "profile": {"display_name": "Anna the second"}}

    def tells():
        scene.clock.sleep(25 * 3600)
        scene.sends(*(scene.event(kind, profile) for kind in ("user_change", "user_profile_changed", "team_join")))
        scene.slack.runs(late)
        scene.sends(scene.looks_at_home())

    return tells


CLICKS = (ids.SKIP_TODAY, ids.UNDO_SKIP, ids.WITHDRAW, ids.OPEN_DIALOG)
AT_HOME = (ids.TRY_ON_ME, ids.EXPORT_OWN, ids.LEAVE, ids.REJOIN, ids.COME_BACK, ids.SEEN, ids.WITHDRAW_ERASURE)


def _late_requests(scene):
    away = {
        "first_day": {"day": {"type": "datepicker", "selected_date": f"{TUESDAY}"}},
        "note": {"note": {"type": "plain_text_input", "value": AWAY_WORDS}},
    }
    often = {"type": "static_select", "selected_option": {"value": "2"}}
    return (
        scene.fills(ids.AWAY_FORM, f"{TUESDAY}", **away),
        scene.answers(scene.ana, SECRET),
        *(scene.clicks(action, scene.report_id) for action in CLICKS),
        *(scene.clicks(action) for action in AT_HOME),
        scene.clicks(ids.RESOLVED, f"{scene.report_id}.{scene.ana.id}"),
        scene.clicks(f"{ids.HELP}.0", f"{scene.report_id}.{scene.bo.id}"),
        scene.fills(ids.PREFERENCES_FORM, "", reminders={"reminders": often}),
        *scene.types(f"away tomorrow {AWAY_WORDS}"),
        *scene.types("skip"),
    )


def late_click(scene):
    """Whatever they had open they use now."""
    requests = _late_requests(scene)
    return lambda: [scene.sends(body) for body in requests]


def replay(scene):
    """All of that was acknowledged before; Lambda gave up on it, and the failure queue is replayed."""
    late = scene.held(*reversed(_late_requests(scene)))

    def replays():
        for event in late:
            scene.slack.runs([event])

    return replays


WAYS = {
    "edit": edit,
    "join": join,
    "rejoin": rejoin,
    "rename": rename,
    "named as owner": named("owners"),
    "named as optional": named("optional"),
    "named as observer": named("observers"),
    "named as helper": helper,
    "named as a reader with copies": reader,
    "named as who is asked": named("people"),
    "imported": imported,
    "restored": restored,
    "re-invited bot": invited,
    "profile event": profile_event,
    "late click": late_click,
    "queue replay": replay,
}
