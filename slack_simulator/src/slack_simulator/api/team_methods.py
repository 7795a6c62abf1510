"""The users, team and auth methods of the Web API."""

from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.paging import asked_limit, page_of
from slack_simulator.apps.installation import BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from slack_simulator.errors import SlackError
from slack_simulator.state.people import Person, picture_url, user_object
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

LARGE_TEAM = 1_000


def auth_test(workspace: Workspace, _args: Arguments) -> Json:
    return {
        "ok": True,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": workspace.person(BOT_USER_ID).name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, args: Arguments) -> Json:
    return {"ok": True, "user": _user(workspace, workspace.person(args.text("user")), args)}


def users_list(workspace: Workspace, args: Arguments) -> Json:
    people = list(workspace.people.values())
    if not args.text("limit") and len(people) > LARGE_TEAM:
        raise SlackError("limit_required")
    page, cursor = page_of(people, args, lambda person: person.id, asked_limit(args, LARGE_TEAM))
    return {
        "ok": True,
        "members": [_user(workspace, person, args) for person in page],
        "cache_ts": int(workspace.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def _user(workspace: Workspace, person: Person, args: Arguments) -> Json:
    user = user_object(person, workspace.base_url, workspace.clock.now())
    return {**user, "locale": person.locale} if args.flag("include_locale") else user


def team_info(workspace: Workspace, args: Arguments) -> Json:
    if args.text("team") not in ("", TEAM_ID):
        raise SlackError("team_not_found")
    picture = picture_url(workspace.base_url, TEAM_ID)
    team = {
        "id": TEAM_ID,
        "name": TEAM_NAME,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "domain": TEAM_DOMAIN,
        "email_domain": "",
        "icon": {"image_34": picture, "image_68": picture, "image_132": picture, "image_default": True},
        "avatar_base_url": f"{workspace.base_url}/pictures/",
        "is_verified": False,
    }
    return {"ok": True, "team": team}
