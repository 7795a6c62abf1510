"""Words, safe to put into a message."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from app.language import Locale


def escape(text: str) -> str:
    """Take the meaning out of the three characters that Slack's markup starts from."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_length(text: str) -> int:
    """Return how long a text is once it is escaped, which is how Slack counts."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def cut(text: str, longest: int) -> str:
    """Shorten a text to `longest` characters, at a word where there is one near, with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else kept).rstrip().rstrip(",;:") + "…"


def cut_escaped(text: str, longest: int) -> str:
    """Shorten a text so that it has at most `longest` characters when escaped, and escape it."""
    return escape(cut_plain(text, longest))


def cut_plain(text: str, longest: int) -> str:
    """Shorten a text so that it has at most `longest` characters as Slack counts them in plain text."""
    shorter = cut(text, longest)
    while escaped_length(shorter) > longest:
        shorter = cut(shorter, len(shorter) - max(1, (escaped_length(shorter) - longest) // 5))
    return shorter


def capital(words: str) -> str:
    """Write words as they begin a line, in languages that write days and months small."""
    return words[:1].upper() + words[1:]


def questions(locale: Locale, number: int) -> str:
    """Write a count of questions as in "Three questions"."""
    words = (
        locale.gettext("No questions"),
        locale.gettext("One question"),
        locale.gettext("Two questions"),
        locale.gettext("Three questions"),
        locale.gettext("Four questions"),
        locale.gettext("Five questions"),
    )
    return words[number] if number < len(words) else locale.ngettext("{number} question", "{number} questions", number)


def destination(to: str) -> str:
    """Name a channel, or an address by its host alone: the rest of it may be secret."""
    return f"`{escape(urlsplit(to).hostname or to)}`" if "://" in to else f"<#{escape(to)}>"


def listed(locale: Locale, names: list[str], at_most: int = 20) -> str:
    """Write names as in "Ana, Bo and Lee", or "Ana, Bo and 12 others"."""
    if (more := len(names) - at_most) > 0:
        names = [*names[:at_most], locale.ngettext("{number} other", "{number} others", more)]
    if len(names) <= 1:
        return "".join(names)
    return locale.gettext("{names} and {name}", names=", ".join(names[:-1]), name=names[-1])


def people(locale: Locale, user_ids: Iterable[str]) -> str:
    """Write who they are, for Slack to show by their names."""
    return listed(locale, [f"<@{user_id}>" for user_id in user_ids])
