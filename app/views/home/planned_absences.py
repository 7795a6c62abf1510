"""A person's planned absence and planned skips, each with a way to take it back."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ButtonElement, MarkdownTextObject, SectionBlock

from app.domain.day.member import Away, Member
from app.domain.home.participation import PlannedSkip
from app.language import Locale
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.reasons import until_words
from app.views.kit.text import escape

# A Home tab has at most a hundred blocks; without these its fullest has 95.
MOST_SHOWN = 3


def plans(locale: Locale, member: Member, skips: Sequence[PlannedSkip], today: date) -> list[SectionBlock]:
    """Return both for the answer to `list`: a skip has a button to undo it, an absence is undone by a command."""
    away = member.away if member.away and not (member.away.ends and member.away.ends < today) else None
    words = f"{away_words(locale, away, today)} {locale.gettext('Type `back` to take that back.')}" if away else ""
    return [*([_section(words)] if words else []), *skip_rows(locale, skips, today)]


def skip_rows(locale: Locale, skips: Sequence[PlannedSkip], today: date) -> list[SectionBlock]:
    """Return a row for each planned skip, the nearest first; empty if there are none."""
    rows = [_row(locale, skip, today) for skip in skips[:MOST_SHOWN]]
    more = len(skips) - len(rows)
    return (
        [*rows, _section(locale.ngettext("And {number} more, later.", "And {number} more, later.", more))]
        if more
        else rows
    )


def _row(locale: Locale, skip: PlannedSkip, today: date) -> SectionBlock:
    name, day = f"*{escape(skip.standup.name)}*", written_date(locale, skip.report_id.day, today)
    undo = ButtonElement(text=locale.gettext("Undo"), action_id=ids.UNDO_SKIP, value=str(skip.report_id))
    return _section(locale.gettext("You skip {name} on {date}.", name=name, date=day), undo)


def away_words(locale: Locale, away: Away, today: date) -> str:
    """Return from when to when somebody is marked away, and their note."""
    note = f"\n> {escape(away.note)}" if away.note else ""
    until = until_words(locale, away.ends, today)
    if away.starts > today:
        return (
            locale.gettext(
                "You are marked away from {date} {until}.", date=written_date(locale, away.starts, today), until=until
            )
            + note
        )
    return locale.gettext("You are marked away {until}.", until=until) + note


def _section(text: str, accessory: ButtonElement | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=accessory)
