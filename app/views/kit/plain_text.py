"""The plain text beside a message's blocks, which is what is read aloud: never cut off without saying so.

`chat.update` takes 4,000 characters of it and refuses more (`msg_too_long`); `chat.postMessage` takes more, but what is
posted may be changed later.
"""

from collections.abc import Callable, Sequence

from app.language import Locale
from app.views.kit.text import cut_plain, escape, escaped_length

LONGEST_TEXT = 4000
# With room for what is put around it: the author's name, when it was edited, who could help.
LONGEST_FALLBACK = 3500
# What the sentence about the rest may need, in any language.
ROOM_FOR_MORE = 200
WORTH_BEGINNING = 1000


def plain_text(lines: Sequence[str], more: Callable[[int], str]) -> str:
    """Return lines, escaped, as far as each fits whole; `more` says of how many others, and where they are.

    The next one is begun where there is much room for it left, and counts among the others.
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
    """Put texts of messages together, as many as fit; `more` is said where they do not all."""
    kept = list(texts)
    while len(kept) > 1 and len("\n".join([*kept, more])) > LONGEST_TEXT:
        kept.pop()
    return "\n".join(kept if len(kept) == len(texts) else [*kept, more])


def more_answers(locale: Locale, number: int) -> str:
    """Say where those answers of a report are that do not fit a text."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: `/standup report` shows it, page by page.",
        "{number} more answers don't fit here as a whole: `/standup report` shows them, page by page.",
        number,
    )


def more_behind_edit(locale: Locale, number: int) -> str:
    """Say where those of one's own answers are that do not fit a text with the button below it."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: *Edit* shows it.",
        "{number} more answers don't fit here as a whole: *Edit* shows them.",
        number,
    )


def more_of_ones_own(locale: Locale, number: int) -> str:
    """Say where those of one's own answers are that do not fit a text without such a button."""
    return locale.ngettext(
        "{number} more answer doesn't fit here as a whole: it is in *My reports* on my Home tab.",
        "{number} more answers don't fit here as a whole: they are in *My reports* on my Home tab.",
        number,
    )


def more_of_header(locale: Locale, _number: int) -> str:
    """Say where the rest of a report's summary header is."""
    return locale.gettext("There is more than fits here: `/standup report` shows it, page by page.")
