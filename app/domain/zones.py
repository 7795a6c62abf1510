"""Names of time zones: which are valid, the same on every machine."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def is_listed(name: str) -> bool:
    """Whether IANA lists a zone of this name; "localtime", for example, differs from machine to machine."""
    return name in _listed()


def can_be_told(name: object) -> bool:
    """Whether this machine can load a zone of this name; names are untrusted input and may even be paths."""
    try:
        return isinstance(name, str) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


@cache
def _listed() -> frozenset[str]:
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return frozenset(names) - {"Factory"}  # the zone of a device that nobody has set up
