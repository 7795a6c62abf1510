"""Mending: reads what is left of a stored configuration that makes no sense."""

from collections.abc import Mapping
from typing import Any

from app.domain.setup.config import Plain, config_values, from_draft, unusable_settings
from app.domain.setup.problems import is_person
from app.domain.setup.setting import NAMING
from app.domain.standup import Standup, default_standup
from app.problem import Problem

# An id of nobody in place of a lost owner: a standup without owners would belong to everybody who takes part in it.
LOST_OWNER = "U000"

# The fields that make sense only together with a field at fault.
_TOGETHER = {
    "ask_at": ("report_at", "reminders"),
    "report_at": ("ask_at", "reminders"),
    "starts_on": ("every_weeks",),
}


def mended(
    team_id: str, standup_id: str, values: Any, version: int, lost: Mapping[str, Problem]
) -> tuple[Standup, dict[str, Problem]]:
    """Return the standup as far as its configuration makes sense, and the problem of each field that does not.

    `lost` has the problems that are known already. Fields at fault get their defaults, so that the standup can be shown
    and set up anew; only people who were named still belong to it.
    """
    known = values if isinstance(values, Mapping) else {}
    standup, unread = from_draft(team_id, standup_id, known, version)
    problems = {**unusable_settings(standup), **unread, **lost}
    if not problems:
        return standup, {}
    default = config_values(default_standup(team_id, ""))
    anew = {*problems, *(other for name in problems for other in _TOGETHER.get(name, ()))}
    sound = {**known, **{name: default[name] for name in anew if name in default}, **_named_people(known)}
    return from_draft(team_id, standup_id, sound, version)[0], problems


def _named_people(values: Mapping[str, Any]) -> Plain:
    """Return the named people, so that nobody else gets access."""
    named = {name: _ids(values.get(name)) for name in NAMING}
    is_everybody = "people" in values and values["people"] is None
    owners = named["owners"] or ([] if values.get("owners") == [] else [LOST_OWNER])
    return {**named, "owners": owners, "people": None if is_everybody else named["people"]}


def _ids(values: Any) -> list[str]:
    named = values if isinstance(values, list | tuple) else ()
    return [each for each in named if isinstance(each, str) and is_person(each)]
