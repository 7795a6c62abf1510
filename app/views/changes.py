"""The record of a standup's changes, in words: who, when, what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownTextObject, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from app.domain.audit import Deed, Entry
from app.views.text import cut, cut_escaped, cut_plain, escape, listed

# A modal takes a hundred blocks; the newest changes are what people look for.
MOST_SHOWN = 45
LONGEST_VALUE = 200
LONGEST_SECTION = 3000
_LABELS = {
    "name": "Name",
    "channel": "Channel",
    "days": "Days",
    "ask_at": "Asks at",
    "report_at": "Report at",
    "zone": "Time zone",
    "every_weeks": "Every … weeks",
    "starts_on": "From",
    "month_week": "Week of the month",
    "own_zones": "In each person's own time zone",
    "posting": "Answers reach the channel",
    "reminders": "Reminders, minutes before the report",
    "people": "Who is asked",
    "optional": "May answer, need not",
    "observers": "Only read",
    "owners": "Owners",
    "is_paused": "Paused",
    "country": "Public holidays of",
    "days_off": "Days off",
    "calendar_url": "Calendar of days off",
    "away_words": "Words that mean away",
    "layout": "Layout of the report",
    "names_missing": "Names who has not answered",
    "charts": "Charts in the report",
    "language": "Language of the report",
    "report_channel": "Report goes to",
    "copies": "Copies to observers",
    "webhook_url": "Webhook",
    "guests_may_read": "Guests may read it elsewhere",
    "retention_days": "Days that answers are kept",
}
_PEOPLE = frozenset({"people", "optional", "observers", "owners"})
_POSTING = {
    "at_time": "at the report's time",
    "when_complete": "as soon as everyone has answered",
    "as_it_comes": "each as it comes",
}
_LAYOUTS = {
    "auto": "posts, or a thread for more than 20",
    "posts": "posts",
    "thread": "a thread",
    "by_person": "one text, by person",
    "by_question": "one text, by question",
}
_CHOICES = {**_POSTING, **_LAYOUTS}


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
    nothing = SectionBlock(text=PlainTextObject(text="Nothing has been changed yet.", emoji=False))
    return View(type="modal", title=cut_plain(f"History of {name}", 24), close="Back", blocks=blocks or [nothing])


def _entry(change: Change | Entry) -> list[Block]:
    when = f"<!date^{int(change.at.timestamp())}^{{date_short_pretty}} at {{time}}|{change.at:%d %b %Y, %H:%M} UTC>"
    head = MarkdownTextObject(text=f"{_who(change.by)} · {when}", verbatim=True)
    words = MarkdownTextObject(text=cut(_said(change), LONGEST_SECTION), verbatim=True)
    return [ContextBlock(elements=[head]), SectionBlock(text=words)]


def _said(change: Change | Entry) -> str:
    return deed_words(change) if isinstance(change, Entry) else described(change)


def deed_words(entry: Entry) -> str:
    """Say what was done with the data; nobody who was erased is named."""
    words = {
        Deed.EXPORTED: "Exported the reports",
        Deed.IMPORTED: "Imported what was exported before",
        Deed.ERASED: "Had somebody erased",
        Deed.DECLINED_ERASURE: "Declined to have somebody erased",
    }
    count = entry.details.get("reports")
    return words.get(entry.deed, entry.deed.value) + (f" ({count})." if count else ".")


def _who(by: str) -> str:
    return f"<@{by}>" if by[:1] in ("U", "W") and by.isalnum() else escape(by or "The bot itself")


def described(change: Change) -> str:
    """Say what was changed, a line for each field."""
    if not change.fields:
        return "Deleted it, or took that back."
    if change.fields.get("name", ("", ""))[0] is None:
        return "Set it up."
    return "\n".join(line for name, (old, new) in change.fields.items() for line in _lines(name, old, new))


def _lines(name: str, old: Any, new: Any) -> Iterable[str]:
    if name == "questions":
        yield from _question_lines(old or [], new or [])
    else:
        yield f"*{_LABELS.get(name, escape(name))}:* {_value(name, old)} → {_value(name, new)}"


def _question_lines(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    before = {question.get("id"): question for question in old}
    after = {question.get("id"): question for question in new}
    for key, question in after.items():
        if key not in before:
            yield f"*Question added:* {_text(question.get('text'))}"
        elif before[key] != question:
            was, now = _text(before[key].get("text")), _text(question.get("text"))
            yield f"*Question changed:* {was} → {now}" if was != now else f"*Question changed:* {now}"
    for key, question in before.items():
        if key not in after:
            yield f"*Question removed:* {_text(question.get('text'))}"
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield "*Questions:* in another order"


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], ()):
        return "everyone in the channel" if name == "people" else "nobody" if name in _PEOPLE else "none"
    if name in ("channel", "report_channel"):
        return f"<#{escape(str(value))}>"
    if name in _PEOPLE:
        return listed([f"<@{escape(user)}>" for user in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else _CHOICES.get(str(value), str(value))
    return _text(text)


def _text(value: Any) -> str:
    return cut_escaped(str(value or ""), LONGEST_VALUE)
