"""What owners read when a standup rests, or goes on, because of its channel."""

from datetime import datetime

from app.domain.standup import Standup
from app.language import later, say
from app.views.dates import date_and_time
from app.views.text import escape

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


def paused(standup: Standup, cause: str) -> str:
    """Say that a standup rests, why, and how it goes on."""
    rests = say(CAUSES[cause], name=f"*{escape(standup.name)}*", channel=f"<#{standup.channel}>")
    return f"{rests} {say('All answers are kept.')} {say(CURES[cause])}"


def resumed(standup: Standup, upcoming: datetime | None) -> str:
    """Say that a standup goes on, and when it asks next."""
    name, channel = f"*{escape(standup.name)}*", f"<#{standup.channel}>"
    goes = say("{name} goes on: {channel} is there again.", name=name, channel=channel)
    return f"{goes} {say('It asks next {date}.', date=date_and_time(upcoming))}" if upcoming else goes


def empty(standup: Standup) -> str:
    """Say that a standup's channel is there again without us, and how the standup goes on."""
    return say(
        "{channel} is unarchived, but I'm not in it any more: a public channel comes back without its members. "
        "Write `/invite @standup` in it, and {name} goes on.",
        name=f"*{escape(standup.name)}*",
        channel=f"<#{standup.channel}>",
    )
