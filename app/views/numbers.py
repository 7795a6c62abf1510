"""Numbers as the language that is spoken writes them, which Babel knows."""

from app.language import babel, spoken


def written_number(number: float) -> str:
    """Write a number as in "3,214" or "1.5"."""
    return str(babel("numbers").format_decimal(number, locale=spoken()))


def percent(share: float) -> str:
    """Write a share of one as in "88%"."""
    return str(babel("numbers").format_percent(share, locale=spoken()))
