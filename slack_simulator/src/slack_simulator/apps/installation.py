"""The app as the workspace has it installed: its ids, and what its manifest asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_simulator.apps.permissions import BOT_EVENTS

TEAM_ID = "T0LOCAL001"
TEAM_NAME = "Local Workspace"
TEAM_DOMAIN = "local-workspace"
APP_ID = "A0THEAPP01"
BOT_ID = "B0THEAPP01"
BOT_USER_ID = "U0THEAPP01"
VERIFICATION_TOKEN = "made-up-verification-token"  # noqa: S105 - Slack's deprecated field, of no use here


@dataclass(frozen=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the manifest; a `global` one is used from anywhere, a `message` one on a message."""

    name: str
    callback_id: str
    description: str
    kind: str


@dataclass(frozen=True)
class Installation:
    """What the manifest grants and switches on."""

    name: str = "App"
    colour: str = ""
    scopes: tuple[str, ...] = ()
    optional_scopes: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ()
    home_tab: bool = False
    messages_tab: bool = False
    messages_read_only: bool = False
    interactivity: bool = False
    socket_mode: bool = False

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "Installation":
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        settings = manifest.get("settings", {})
        display = manifest.get("display_information", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name") or display.get("name") or cls.name,
            colour=display.get("background_color", ""),
            scopes=_scopes(manifest, "bot", "bot_optional"),
            optional_scopes=_scopes(manifest, "bot_optional"),
            commands=tuple(_command(command) for command in features.get("slash_commands", [])),
            shortcuts=tuple(_shortcut(shortcut) for shortcut in features.get("shortcuts", [])),
            events=tuple(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_read_only=home.get("messages_tab_read_only_enabled", False),
            interactivity=settings.get("interactivity", {}).get("is_enabled", False),
            socket_mode=settings.get("socket_mode_enabled", False),
        )

    @property
    def heard(self) -> tuple[str, ...]:
        """The events that Slack sends: those subscribed to whose scope was granted."""
        granted = set(self.scopes)
        return tuple(each for each in self.events if not BOT_EVENTS.get(each) or granted & set(BOT_EVENTS[each]))

    def without(self, declined: Iterable[str]) -> "Installation":
        """Return the installation of an admin who declined some of the optional scopes."""
        return replace(self, scopes=tuple(scope for scope in self.scopes if scope not in declined))


def _scopes(manifest: Mapping[str, Any], *lists: str) -> tuple[str, ...]:
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    return tuple(dict.fromkeys(scope for name in lists for scope in scopes.get(name, [])))


def _command(command: Mapping[str, Any]) -> Command:
    return Command(
        command["command"],
        command.get("description", ""),
        command.get("usage_hint", ""),
        command.get("should_escape", False),
    )


def _shortcut(shortcut: Mapping[str, Any]) -> Shortcut:
    return Shortcut(shortcut["name"], shortcut["callback_id"], shortcut.get("description", ""), shortcut["type"])
