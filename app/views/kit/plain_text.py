"""The plain text beside the blocks of a message, which screen readers read aloud: if it is cut, it says so.

Slack: `chat.update` takes 4,000 characters and refuses more (`msg_too_long`). `chat.postMessage` takes more, but a
posted message may be updated later.
"""

from collections.abc import Callable, Sequence

from app.language import Locale
from app.views.kit.text import cut_plain, escape, escaped_length

LONGEST_TEXT = 4000
# This leaves room for what is added to the text: the author's name, when it was edited, who could help.
LONGEST_FALLBACK = 3500
# The longest sentence about the rest, in any language.
ROOM_FOR_MORE = 200
# With less room than this, the next line is not begun.
WORTH_BEGINNING = 1000


def plain_text(lines: Sequence[str], more: Callable[[int], str]) -> str:
    """Return as many whole lines as fit, escaped; `more` makes a sentence of the number of lines that do not.

    If there is much room left, the next line is begun; it counts as one that does not fit.
    """
    if escaped_length("\n".join(lines)) <= LONGEST_FALLBACK:
        return escape("\n".join(lines))
    room, kept = LONGEST_FALLBACK - ROOM_FOR_MORE, list[str]()
    for line in lines:
        if escaped_length("\n".join([*kept, line])) > room:
            break
        kept.append(line)
    left = room - escaped_length("\n".join(kept)) - 1
    begun = [cut_plain(lines[len(kept)], left)] if left > WORTH_BEGINNING else []
    return "\n".join([*map(escape, [*kept, *begun]), more(len(lines) - len(kept))])


def joined(texts: Sequence[str], more: str) -> str:
    """Return as many texts of messages as fit, one below the other, and `more` if some do not."""
    kept = list(texts)
    while len(kept) > 1 and len("\n".join([*kept, more])) > LONGEST_TEXT:
        kept.pop()
    return "\n".join(kept if len(kept) == len(texts) else [*kept, more])


def more_answers(locale: Locale, number: int) -> str:
    """Return the sentence about the answers of a report that do not fit a text."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: `/standup report` shows it, page by page.",
        "{number} more answers don't fit here as a whole: `/standup report` shows them, page by page.",
        number,
    )


def more_behind_edit(locale: Locale, number: int) -> str:
    """Return the sentence about one's own answers that do not fit, for a message with an *Edit* button."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: *Edit* shows it.",
        "{number} more answers don't fit here as a whole: *Edit* shows them.",
        number,
    )


def more_of_ones_own(locale: Locale, number: int) -> str:
    """Return the sentence about one's own answers that do not fit, for a message without an *Edit* button."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: it is in *My reports* on my Home tab.",
        "{number} more answers don't fit here as a whole: they are in *My reports* on my Home tab.",
        number,
    )


def more_of_header(locale: Locale, _number: int) -> str:
    """Return the sentence about the rest of a summary header."""
    return locale.gettext("There is more than fits here: `/standup report` shows it, page by page.")
