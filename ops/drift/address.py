"""The address that Slack calls: its API, stage, route, and the function that the route leads to."""

from collections.abc import Iterator, Sequence
from typing import Any

from ops.drift.calls import Call
from ops.drift.compare import Found, Kind, Reading, only
from ops.drift.template import Resource
from ops.drift.typed import typed
from ops.stage import Stage

SERVICE = "apigatewayv2"
API = "AWS::ApiGatewayV2::Api"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
TARGET = "Target"
OPEN = "AuthorizationType"
LEADS = ("IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis")


def way_back(stage: Stage) -> str:
    """Say how to replace an API that is gone, with commands between backquotes."""
    commands = " ".join(f"`python3 manage.py {command} {stage.options}`" for command in ("remove", "deploy", "setup"))
    return f"It comes back with another address only, which Slack has to know. All data is kept: {commands}"


def _api(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client(SERVICE)
    try:
        found = client.get_api(ApiId=resource.id)
    except client.exceptions.NotFoundException:
        return None
    return only(found, ("ProtocolType", "DisableExecuteApiEndpoint"))


def _mend_api(_: Reading, resource: Resource, found: Found | None, __: frozenset[str]) -> Sequence[Call]:
    """Open an address that is closed; one that is gone comes back under another name only, by a deployment."""
    if found is None:
        return []
    return [Call(SERVICE, "update_api", {"ApiId": resource.id, "DisableExecuteApiEndpoint": False})]


def _stage(reading: Reading, resource: Resource) -> Found | None:
    client, wanted = reading.client(SERVICE), resource.properties
    try:
        found = client.get_stage(ApiId=wanted["ApiId"], StageName=wanted["StageName"])
    except client.exceptions.NotFoundException:
        return None
    settings = found.get("DefaultRouteSettings", {})
    log = found.get("AccessLogSettings", {})
    return {
        "AutoDeploy": found.get("AutoDeploy", False),
        "DefaultRouteSettings": only(settings, wanted.get("DefaultRouteSettings", {})),
        "AccessLogSettings": _same_log(log, wanted.get("AccessLogSettings", {})),
    }


def _same_log(found: Found, wanted: Found) -> Found:
    """Return the wanted log where it is the same: AWS leaves out the end of a log group's ARN."""
    arns = [str(each.get("DestinationArn", "")).removesuffix(":*") for each in (found, wanted)]
    return wanted if arns[0] == arns[1] and found.get("Format") == wanted.get("Format") else found


def _mend_stage(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    wanted = dict(resource.properties)
    if log := wanted.get("AccessLogSettings"):
        wanted["AccessLogSettings"] = {**log, "DestinationArn": str(log["DestinationArn"]).removesuffix(":*")}
    place = only(wanted, ("ApiId", "StageName"))
    if found is None:
        made = only(wanted, ("AutoDeploy", "DefaultRouteSettings", "AccessLogSettings"))
        return [Call(SERVICE, "create_stage", typed(SERVICE, "CreateStage", {**place, **made}))]
    return [Call(SERVICE, "update_stage", typed(SERVICE, "UpdateStage", {**place, **only(wanted, wrong)}))]


def _said_of_stage(resource: Resource, found: Found, name: str) -> str | None:
    if name != "DefaultRouteSettings":
        return None
    rates = (settings.get("ThrottlingRateLimit", 0) for settings in (found[name], resource.properties[name]))
    now, wanted = (f"{float(rate):g}" for rate in rates)
    return f"takes {now} requests a second, not {wanted}" if now != wanted else None


def _integrations(reading: Reading, api: str) -> dict[str, Any]:
    """Return what routes of an API can lead to, by id; nothing if the API is gone."""
    client = reading.client(SERVICE)
    try:
        items = client.get_integrations(ApiId=api)["Items"]
    except client.exceptions.NotFoundException:
        return {}
    return {each["IntegrationId"]: each for each in items}


def _of_the_function(reading: Reading, resource: Resource) -> Iterator[str]:
    """Yield the ids of what leads to the function as the stack wants it, its own one first."""
    known = _integrations(reading, resource.properties["ApiId"])
    uri = resource.properties["IntegrationUri"]
    yield from (each for each in [resource.id] if each in known)
    yield from (each for each, found in known.items() if each != resource.id and found.get("IntegrationUri") == uri)


def _integration(reading: Reading, resource: Resource) -> Found | None:
    number = next(_of_the_function(reading, resource), None)
    if number is None:
        return None
    return {**only(_integrations(reading, resource.properties["ApiId"])[number], LEADS), "id": number}


def _mend_integration(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    api = only(resource.properties, ("ApiId",))
    if found is None:
        params = {**api, **only(resource.properties, LEADS)}
        return [Call(SERVICE, "create_integration", typed(SERVICE, "CreateIntegration", params))]
    params = {**api, "IntegrationId": found["id"], **only(resource.properties, wrong)}
    return [Call(SERVICE, "update_integration", typed(SERVICE, "UpdateIntegration", params))]


def _said_of_integration(_: Resource, found: Found, name: str) -> str | None:
    return f"it leads to {str(found[name]).rpartition(':')[2]}" if name == "IntegrationUri" else None


def _route(reading: Reading, resource: Resource) -> Found | None:
    """Find the route by what it is for; it may lead to anything that starts the function."""
    client, wanted = reading.client(SERVICE), resource.properties
    try:
        items = client.get_routes(ApiId=wanted["ApiId"])["Items"]
    except client.exceptions.NotFoundException:
        return None
    route = next((each for each in items if each["RouteKey"] == wanted["RouteKey"]), None)
    if route is None:
        return None
    right = f"integrations/{_wanted_integration(reading, wanted)}"
    return {
        TARGET: wanted[TARGET] if route.get(TARGET) == right else route.get(TARGET),
        OPEN: route.get(OPEN, "NONE"),
        "id": route["RouteId"],
    }


def _wanted_integration(reading: Reading, wanted: Found) -> str:
    own = str(wanted[TARGET]).rpartition("/")[2]
    resource = next((each for each in reading.template.resources({INTEGRATION}) if each.id == own), None)
    return (next(_of_the_function(reading, resource), own)) if resource else own


def _mend_route(reading: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    wanted = resource.properties
    target = {TARGET: f"integrations/{_wanted_integration(reading, wanted)}"}
    if found is None:
        return [Call(SERVICE, "create_route", {**only(wanted, ("ApiId", "RouteKey")), **target})]
    changed = {**(target if TARGET in wrong else {}), **({OPEN: "NONE"} if OPEN in wrong else {})}
    return [Call(SERVICE, "update_route", {**only(wanted, ("ApiId",)), "RouteId": found["id"], **changed})]


def _said_of_route(_: Resource, __: Found, name: str) -> str | None:
    return {TARGET: "leads to something else", OPEN: "asks whoever calls to sign in, which Slack cannot"}.get(name)


KINDS = {
    API: Kind(_api, _mend_api, {"DisableExecuteApiEndpoint": False}),
    "AWS::ApiGatewayV2::Stage": Kind(_stage, _mend_stage, {}, _said_of_stage),
    INTEGRATION: Kind(_integration, _mend_integration, {}, _said_of_integration),
    "AWS::ApiGatewayV2::Route": Kind(_route, _mend_route, {OPEN: "NONE"}, _said_of_route),
}
