"""A channel's id where it is stored: in the configuration of standups, and in their days."""

from typing import Any

from app.domain.concern import in_channel
from app.domain.leaving import agreement, parts_of
from app.domain.occurrence import ReportId
from app.errors import ChangedMeanwhile
from app.storage.concerns import Concerns
from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.days import range_key
from app.storage.tables import DayRow, StandupRow

_FIELDS = ("channel", "report_channel")


def rename_in_standup(team_id: str, standup_id: str, old: str, new: str) -> None:
    """Let a standup, and its first message, be where a channel is by its new id; twice it changes nothing more.

    Nothing else of it changes: it is the same channel. Raises ChangedMeanwhile if another version is stored by now.
    """
    with dynamodb_errors():
        row = next(iter(StandupRow.batch_get([(team_id, standup_id)], consistent_read=True)), None)
    if row is None or not isinstance(row.config, dict) or old not in map(row.config.get, _FIELDS):
        return
    Concerns().add(team_id, in_channel(new), {standup_id})
    version = row.version or 0
    actions: list[Any] = [StandupRow.config.set(_renamed(row.config, old, new)), StandupRow.version.set(version + 1)]
    if row.introduction_channel == old:
        actions.append(StandupRow.introduction_channel.set(new))
    try:
        with dynamodb_errors():
            StandupRow(team_id, standup_id).update(actions=actions, condition=StandupRow.version == version)
    except ConditionFailed:
        raise ChangedMeanwhile(standup_id) from None
    Concerns().remove_gone(team_id, [in_channel(old)], standup_id)


def rename_in_day(report_id: ReportId, old: str, new: str) -> None:
    """Let a day have taken place, and be shown, where a channel is by its new id."""
    for attribute in (DayRow.channel, DayRow.home):
        row = DayRow(str(report_id), range_key(report_id))
        try:
            with dynamodb_errors():
                row.update(actions=[attribute.set(new)], condition=attribute == old)
        except ConditionFailed:
            continue


def _renamed(config: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    renamed = {name: new for name in _FIELDS if config.get(name) == old}
    agreed = [_agreed(each, old, new) for each in config.get("agreed") or ()]
    return {**config, **renamed, **({"agreed": agreed} if agreed else {})}


def _agreed(text: Any, old: str, new: str) -> Any:
    parts = parts_of(text) if isinstance(text, str) else ("", "", "")
    return agreement(*(new if part == old else part for part in parts)) if old in parts else text
