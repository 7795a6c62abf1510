"""The record of a standup's changes, in words: who, when, what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownTextObject, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from app.domain.audit import Deed, Entry
from app.domain.config import WEEKDAY_NAMES
from app.language import later, say
from app.views.dates import short_date, weekday
from app.views.text import cut, cut_escaped, cut_plain, escape, listed

# A modal takes a hundred blocks; the newest changes are what people look for.
MOST_SHOWN = 45
LONGEST_VALUE = 200
LONGEST_SECTION = 3000
_LABELS = {
    "name": later("Name"),
    "channel": later("Channel"),
    "days": later("Days"),
    "ask_at": later("Asks at"),
    "report_at": later("Report at"),
    "zone": later("Time zone"),
    "every_weeks": later("Every … weeks"),
    "starts_on": later("From"),
    "month_week": later("Week of the month"),
    "own_zones": later("In each person's own time zone"),
    "posting": later("Answers reach the channel"),
    "reminders": later("Reminders, minutes before the report"),
    "people": later("Who is asked"),
    "optional": later("May answer, need not"),
    "observers": later("Only read"),
    "owners": later("Owners"),
    "is_paused": later("Paused"),
    "country": later("Public holidays of"),
    "days_off": later("Days off"),
    "calendar_url": later("Calendar of days off"),
    "away_words": later("Words that mean away"),
    "layout": later("Layout of the report"),
    "names_missing": later("Names who has not answered"),
    "charts": later("Charts in the report"),
    "language": later("Language of the report"),
    "report_channel": later("Report goes to"),
    "copies": later("Copies to observers"),
    "webhook_url": later("Webhook"),
    "guests_may_read": later("Guests may read it elsewhere"),
    "retention_days": later("Days that answers are kept"),
}
_PEOPLE = frozenset({"people", "optional", "observers", "owners"})
_POSTING = {
    "at_time": later("at the report's time"),
    "when_complete": later("as soon as everyone has answered"),
    "as_it_comes": later("each as it comes"),
}
_LAYOUTS = {
    "auto": later("posts, or a thread for more than 20"),
    "posts": later("posts"),
    "thread": later("a thread"),
    "by_person": later("one text, by person"),
    "by_question": later("one text, by question"),
}
_CHOICES = {"posting": _POSTING, "layout": _LAYOUTS}
_DEEDS = {
    Deed.EXPORTED: later("Exported the reports"),
    Deed.IMPORTED: later("Imported what was exported before"),
    Deed.ERASED: later("Had somebody erased"),
    Deed.DECLINED_ERASURE: later("Declined to have somebody erased"),
}


class Change(Protocol):
    """One stored change: who did it, when, and each field's values before and after."""

    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def fields(self) -> Mapping[str, tuple[Any, Any]]: ...


def history(name: str, changes: Sequence[Change], deeds: Sequence[Entry] = ()) -> View:
    """Build the modal that shows the changes, and what was done with the data, newest first."""
    both: list[Change | Entry] = [*reversed(changes), *deeds]
    if deeds:
        both.sort(key=lambda each: each.at, reverse=True)
    blocks = [block for each in both[:MOST_SHOWN] for block in _entry(each)]
    nothing = SectionBlock(text=PlainTextObject(text=say("Nothing has been changed yet."), emoji=False))
    title = cut_plain(say("History of {name}", name=name), 24)
    return View(type="modal", title=title, close=say("Back"), blocks=blocks or [nothing])


def _entry(change: Change | Entry) -> list[Block]:
    tokens = say("{date} at {time}", date="{date_short_pretty}", time="{time}")
    when = f"<!date^{int(change.at.timestamp())}^{tokens}|{short_date(change.at)} {change.at:%Y, %H:%M} UTC>"
    head = MarkdownTextObject(text=f"{_who(change.by)} · {when}", verbatim=True)
    words = MarkdownTextObject(text=cut(_said(change), LONGEST_SECTION), verbatim=True)
    return [ContextBlock(elements=[head]), SectionBlock(text=words)]


def _said(change: Change | Entry) -> str:
    return deed_words(change) if isinstance(change, Entry) else described(change)


def deed_words(entry: Entry) -> str:
    """Say what was done with the data; nobody who was erased is named."""
    words, number = say(_DEEDS.get(entry.deed, entry.deed.value)), entry.details.get("reports")
    return f"{words} ({number})." if number else f"{words}."


def _who(by: str) -> str:
    return f"<@{by}>" if by[:1] in ("U", "W") and by.isalnum() else escape(by or say("The bot itself"))


def described(change: Change) -> str:
    """Say what was changed, a line for each field."""
    if not change.fields:
        return say("Deleted it, or took that back.")
    if change.fields.get("name", ("", ""))[0] is None:
        return say("Set it up.")
    return "\n".join(line for name, (old, new) in change.fields.items() for line in _lines(name, old, new))


def _lines(name: str, old: Any, new: Any) -> Iterable[str]:
    if name == "questions":
        yield from _question_lines(old or [], new or [])
    else:
        label = say(_LABELS[name]) if name in _LABELS else escape(name)
        yield f"*{label}:* {_value(name, old)} → {_value(name, new)}"


def _question_lines(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    before = {question.get("id"): question for question in old}
    after = {question.get("id"): question for question in new}
    for key, question in after.items():
        if key not in before:
            yield f"*{say('Question added')}:* {_text(question.get('text'))}"
        elif before[key] != question:
            was, now = _text(before[key].get("text")), _text(question.get("text"))
            yield f"*{say('Question changed')}:* {f'{was} → {now}' if was != now else now}"
    for key, question in before.items():
        if key not in after:
            yield f"*{say('Question removed')}:* {_text(question.get('text'))}"
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield f"*{say('Questions')}:* {say('in another order')}"


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], ()):
        return say("everyone in the channel") if name == "people" else say("nobody") if name in _PEOPLE else say("none")
    if name in ("channel", "report_channel"):
        return f"<#{escape(str(value))}>"
    if name in _PEOPLE:
        return listed([f"<@{escape(user)}>" for user in value])
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    values = value if isinstance(value, list | tuple) else [value]
    return _text(", ".join(_word(name, str(each)) for each in values))


def _word(name: str, value: str) -> str:
    """Give the words for what is stored by a name of ours; what people wrote stays as they wrote it."""
    if name == "days" and value in WEEKDAY_NAMES:
        return weekday(WEEKDAY_NAMES.index(value))
    words = _CHOICES.get(name, {}).get(value)
    return say(words) if words else value


def _text(value: Any) -> str:
    return cut_escaped(str(value or ""), LONGEST_VALUE)
