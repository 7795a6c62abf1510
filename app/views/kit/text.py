"""Texts that are safe to put into a message: escaped, cut to length, joined to lists."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from app.language import Locale


def escape(text: str) -> str:
    """Return a text with the three special characters of Slack's markup escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_length(text: str) -> int:
    """Return the length of a text when it is escaped, which is how Slack counts."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def cut(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, cut after a word if possible, with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else kept).rstrip().rstrip(",;:") + "…"


def cut_escaped(text: str, longest: int) -> str:
    """Return a text cut so that it has at most `longest` characters when it is escaped, and escaped."""
    return escape(cut_plain(text, longest))


def cut_plain(text: str, longest: int) -> str:
    """Return a text cut so that it would have at most `longest` characters if it were escaped; it is not escaped."""
    shorter = cut(text, longest)
    while escaped_length(shorter) > longest:
        shorter = cut(shorter, len(shorter) - max(1, (escaped_length(shorter) - longest) // 5))
    return shorter


def capitalized(words: str) -> str:
    """Return words with a capital letter at their start; many languages write days and months in small letters."""
    return words[:1].upper() + words[1:]


def questions(locale: Locale, number: int) -> str:
    """Return a count of questions as in "Three questions"."""
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
    """Return a channel as a mention, or the host of an address; the rest of the address may be secret."""
    return f"`{escape(urlsplit(to).hostname or to)}`" if "://" in to else f"<#{escape(to)}>"


def listed(locale: Locale, names: list[str], at_most: int = 20) -> str:
    """Return names as in "Ana, Bo and Lee", or "Ana, Bo and 12 others"."""
    if (more := len(names) - at_most) > 0:
        names = [*names[:at_most], locale.ngettext("{number} other", "{number} others", more)]
    if len(names) <= 1:
        return "".join(names)
    return locale.gettext("{names} and {name}", names=", ".join(names[:-1]), name=names[-1])


def mentions(locale: Locale, user_ids: Iterable[str]) -> str:
    """Return people as a list of mentions, which Slack shows as their names."""
    return listed(locale, [f"<@{user_id}>" for user_id in user_ids])
