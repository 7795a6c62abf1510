"""What Slack refuses in an app manifest: shapes and lengths, and then what belongs together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_simulator.apps.permissions import BOT_EVENTS, BOT_SCOPES

Json = dict[str, Any]

COLOUR = re.compile(r"#([0-9a-fA-F]{3}){1,2}")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
COMMAND = re.compile(r"/\S+")


@dataclass(frozen=True)
class Text:
    """A text between two lengths, in a form if there is one."""

    most: int
    least: int = 1
    form: re.Pattern[str] | None = None

    def complaint(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "Must be a string"
        if not self.least <= len(value) <= self.most:
            return f"Must be between {self.least} and {self.most} characters"
        if self.form and not self.form.fullmatch(value):
            return "Invalid format"
        return None


@dataclass(frozen=True)
class Switch:
    """True or false."""

    def complaint(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else "Must be a boolean"


@dataclass(frozen=True)
class Number:
    """A whole number."""

    def complaint(self, value: Any) -> str | None:
        return None if isinstance(value, int) and not isinstance(value, bool) else "Must be an integer"


@dataclass(frozen=True)
class Many:
    """A list of so many at most, each of one shape."""

    most: int
    each: Any


@dataclass(frozen=True)
class Parts:
    """An object with no other keys than these; some are needed."""

    keys: Mapping[str, Any]
    needed: tuple[str, ...] = ()


SCOPES = Many(255, Text(255))
ON_OR_OFF = Switch()
MANIFEST = Parts(
    {
        "$schema": Text(2000),
        "_metadata": Parts({"major_version": Number(), "minor_version": Number()}),
        "display_information": Parts(
            {
                "name": Text(35),
                "description": Text(140),
                "long_description": Text(4000, 175),
                "background_color": Text(7, 4, COLOUR),
            },
            ("name",),
        ),
        "features": Parts(
            {
                "app_home": Parts(
                    dict.fromkeys(
                        ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), ON_OR_OFF
                    )
                ),
                "bot_user": Parts({"display_name": Text(80), "always_online": ON_OR_OFF}, ("display_name",)),
                "slash_commands": Many(
                    50,
                    Parts(
                        {
                            "command": Text(32, 2, COMMAND),
                            "url": Text(3000, 1, ADDRESS),
                            "description": Text(2000),
                            "usage_hint": Text(1000),
                            "should_escape": ON_OR_OFF,
                        },
                        ("command", "description"),
                    ),
                ),
                "shortcuts": Many(
                    10,
                    Parts(
                        {
                            "name": Text(24),
                            "callback_id": Text(255),
                            "description": Text(150),
                            "type": Text(7, 6, re.compile("message|global")),
                        },
                        ("name", "callback_id", "description", "type"),
                    ),
                ),
            }
        ),
        "oauth_config": Parts(
            {
                "redirect_urls": Many(1000, Text(2500)),
                "scopes": Parts(dict.fromkeys(("bot", "bot_optional", "user", "user_optional"), SCOPES)),
                "token_management_enabled": ON_OR_OFF,
                "pkce_enabled": ON_OR_OFF,
            }
        ),
        "settings": Parts(
            {
                "event_subscriptions": Parts(
                    {
                        "request_url": Text(3500, 1, ADDRESS),
                        "bot_events": Many(100, Text(255)),
                        "user_events": Many(100, Text(255)),
                    }
                ),
                "interactivity": Parts(
                    {
                        "is_enabled": ON_OR_OFF,
                        "request_url": Text(3000, 1, ADDRESS),
                        "message_menu_options_url": Text(3000, 1, ADDRESS),
                    },
                    ("is_enabled",),
                ),
                "allowed_ip_address_ranges": Many(50, Text(50)),
                "function_runtime": Text(32),
                **dict.fromkeys(
                    ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled", "is_hosted"), ON_OR_OFF
                ),
            }
        ),
    },
    ("display_information",),
)


def complaints(manifest: Any) -> list[Json]:
    """Everything that is wrong with a manifest, in Slack's form: objects with a message and a pointer."""
    found = list(_misshapen(manifest, MANIFEST, ""))
    return found or list(_disagreeing(manifest))


