"""Finds whatever of a stage is not as its stack wants it: every kind of resource that the stack has."""

from collections.abc import Collection, Iterator

from ops.drift import address, functions, stores, template, watching
from ops.drift.compare import Drift, Kind, Reading, drift_of
from ops.stage import Stage

KINDS: dict[str, Kind] = {**stores.KINDS, **functions.KINDS, **address.KINDS, **watching.KINDS}


def drifts(reading: Reading, kinds: Collection[str] = KINDS.keys()) -> list[Drift]:
    """Return what differs among the resources of these kinds, in the template's order; raises AWS's errors."""
    known = [kind for kind in kinds if kind in KINDS]
    found = (drift_of(reading, each, KINDS[each.kind]) for each in reading.template.resources(known))
    return [each for each in found if each]


def drifts_of(stage: Stage) -> list[Drift]:
    """Return what is not as the deployed stack wants it; raises AWS's errors."""
    formation = stage.client("cloudformation")
    (stack,) = formation.describe_stacks(StackName=stage.stack)["Stacks"]
    return drifts(Reading(template.read(formation, stack), stage.client))


def put_right(stage: Stage) -> Iterator[str]:
    """Put right what is not as the stack wants it, and say what that was; no table is made or deleted here."""
    for each in drifts_of(stage):
        if each.resource.kind in stores.HOLDING_DATA and (each.is_gone or stores.KEYS in each.names):
            continue
        for call in each.calls:
            call.carry_out(stage.client)
        if each.calls:
            yield each.text
