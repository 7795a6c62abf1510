"""The scopes and events that an app may ask for."""

from collections.abc import Mapping

# The scopes of a bot: what may be done, and with what.
VERBS = {
    "read": (
        "app_mentions",
        "bookmarks",
        "channels",
        "dnd",
        "emoji",
        "files",
        "groups",
        "im",
        "links",
        "metadata.message",
        "mpim",
        "pins",
        "reactions",
        "reminders",
        "team",
        "usergroups",
        "users.profile",
        "users",
    ),
    "write": (
        "bookmarks",
        "chat",
        "files",
        "groups",
        "im",
        "links",
        "mpim",
        "pins",
        "reactions",
        "reminders",
        "usergroups",
        "users",
    ),
    "history": ("channels", "groups", "im", "mpim"),
    "join": ("channels",),
    "manage": ("channels",),
    "write.customize": ("chat",),
    "write.public": ("chat",),
    "read.email": ("users",),
}
BOT_SCOPES = {f"{thing}:{verb}" for verb, things in VERBS.items() for thing in things} | {
    "commands",
    "incoming-webhook",
}

# Each event that a bot may subscribe to, with the scopes of which it needs one; none for those that come to every app.
BOT_EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
