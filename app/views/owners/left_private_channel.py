"""What owners read when somebody has left a private channel and so was removed from its standup."""

from app.domain.standup import Standup
from app.language import Locale
from app.views.kit.text import escape


def taken_out(locale: Locale, standup: Standup, user_id: str) -> str:
    """Return the text that says who was removed, why, and how to add them again."""
    return locale.gettext(
        "{person} has left {channel}, which is private, so {name} doesn't ask them any more and shows them nothing."
        " If they should stay in it, name them again in its settings.",
        person=f"<@{user_id}>",
        channel=f"<#{standup.channel}>",
        name=f"*{escape(standup.name)}*",
    )


def nobody_left(locale: Locale, standup: Standup, user_id: str) -> str:
    """Return the text that says that a standup asks nobody now, because the only person it asked has left."""
    return locale.gettext(
        "{person} has left {channel}, which is private, and was the only one whom {name} asks, so it asks nobody now."
        " Name others in its settings, or delete it.",
        person=f"<@{user_id}>",
        channel=f"<#{standup.channel}>",
        name=f"*{escape(standup.name)}*",
    )
