"""What owners read when a standup rests, or goes on, because of its channel."""

from datetime import datetime

from app.domain.standup import Standup
from app.views.dates import date_and_time
from app.views.text import escape

CAUSES = {
    "archived": "the channel was archived",
    "deleted": "the channel was deleted",
    "removed": "I was removed from the channel",
}
CURES = {
    "archived": "It goes on by itself when the channel is unarchived.",
    "deleted": "To go on, choose another channel for it.",
    "removed": "To go on, invite me there again and resume it.",
}


def paused(standup: Standup, cause: str) -> str:
    """Say that a standup rests, why, and how it goes on."""
    name = f"*{escape(standup.name)}* in <#{standup.channel}>"
    return f"{name} rests now: {CAUSES[cause]}. All answers are kept. {CURES[cause]}"


def resumed(standup: Standup, upcoming: datetime | None) -> str:
    """Say that a standup goes on, and when it asks next."""
    goes = f"*{escape(standup.name)}* goes on: <#{standup.channel}> is there again."
    return f"{goes} It asks next {date_and_time(upcoming)}." if upcoming else goes
