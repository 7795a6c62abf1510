"""The record of a standup's changes, in words: who, when, what."""

from collections.abc import Iterable, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.audit import Deed, Entry
from app.domain.changes import Change, Difference
from app.domain.leaving import parts_of
from app.domain.standup import WEEKDAY_NAMES
from app.language import later, say
from app.views import ids
from app.views.dates import short_date, weekday
from app.views.text import cut, cut_escaped, cut_plain, destination, escape, listed

# A modal takes a hundred blocks: two for each change, and one for the buttons.
MOST_SHOWN = 45
LONGEST_VALUE = 200
LONGEST_SECTION = 3000
FIELD_LABELS = {
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
    "agreed": later("Agreed to leave a private channel"),
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


def history(name: str, page: Sequence[Change | Entry], *, older: str = "", newest: str = "") -> View:
    """Build the modal that shows some changes, and what was done with the data, in the order given.

    `older` and `newest` are the values of the buttons that lead to other pages; a button without a value is left out.
    """
    blocks = [block for each in page for block in _entry(each)]
    nothing = SectionBlock(text=PlainTextObject(text=say("Nothing has been changed yet."), emoji=False))
    title = cut_plain(say("History of {name}", name=name), 24)
    turns = [
        ButtonElement(text=words, action_id=action, value=value)
        for words, action, value in (
            (say("Older changes"), ids.OLDER_CHANGES, older),
            (say("Newest changes"), ids.NEWEST_CHANGES, newest),
        )
        if value
    ]
    ways = [ActionsBlock(block_id="ways_on", elements=turns)] if turns else []
    return View(type="modal", title=title, close=say("Back"), blocks=[*(blocks or [nothing]), *ways])


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
        return say("Deleted it, took that back, or paused it as well.")
    if change.is_set_up:
        return say("Set it up.")
    lines = [line for name, found in change.fields.items() for line in _lines(name, found)]
    return "\n".join(lines) or say("Changed what names somebody who was erased.")


def _lines(name: str, found: Difference) -> Iterable[str]:
    if name == "questions":
        return _question_lines(found)
    label = say(FIELD_LABELS[name]) if name in FIELD_LABELS else escape(name)
    if found.is_of_a_list:
        return [f"*{label}:* {_gains(name, found)}"]
    if found.before == found.after:  # who was named in it is erased
        return []
    before, after = _value(name, found.before, found.more_removed), _value(name, found.after, found.more_added)
    return [f"*{label}:* {before} → {after}"]


def _gains(name: str, found: Difference) -> str:
    parts = [
        words
        for words in (
            say("added {names}", names=_named(name, found.added, found.more_added)) if found.added else "",
            say("removed {names}", names=_named(name, found.removed, found.more_removed)) if found.removed else "",
            "" if found.added or found.removed else say("in another order"),
        )
        if words
    ]
    return "; ".join(parts)


def _named(name: str, members: Sequence[str], more: int) -> str:
    words = [f"<@{escape(each)}>" if name in _PEOPLE else _text(each) for each in members]
    return listed([*words, *[""] * more])  # of so many it names the first alone


def _question_lines(found: Difference) -> Iterable[str]:
    for was, now in found.reworded:
        yield f"*{say('Question changed')}:* {f'{_text(was)} → {_text(now)}' if was != now else _text(now)}"
    for text in found.added:
        yield f"*{say('Question added')}:* {_text(text)}"
    for text in found.removed:
        yield f"*{say('Question removed')}:* {_text(text)}"
    if found.is_reordered:
        yield f"*{say('Questions')}:* {say('in another order')}"


def _value(name: str, value: Any, more: int) -> str:
    if value in (None, "", [], ()):
        return say("everyone in the channel") if name == "people" else say("nobody") if name in _PEOPLE else say("none")
    if name in ("channel", "report_channel"):
        return f"<#{escape(str(value))}>"
    if name == "agreed":
        return listed([_let_out(str(each)) for each in value])
    if name in _PEOPLE:
        return _named(name, value, more)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    values = value if isinstance(value, list | tuple) else [value]
    return _text(", ".join(_word(name, str(each)) for each in values))


def _let_out(agreed: str) -> str:
    """Say what leaves which channel; of an address its host alone."""
    _, place, to = parts_of(agreed)
    return f"<#{escape(place)}> → {destination(to)}"


def _word(name: str, value: str) -> str:
    """Give the words for what is stored by a name of ours; what people wrote stays as they wrote it."""
    if name == "days" and value in WEEKDAY_NAMES:
        return weekday(WEEKDAY_NAMES.index(value))
    words = _CHOICES.get(name, {}).get(value)
    return say(words) if words else value


def _text(value: Any) -> str:
    return cut_escaped(str(value or ""), LONGEST_VALUE)
