"""Words and dates, safe to put into a message."""

from datetime import date, datetime

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def escape(text: str) -> str:
    """Take the meaning out of the three characters that Slack's markup starts from."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_length(text: str) -> int:
    """Tell how long a text is once it is escaped, which is how Slack counts."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def cut(text: str, longest: int) -> str:
    """Shorten a text to `longest` characters, at a word where there is one near, with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else kept).rstrip() + "…"


def cut_escaped(text: str, longest: int) -> str:
    """Shorten a text so that it has at most `longest` characters when escaped, and escape it."""
    return escape(cut_plain(text, longest))


def cut_plain(text: str, longest: int) -> str:
    """Shorten a text so that it has at most `longest` characters as Slack counts them in plain text."""
    shorter = cut(text, longest)
    while escaped_length(shorter) > longest:
        shorter = cut(shorter, len(shorter) - max(1, (escaped_length(shorter) - longest) // 5))
    return shorter


def written_date(day: date) -> str:
    """Write a date as in "Tuesday, 24 November"."""
    return f"{day:%A}, {day.day} {day:%B}"


def clock_time(moment: datetime) -> str:
    """Write a time of day in the reader's own zone; who cannot see that reads UTC."""
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} UTC>"


def date_and_time(moment: datetime) -> str:
    """Write a moment in the reader's own zone, as in "tomorrow at 09:00"; who cannot see that reads UTC."""
    fallback = f"on {written_date(moment.date())} at {moment:%H:%M} UTC"
    return f"<!date^{int(moment.timestamp())}^{{date_long_pretty}} at {{time}}|{fallback}>"


def counted(count: int, noun: str) -> str:
    """Write a count as in "Three questions"."""
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {noun}" if count == 1 else f"{number} {noun}s"


def listed(names: list[str], at_most: int = 20) -> str:
    """Write names as in "Ana, Bo and Lee", or "Ana, Bo and 12 others"."""
    if (more := len(names) - at_most) > 0:
        names = [*names[:at_most], f"{more} {'other' if more == 1 else 'others'}"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
