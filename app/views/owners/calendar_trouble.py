"""The messages to owners about a fault in their standup's calendar of days off."""

from collections.abc import Collection

from msgspec import Struct
from slack_sdk.models.blocks import MarkdownTextObject, SectionBlock

from app.domain.standup import Standup
from app.errors import AddressUnreachable
from app.language import Locale, later
from app.slack.message import Message
from app.views.kit.text import escape
from app.views.owners.address_trouble import why_unreachable

_WHY = {
    "unreachable": later("It could not be fetched: {reason}."),
    "no_calendar": later("What is there is no calendar."),
    "too_many_events": later("It has more than 5,000 events."),
    "too_slow": later("Reading it takes too long. I gave up at {event}."),
    "too_fine": later("{event} comes again by the hour, or finer. A day off comes again by days, weeks or longer."),
    "too_old": later("{event} begins before 1900."),
    "too_long": later("{event} says too much: I take up to 1,000 dates an event."),
    "too_many": later("{event} is one too many of the events that come again: I take 200."),
    "senseless": later("I could not read the dates of {event}."),
}


class CalendarFault(Struct, frozen=True):
    """A fault of a calendar or of one of its events: the code, and the name of the event."""

    why: str
    event: str = ""
    outside: AddressUnreachable | None = None

    @property
    def cause(self) -> str:
        """The key of the fault; owners are told of each key once."""
        return f"{self.why} {self.event}".strip()


def not_read(locale: Locale, standup: Standup, host: str, faults: Collection[CalendarFault]) -> Message:
    """Return the message that a calendar could not be read, and what follows."""
    words = locale.gettext("I could not read the calendar of days off of {name}, at {host}.", **_named(standup, host))
    return _message(
        locale,
        words,
        faults,
        locale.gettext("The days off that I knew stay. I try it again each day and do not repeat this."),
    )


def partly_read(locale: Locale, standup: Standup, host: str, faults: Collection[CalendarFault]) -> Message:
    """Return the message that names the events of a calendar that do not count."""
    words = locale.gettext(
        "The calendar of days off of {name}, at {host}, has events that do not count.", **_named(standup, host)
    )
    return _message(locale, words, faults, locale.gettext("All its other events count."))


def _named(standup: Standup, host: str) -> dict[str, str]:
    return {"name": f"*{escape(standup.name)}*", "host": escape(host)}


def _message(locale: Locale, words: str, faults: Collection[CalendarFault], rest: str) -> Message:
    lines = [f"• {_fault_text(locale, each)}" for each in faults]
    text = "\n".join([words, *lines, rest])
    return Message(text, [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))])


def _fault_text(locale: Locale, fault: CalendarFault) -> str:
    event = f"“{escape(fault.event)}”" if fault.event else "…"
    reason = why_unreachable(locale, fault.outside) if fault.outside else ""
    return locale.gettext(_WHY[fault.why], event=event, reason=reason)