def _misshapen(value: Any, rule: Any, pointer: str) -> Iterator[Json]:
    if isinstance(rule, Parts):
        yield from _misshapen_parts(value, rule, pointer)
    elif isinstance(rule, Many):
        if not isinstance(value, list) or len(value) > rule.most:
            yield _complaint(f"Must be a list of at most {rule.most}", pointer)
            return
        for number, each in enumerate(value):
            yield from _misshapen(each, rule.each, f"{pointer}/{number}")
    elif message := rule.complaint(value):
        yield _complaint(message, pointer)


def _misshapen_parts(value: Any, rule: Parts, pointer: str) -> Iterator[Json]:
    if not isinstance(value, dict):
        yield _complaint("Must be an object", pointer)
        return
    for key in rule.needed:
        if key not in value:
            yield _complaint(f"Missing required property: {key}", pointer)
    for key, each in value.items():
        if key in rule.keys:
            yield from _misshapen(each, rule.keys[key], f"{pointer}/{key}")
        else:
            yield _complaint(f"Unexpected property: {key}", f"{pointer}/{key}")


def _disagreeing(manifest: Json) -> Iterator[Json]:
    """Find what no schema says: names of scopes and events, and what needs something else."""
    yield from _commands_twice(manifest)
    settings = manifest.get("settings", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    yield from _wrong_scopes(scopes, "bot_user" in manifest.get("features", {}))
    events = settings.get("event_subscriptions", {})
    for number, event in enumerate(events.get("bot_events", [])):
        needed = BOT_EVENTS.get(event)
        pointer = f"/settings/event_subscriptions/bot_events/{number}"
        if needed is None:
            yield _complaint(f"Invalid event: {event}", pointer)
        elif needed and not set(needed) & set(scopes.get("bot", [])):
            yield _complaint(f"Event {event} requires the scope {' or '.join(needed)}", pointer)
    if settings.get("socket_mode_enabled"):
        return
    subscribed = events.get("bot_events") or events.get("user_events")
    if subscribed and not events.get("request_url"):
        message = "Event Subscription requires either Request URL or Socket Mode Enabled"
        yield _complaint(message, "/settings/event_subscriptions")
    interactivity = settings.get("interactivity", {})
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        yield _complaint("Interactivity requires a Request URL", "/settings/interactivity")
    for number, command in enumerate(manifest.get("features", {}).get("slash_commands", [])):
        if not command.get("url"):
            yield _complaint("Slash command requires a Request URL", f"/features/slash_commands/{number}")


def _wrong_scopes(scopes: Mapping[str, list[str]], has_bot: bool) -> Iterator[Json]:  # noqa: FBT001
    pointer = "/oauth_config/scopes"
    for number, scope in enumerate(scopes.get("bot", [])):
        if scope not in BOT_SCOPES:
            yield _complaint(f"Invalid scope: {scope}", f"{pointer}/bot/{number}")
    if scopes.get("bot") and not has_bot:
        yield _complaint("Bot scopes require a bot user", "/features/bot_user")
    for kind in ("bot", "user"):
        for number, scope in enumerate(scopes.get(f"{kind}_optional", [])):
            if scope not in scopes.get(kind, []):
                yield _complaint(
                    f"Optional scope is not among the scopes: {scope}", f"{pointer}/{kind}_optional/{number}"
                )


def _commands_twice(manifest: Json) -> Iterator[Json]:
    seen: set[str] = set()
    for number, command in enumerate(manifest.get("features", {}).get("slash_commands", [])):
        if command["command"] in seen:
            pointer = f"/features/slash_commands/{number}/command"
            yield _complaint(f"Slash command is there twice: {command['command']}", pointer)
        seen.add(command["command"])


def _complaint(message: str, pointer: str) -> Json:
    return {"message": message, "pointer": pointer or "/"}
