"""What owners read when a standup rests, or goes on, because of its channel."""

from datetime import datetime

from app.domain.standup import Standup
from app.language import later, say
from app.views.dates import date_and_time
from app.views.text import escape

CAUSES = {
    "archived": later("{name} in {channel} is paused: the channel was archived."),
    "deleted": later("{name} in {channel} is paused: the channel was deleted."),
    "removed": later("{name} in {channel} is paused: I was removed from the channel."),
}
CURES = {
    "archived": later("It goes on by itself when the channel is unarchived."),
    "deleted": later("To go on, choose another channel for it."),
    "removed": later("It goes on when I'm invited there again."),
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
