"""What becomes of a standup, by signed requests: it moves, rests, changes hands, is deleted, the bot comes again."""

import copy
import json

from app.domain.privacy.access import Role
from app.language import ENGLISH_LOCALE
from app.views import ids
from app.views.home.more import Verb
from app.views.setup.settings_form import settings_form
from app.views.setup.standup_form import Editing
from slack_simulator.checks import state_values
from slack_simulator.ids import BOT_USER_ID, TEAM_ID
from tests.kit.requester import a_submission, as_form
from tests.privacy.access.cast import ADMIN, FORMER, MEMBER, OBSERVER, OPTIONAL, OUTSIDER, OWNER, PUBLIC, Case

# Who owns it after it has changed hands.
NEW_OWNER = OBSERVER


def acting(scene, user):
    """The same scene with somebody else who acts."""
    other = copy.copy(scene)
    other.case = Case(Role.OUTSIDER, user)
    return other


def who_rules(scene):
    """Give who makes the changes: an owner, or who stands in for one."""
    return acting(scene, OWNER if scene.standup.roles.owners else FORMER)


def stored(scene):
    return scene.services.standups.stored(TEAM_ID, scene.standup.standup_id)


def submits(scene, callback_id, fields, draft="d0"):
    """Submit a modal of the standup as it is now, with these values in its fields; agree to what is asked then."""
    kept = Editing(scene.standup.standup_id, stored(scene).standup.version, draft).metadata()
    fields = {**_shown(scene, callback_id), **fields}
    answer = scene.slack.send(as_form(_form(scene, callback_id, kept, fields)))
    pushed = json.loads(answer.text or "{}").get("view") or {}
    if pushed.get("callback_id") == ids.READING_FORM:
        answer = scene.slack.send(as_form(_form(scene, ids.READING_FORM, pushed["private_metadata"], {})))
    return answer


def _shown(scene, callback_id):
    """Give what stands in the fields of the further settings, of which one that is not sent counts as emptied."""
    if callback_id != ids.SETTINGS_FORM:
        return {}
    form = settings_form(ENGLISH_LOCALE, stored(scene).standup, Editing(scene.standup.standup_id, 0, "d0")).to_dict()
    return {name: field[name] for name, field in state_values(form["blocks"], {}).items()}


def _form(scene, callback_id, kept, fields):
    submission = a_submission(scene.case.team_id, scene.case.user, kept, {})
    values = {name: {name: value} for name, value in fields.items()}
    submission["view"] |= {
        "callback_id": callback_id,
        "root_view_id": "V0GONE",
        "blocks": [{"type": "input", "block_id": name} for name in fields],
        "state": {"values": values},
    }
    return submission


def channel_field(channel):
    return {"channel": {"type": "conversations_select", "selected_conversation": channel}}


def name_field(name):
    return {"name": {"type": "plain_text_input", "value": name}}


def owners_field(*users):
    return {"owners": {"type": "multi_users_select", "selected_users": users}}


def make_annex(scene):
    """Make another channel, public if the standup's is not, with who moves it, all it names and somebody new."""
    wanted = {"name": "annex", "is_private": scene.standup.channel == PUBLIC}
    people = dict.fromkeys((who_rules(scene).case.user, OUTSIDER, MEMBER, OPTIONAL, OBSERVER, FORMER))
    made = scene.team.place.post("channel", create=wanted, add=[*people, "bot"])
    scene.team.settles()
    scene.annex = made["conversation"]["id"]


def moves(scene):
    submits(who_rules(scene), ids.STANDUP_FORM, channel_field(scene.annex))
    assert stored(scene).standup.channel == scene.annex


def pauses(scene):
    who_rules(scene).chooses(Verb.PAUSE)
    assert stored(scene).standup.is_paused


def changes_hands(scene):
    """By who owns it; an admin takes it over, where one is tried."""
    who, to = (acting(scene, ADMIN), ADMIN) if Role.ADMIN in scene.case.roles else (who_rules(scene), NEW_OWNER)
    submits(who, ids.SETTINGS_FORM, owners_field(to))
    submits(who, ids.STANDUP_FORM, {})
    assert stored(scene).standup.roles.owners == (to,)


def is_deleted(scene):
    who_rules(scene).confirms(ids.DELETE_FORM, scene.standup.standup_id)
    assert stored(scene).deletion.at


def bot_comes_again(scene):
    """It is invited to where the standup was at first, by somebody who has nothing to do with it."""
    event = {
        "type": "member_joined_channel",
        "user": BOT_USER_ID,
        "channel": scene.standup.channel,
        "channel_type": "C",
        "team": TEAM_ID,
        "inviter": OUTSIDER,
    }
    told = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev0AGAIN", "event": event}
    assert scene.slack.send(json.dumps(told).encode(), form=False).status_code == 200
