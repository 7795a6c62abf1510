"""The methods that no bot token is for: an app's connections and manifest, and the configuration token itself."""

from copy import deepcopy
from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.apps.installation import APP_ID, TEAM_DOMAIN, TEAM_ID, Installation
from slack_simulator.apps.manifest_rules import complaints
from slack_simulator.errors import SlackError
from slack_simulator.workspace import Workspace

Json = dict[str, Any]


def open_connection(workspace: Workspace, _args: Arguments) -> Json:
    if not workspace.installation.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"ok": True, "url": workspace.sockets.address()}


def validate(_workspace: Workspace, args: Arguments) -> Json:
    _manifest(args)
    return {"ok": True, "errors": []}


def create(workspace: Workspace, args: Arguments) -> Json:
    app = workspace.apps.make(_manifest(args))
    scopes = ",".join(Installation.from_manifest(app.manifest).scopes)
    credentials = app.credentials()
    authorize = f"https://slack.com/oauth/v2/authorize?client_id={credentials['client_id']}&scope={scopes}"
    return {
        "ok": True,
        "app_id": app.id,
        "credentials": credentials,
        "oauth_authorize_url": authorize,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
    }


def update(workspace: Workspace, args: Arguments) -> Json:
    """Replace everything; what is left out is gone. New scopes count from the next installation on."""
    app = workspace.apps.find(args.required("app_id"))
    before = Installation.from_manifest(app.manifest).scopes
    app.manifest = _manifest(args)
    if app.id == APP_ID:
        workspace.change_manifest(app.manifest)
    changed = set(before) != set(Installation.from_manifest(app.manifest).scopes)
    return {"ok": True, "app_id": app.id, "permissions_updated": changed}


def export(workspace: Workspace, args: Arguments) -> Json:
    manifest = deepcopy(workspace.apps.find(args.required("app_id")).manifest)
    manifest.pop("$schema", None)
    return {"ok": True, "manifest": manifest}


def rotate(workspace: Workspace, args: Arguments) -> Json:
    owner = next(person for person in workspace.people.values() if person.can_act)
    return {"ok": True, "team_id": TEAM_ID, "user_id": owner.id, **workspace.apps.rotate(args.text("refresh_token"))}


def _manifest(args: Arguments) -> Json:
    unreadable = {"message": "Unable to parse the manifest", "pointer": "/"}
    args.required("manifest")
    manifest = args.parsed("manifest", SlackError("invalid_manifest", errors=[unreadable]))
    if found := complaints(manifest):
        raise SlackError("invalid_manifest", errors=found)
    return dict(deepcopy(manifest))
