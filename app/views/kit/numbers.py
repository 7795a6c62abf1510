"""Numbers as a language writes them, which Babel knows."""

import math

from app.language import Locale, babel


def written_number(locale: Locale, number: float) -> str:
    """Return a number as in "3,214" or "1.5"."""
    return str(babel("numbers").format_decimal(number, locale=locale.code))


def percent(locale: Locale, of_one: float) -> str:
    """Return a share, where one is all, as in "88%"."""
    return str(babel("numbers").format_percent(of_one, locale=locale.code))


def rounded(number: float, digits: int = 0) -> float:
    """Return a number rounded as people do it, a half up: Python rounds 2.5 to 2, and 7.25 to 7.2."""
    scale = 1.0 if digits == 0 else float(10**digits)
    return math.floor(number * scale + 0.5) / scale


def share(locale: Locale, part: int, whole: int) -> str:
    """Return which share of the whole a part is; only the whole is 100%, and only nothing is 0%."""
    hundredths = int(rounded(part * 100 / whole))
    if 0 < part < whole:
        hundredths = min(99, max(1, hundredths))
    return percent(locale, hundredths / 100)
