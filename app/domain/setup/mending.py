"""Mending: what can still be told of a standup's configuration that makes no sense."""

from collections.abc import Mapping
from typing import Any

from app.domain.setup.config import Plain, config_values, half_done, senseless
from app.domain.setup.problems import is_person
from app.domain.setup.setting import NAMING
from app.domain.standup import Standup, default_standup
from app.problem import Problem

# Stands where an owner was, and is nobody: a standup without owners is looked after by whoever has a part in it.
LOST_OWNER = "U000"

# What goes with a field that is at fault: it makes sense only with it.
_TOGETHER = {
    "ask_at": ("report_at", "reminders"),
    "report_at": ("ask_at", "reminders"),
    "starts_on": ("every_weeks",),
}


def mended(
    team_id: str, standup_id: str, values: Any, version: int, lost: Mapping[str, Problem]
) -> tuple[Standup, dict[str, Problem]]:
    """Read a configuration as far as it makes sense, and say of each field that does not what is wrong with it.

    `lost` has what is known to be wrong already. What is at fault has its default, so that the standup can be looked
    at and set up anew, and only those who were named still belong to it.
    """
    known = values if isinstance(values, Mapping) else {}
    standup, unread = half_done(team_id, standup_id, known, version)
    problems = {**senseless(standup), **unread, **lost}
    if not problems:
        return standup, {}
    default = config_values(default_standup(team_id, ""))
    anew = {*problems, *(other for name in problems for other in _TOGETHER.get(name, ()))}
    sound = {**known, **{name: default[name] for name in anew if name in default}, **_people(known)}
    return half_done(team_id, standup_id, sound, version)[0], problems


def _people(values: Mapping[str, Any]) -> Plain:
    """Keep who was named, and open nothing to anybody else."""
    named = {name: _ids(values.get(name)) for name in NAMING}
    is_everybody = "people" in values and values["people"] is None
    owners = named["owners"] or ([] if values.get("owners") == [] else [LOST_OWNER])
    return {**named, "owners": owners, "people": None if is_everybody else named["people"]}


def _ids(values: Any) -> list[str]:
    named = values if isinstance(values, list | tuple) else ()
    return [each for each in named if isinstance(each, str) and is_person(each)]
