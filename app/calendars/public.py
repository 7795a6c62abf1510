"""Public holidays from the `holidays` library, which is imported only when a standup or person names a country."""

import importlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

ENGLISH = "en_US"
KEPT = 256


@lru_cache(maxsize=KEPT)
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Return a year's holidays in `country` ("DE", "DE-BY") with their English names; empty if it is not known."""
    return dict(_calendar(country, year) or {})


def knows(country: str) -> bool:
    """Whether the holidays of this country, or of this part of it, are known."""
    return _calendar(country, None) is not None


def _calendar(country: str, year: int | None) -> Any:
    library = importlib.import_module("holidays")
    code, _, part = country.partition("-")
    try:
        return library.country_holidays(code, subdiv=part or None, years=year, language=ENGLISH)
    except NotImplementedError:  # the library's error for an unknown country or part
        return None
