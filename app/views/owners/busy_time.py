"""The message to whoever has chosen a time at which many others are asked."""

from datetime import time

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.setup.busy_times import BusyTime
from app.domain.standup import Standup
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.kit.schedule_words import zone_words
from app.views.kit.text import escape


def busy(locale: Locale, standup: Standup, found: BusyTime) -> Message:
    """Return the message, with a button to change the time; its times are on the standup's own clock."""
    words = [
        locale.gettext(
            "{name} is saved. Many people are asked at {time}, and Slack lets me message about {number} a minute, "
            "so the last person in this standup is asked at about {last}.",
            name=f"*{escape(standup.name)}*",
            time=_on_its_clock(locale, standup),
            number=found.a_minute,
            last=_written(found.last),
        ),
        locale.gettext("At {time} nobody has to wait.", time=_written(found.free))
        if found.free
        else locale.gettext("The times nearby are just as busy."),
    ]
    text = " ".join(words)
    change = ButtonElement(text=locale.gettext("Change"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    return Message(
        text,
        [
            SectionBlock(text=MarkdownTextObject(text=text, verbatim=True)),
            ActionsBlock(block_id=f"busy.{standup.standup_id}", elements=[change]),
        ],
    )


def _on_its_clock(locale: Locale, standup: Standup) -> str:
    at, zone = _written(standup.schedule.ask_at), standup.schedule.zone
    return at if standup.schedule.own_zones else f"{at} ({zone_words(locale, zone)})"


def _written(moment: time) -> str:
    return f"{moment:%H:%M}"
