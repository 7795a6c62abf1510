"""The history of a standup's changes in words: who changed what, and when."""

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

from app.domain.privacy.audit import Deed, Entry
from app.domain.setup.changes import Change, Difference
from app.language import Locale, later
from app.views import ids
from app.views.kit.dates import short_date
from app.views.kit.text import cut, cut_escaped, cut_plain, escape, listed
from app.views.setup.setting_fields import SETTING_VIEWS
from app.views.setup.setting_kinds import SettingView

# Slack: 100 blocks a modal. Each change has two, and the buttons have one.
MOST_SHOWN = 45
LONGEST_VALUE = 200
LONGEST_SECTION = 3000
_DEEDS = {
    Deed.EXPORTED: later("Exported the reports"),
    Deed.IMPORTED: later("Imported what was exported before"),
    Deed.ERASED: later("Had somebody erased"),
    Deed.DECLINED_ERASURE: later("Declined to have somebody erased"),
}


def history(locale: Locale, name: str, page: Sequence[Change | Entry], *, older: str = "", newest: str = "") -> View:
    """Return the modal that shows changes, and what was done with the data, in the order given.

    `older` and `newest` are the values of the buttons to other pages; a button without a value is left out.
    """
    blocks = [block for each in page for block in _entry(locale, each)]
    nothing = SectionBlock(text=PlainTextObject(text=locale.gettext("Nothing has been changed yet."), emoji=False))
    title = cut_plain(locale.gettext("History of {name}", name=name), 24)
    turns = [
        ButtonElement(text=words, action_id=action, value=value)
        for words, action, value in (
            (locale.gettext("Older changes"), ids.OLDER_CHANGES, older),
            (locale.gettext("Newest changes"), ids.NEWEST_CHANGES, newest),
        )
        if value
    ]
    ways = [ActionsBlock(block_id="ways_on", elements=turns)] if turns else []
    return View(type="modal", title=title, close=locale.gettext("Back"), blocks=[*(blocks or [nothing]), *ways])


def _entry(locale: Locale, change: Change | Entry) -> list[Block]:
    tokens = locale.gettext("{date} at {time}", date="{date_short_pretty}", time="{time}")
    when = f"<!date^{int(change.at.timestamp())}^{tokens}|{short_date(locale, change.at)} {change.at:%Y, %H:%M} UTC>"
    head = MarkdownTextObject(text=f"{_who(locale, change.by)} · {when}", verbatim=True)
    words = MarkdownTextObject(text=cut(_change_text(locale, change), LONGEST_SECTION), verbatim=True)
    return [ContextBlock(elements=[head]), SectionBlock(text=words)]


def _change_text(locale: Locale, change: Change | Entry) -> str:
    return deed_words(locale, change) if isinstance(change, Entry) else described(locale, change)


def deed_words(locale: Locale, entry: Entry) -> str:
    """Return what was done with the data; erased people are not named."""
    words, number = locale.gettext(_DEEDS.get(entry.deed, entry.deed.value)), entry.details.get("reports")
    return f"{words} ({number})." if number else f"{words}."


def _who(locale: Locale, by: str) -> str:
    return f"<@{by}>" if by[:1] in ("U", "W") and by.isalnum() else escape(by or locale.gettext("The bot itself"))


def described(locale: Locale, change: Change) -> str:
    """Return what was changed, a line for each setting."""
    if not change.fields:
        return locale.gettext("Deleted it, took that back, or paused it as well.")
    if change.is_set_up:
        return locale.gettext("Set it up.")
    lines = [line for name, found in change.fields.items() for line in _lines(locale, name, found)]
    return "\n".join(lines) or locale.gettext("Changed what names somebody who was erased.")


def _lines(locale: Locale, name: str, found: Difference) -> Iterable[str]:
    if name == "questions":
        return _question_lines(locale, found)
    shown = SETTING_VIEWS.get(name) or SettingView(name, escape(name))
    if found.is_of_a_list:
        return [f"*{locale.gettext(shown.label)}:* {_added_and_removed(locale, shown, found)}"]
    if found.before == found.after:  # the person named in it was erased
        return []
    before, after = (
        _value(locale, shown, found.before, found.more_removed),
        _value(locale, shown, found.after, found.more_added),
    )
    return [f"*{locale.gettext(shown.label)}:* {before} → {after}"]


def _added_and_removed(locale: Locale, shown: SettingView, found: Difference) -> str:
    parts = [
        words
        for words in (
            locale.gettext("added {names}", names=_named(locale, shown, found.added, found.more_added))
            if found.added
            else "",
            locale.gettext("removed {names}", names=_named(locale, shown, found.removed, found.more_removed))
            if found.removed
            else "",
            "" if found.added or found.removed else locale.gettext("in another order"),
        )
        if words
    ]
    return "; ".join(parts)


def _named(locale: Locale, shown: SettingView, members: Sequence[str], more: int) -> str:
    words = [(shown.mention or _text)(each) for each in members]
    return listed(locale, [*words, *[""] * more])  # the empty names only count: the list names the first ones alone


def _question_lines(locale: Locale, found: Difference) -> Iterable[str]:
    for was, now in found.reworded:
        yield f"*{locale.gettext('Question changed')}:* {f'{_text(was)} → {_text(now)}' if was != now else _text(now)}"
    for text in found.added:
        yield f"*{locale.gettext('Question added')}:* {_text(text)}"
    for text in found.removed:
        yield f"*{locale.gettext('Question removed')}:* {_text(text)}"
    if found.is_reordered:
        yield f"*{locale.gettext('Questions')}:* {locale.gettext('in another order')}"


def _value(locale: Locale, shown: SettingView, value: Any, more: int) -> str:
    if value in (None, "", [], ()):
        return locale.gettext(shown.nothing)
    if isinstance(value, bool):
        return locale.gettext("yes") if value else locale.gettext("no")
    values = list(map(str, value if isinstance(value, list | tuple) else [value]))
    return (
        _named(locale, shown, values, more)
        if shown.mention
        else _text(", ".join(shown.word(locale, each) for each in values))
    )


def _text(value: Any) -> str:
    return cut_escaped(str(value or ""), LONGEST_VALUE)
