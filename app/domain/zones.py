"""Zones: which names of time zones are some, the same on every machine."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def is_listed(name: str) -> bool:
    """Whether IANA lists a zone of this name; "localtime", for one, is another zone on another machine."""
    return name in _listed()


def can_be_told(name: object) -> bool:
    """Whether the time in a zone of this name can be told here; names come from outside, also as paths."""
    try:
        return isinstance(name, str) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


@cache
def _listed() -> frozenset[str]:
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return frozenset(names) - {"Factory"}  # what a device says before anybody has set it
