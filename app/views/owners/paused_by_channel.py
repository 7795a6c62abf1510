"""What owners read when a standup is paused or resumed because of its channel."""

from datetime import datetime

from app.domain.standup import Standup
from app.language import Locale, later
from app.views.kit.dates import date_and_time
from app.views.kit.text import escape

CAUSES = {
    "archived": later("{name} in {channel} is paused: the channel was archived."),
    "deleted": later("{name} in {channel} is paused: the channel was deleted."),
    "removed": later("{name} in {channel} is paused: I'm not in the channel any more."),
    "unseen": later("{name} in {channel} is paused: I'm not in the channel any more, or it was deleted."),
}
CURES = {
    "archived": later(
        "To go on, unarchive the channel and write `/invite @standup` in it: "
        "a public channel comes back without its members. In a private one I'm still there, and it goes on by itself."
    ),
    "deleted": later("To go on, choose another channel for it."),
    "removed": later("To go on, write `/invite @standup` in the channel."),
    "unseen": later("To go on, write `/invite @standup` in the channel, or choose another one for it."),
}


def paused(locale: Locale, standup: Standup, cause: str) -> str:
    """Return the text that says that a standup is paused, why, and how to resume it."""
    sentence = locale.gettext(CAUSES[cause], name=f"*{escape(standup.name)}*", channel=f"<#{standup.channel}>")
    return f"{sentence} {locale.gettext('All answers are kept.')} {locale.gettext(CURES[cause])}"


def resumed(locale: Locale, standup: Standup, upcoming: datetime | None) -> str:
    """Return the text that says that a standup is active again, and when it asks next."""
    name, channel = f"*{escape(standup.name)}*", f"<#{standup.channel}>"
    goes = locale.gettext("{name} goes on: {channel} is there again.", name=name, channel=channel)
    return (
        f"{goes} {locale.gettext('It asks next {date}.', date=date_and_time(locale, upcoming))}" if upcoming else goes
    )


def empty(locale: Locale, standup: Standup) -> str:
    """Return the text that says that the channel is unarchived without us, and how to resume the standup."""
    return locale.gettext(
        "{channel} is unarchived, but I'm not in it any more: a public channel comes back without its members. "
        "Write `/invite @standup` in it, and {name} goes on.",
        name=f"*{escape(standup.name)}*",
        channel=f"<#{standup.channel}>",
    )
