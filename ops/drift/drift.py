"""Finds whatever of a stage is not as its stack wants it: every kind of resource that the stack has."""

from collections.abc import Collection, Iterator

from ops.drift import address, functions, packages, stores, template, watching
from ops.drift.compare import Drift, Kind, Reading, drift_of
from ops.stage import Stage
from ops.steps import Problem

KINDS: dict[str, Kind] = {**packages.KINDS, **stores.KINDS, **functions.KINDS, **address.KINDS, **watching.KINDS}


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


def to_put_right(stage: Stage) -> list[Drift]:
    """Return what of it a deployment puts right."""
    return [each for each in drifts_of(stage) if is_for_a_deployment(each)]


def is_for_a_deployment(drift: Drift) -> bool:
    """Whether somebody has changed it: an alarm address that waits for its owner's click is nobody's change."""
    return drift.names != {watching.CONFIRMED}


def put_right(stage: Stage) -> Iterator[str]:
    """Put right what is not as the stack wants it, and say what that was; no table is made or deleted here.

    Raises Problem where the address is gone, for it comes back under another name only.
    """
    found = to_put_right(stage)
    if any(each.is_gone and each.resource.kind == address.API for each in found):
        raise Problem(f"The address (its API) is gone. {address.way_back(stage).replace('`', '')}")
    for each in found:
        if each.resource.kind in stores.HOLDING_DATA and (each.is_gone or stores.KEYS in each.names):
            continue
        for call in each.calls:
            call.carry_out(stage.client)
        if each.calls:
            yield each.text
