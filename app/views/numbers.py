"""Numbers as the language that is spoken writes them, which Babel knows."""

import importlib
from typing import Any

from app.language import spoken


def written_number(number: float) -> str:
    """Write a number as in "3,214" or "1.5"."""
    return str(_babel().format_decimal(number, locale=spoken()))


def percent(share: float) -> str:
    """Write a share of one as in "88%"."""
    return str(_babel().format_percent(share, locale=spoken()))


def _babel() -> Any:
    """Import Babel when it has to be, and not at every cold start."""
    return importlib.import_module("babel.numbers")
