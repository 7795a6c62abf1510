"""Finds whatever of a stage is not as its stack wants it: every kind of resource that the stack has."""

from collections.abc import Collection

from ops.drift import address, functions, stores, watching
from ops.drift.compare import Drift, Kind, Reading, drift_of

KINDS: dict[str, Kind] = {**stores.KINDS, **functions.KINDS, **address.KINDS, **watching.KINDS}


def drifts(reading: Reading, kinds: Collection[str] = KINDS.keys()) -> list[Drift]:
    """Return what differs among the resources of these kinds, in the template's order; raises AWS's errors."""
    known = [kind for kind in kinds if kind in KINDS]
    found = (drift_of(reading, each, KINDS[each.kind]) for each in reading.template.resources(known))
    return [each for each in found if each]
