"""Public holidays, from the library that knows the laws; it is imported when somebody names a country, not before."""

import importlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

ENGLISH = "en_US"
KEPT = 256


@lru_cache(maxsize=KEPT)
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Give the names of a year's holidays in `country` ("DE", "DE-BY"), in English; none for one that is not known."""
    return dict(_calendar(country, year) or {})


def knows(country: str) -> bool:
    """Whether there are holidays of this country, and of this part of it."""
    return _calendar(country, None) is not None


def _calendar(country: str, year: int | None) -> Any:
    library = importlib.import_module("holidays")
    code, _, part = country.partition("-")
    try:
        return library.country_holidays(code, subdiv=part or None, years=year, language=ENGLISH)
    except NotImplementedError:  # its word for an unknown country or part
        return None
