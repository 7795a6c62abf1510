"""A standup's configuration as plain values, as they are stored, exported and imported, and what is wrong with it."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from app.domain.setup.setting import SETTINGS
from app.domain.standup import Schedule, Standup, default_standup, with_values
from app.errors import InvalidStandup
from app.problem import Problem
from app.records import replace

Plain = dict[str, Any]

# The values of settings that are left out and have no default in the record.
_BLANK = Standup("", "", "", "", (), Schedule(frozenset(), time(9), time(10, 30), "UTC"))


def config_values(standup: Standup) -> Plain:
    """Return all settings as plain values; the ids of workspace and standup and the version are not among them."""
    return {setting.name: setting.plain(standup) for setting in SETTINGS}


def from_plain(team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0) -> Standup:
    """Return the standup of a configuration; settings left out have their defaults, unknown ones are ignored.

    Raises InvalidStandup, whose `problems` has one for each setting at fault.
    """
    standup, problems = from_draft(team_id, standup_id, values, version)
    if found := {**problems_of(standup), **problems}:
        raise InvalidStandup(found)
    return standup


def from_stored(team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0) -> Standup:
    """Return the standup of a stored configuration, which may exceed today's limits.

    Raises InvalidStandup if it makes no sense, for example if another program wrote the row.
    """
    standup, problems = from_draft(team_id, standup_id, values, version)
    if found := {**unusable_settings(standup), **problems}:
        raise InvalidStandup(found)
    return standup


def from_draft(
    team_id: str, standup_id: str, values: Mapping[str, Any], version: int = 0
) -> tuple[Standup, dict[str, Problem]]:
    """Return the standup of an unfinished configuration, and the problem of each value that makes no sense."""
    read = {setting.name: setting.read(values.get(setting.name), setting.of(_BLANK)) for setting in SETTINGS}
    found = {name: value for name, (value, _) in read.items()}
    problems = {name: problem for name, (_, problem) in read.items() if problem}
    standup = replace(_BLANK, team_id=team_id, standup_id=standup_id, version=version)
    return with_values(standup, found), problems


def is_untouched_default(standup: Standup) -> bool:
    """Whether this is the default standup as stored automatically, which nobody has changed."""
    default = default_standup(standup.team_id, standup.channel)
    is_first = (standup.standup_id, standup.version) == (default.standup_id, 1)
    return is_first and config_values(standup) == config_values(default)


def problems_of(standup: Standup) -> dict[str, Problem]:
    """Return the problem of each setting, by all rules for new input; empty if there is none."""
    return _problems(standup, is_new=True)


def unusable_settings(standup: Standup) -> dict[str, Problem]:
    """Return the problem of each setting that the code could not work with, whoever stored it."""
    return _problems(standup, is_new=False)


def _problems(standup: Standup, *, is_new: bool) -> dict[str, Problem]:
    found = {setting.name: setting.problem(standup, is_new=is_new) for setting in SETTINGS}
    return {name: problem for name, problem in found.items() if problem}
