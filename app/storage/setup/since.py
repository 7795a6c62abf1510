"""Moments stored beside a standup's configuration, as plain values and back, and takeovers to be told."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from app.domain.privacy.days import OWNER, Since, since_when
from app.domain.setup.stored import Takeover
from app.domain.standup import Standup


def plain_takeover(takeover: Takeover) -> dict[str, Any]:
    """Return a takeover as it is stored."""
    lists = {name: list(getattr(takeover, name)) for name in ("before", "after", "to_tell")}
    claimed = {"claimed_at": takeover.claimed_at.isoformat()} if takeover.claimed_at else {}
    return {"by": takeover.by, "at": takeover.at.isoformat(), **lists, **claimed}


def takeover_from(values: Mapping[str, Any] | None) -> Takeover | None:
    """Return a stored takeover; None if there is none."""
    if not values:
        return None
    before, after, to_tell = (tuple(values[name]) for name in ("before", "after", "to_tell"))
    claimed_at = datetime.fromisoformat(values["claimed_at"]) if values.get("claimed_at") else None
    return Takeover(values["by"], datetime.fromisoformat(values["at"]), before, after, to_tell, claimed_at)


def kept_beside(
    before: Standup, counted: Collection[str], after: Standup, by: str, now: datetime, *, is_told: bool
) -> dict[str, Any]:
    """Return what to store beside a changed configuration: since when people and settings count, and a takeover.

    `counted` are the people who were asked the last time. A takeover is stored only with `is_told`.
    """
    fields: dict[str, Any] = {"since": _plain_since(since_when(before, counted, after, by, now))}
    to_tell = _people_to_tell(before, after, by) if is_told else ()
    if to_tell:
        fields["takeover"] = plain_takeover(Takeover(by, now, before.roles.owners, after.roles.owners, to_tell))
    return fields


def _people_to_tell(before: Standup, after: Standup, by: str) -> tuple[str, ...]:
    """Return who is told of a change of owners.

    If an owner makes it, only the removed owners are told; otherwise all former owners and the channel.
    """
    if by not in before.roles.owners:
        return (*before.roles.owners, before.channel) if set(before.roles.owners) != set(after.roles.owners) else ()
    return tuple(owner for owner in before.roles.owners if owner not in {*after.roles.owners, by})


def _plain_since(since: Since) -> dict[str, dict[str, list[str]]] | None:
    """Return the ids by moment, owners apart from the others, because most people were named at once.

    Ids are separate values, so that erasing can remove them.
    """
    every = {key: at.isoformat() for key, at in since}
    owners = {key.removeprefix(OWNER): at for key, at in every.items() if key.startswith(OWNER)}
    others = {key: at for key, at in every.items() if not key.startswith(OWNER)}
    return {"owners": _by_moment(owners), "others": _by_moment(others)} if every else None


def _by_moment(moments: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, at in moments.items():
        found.setdefault(at, []).append(key)
    return found


def since_from(values: Mapping[str, Mapping[str, Any]] | None) -> Since:
    """Return stored moments, also in the form of an earlier release, which stored a moment for each key."""
    owners, others = (_by_key((values or {}).get(name, {})) for name in ("owners", "others"))
    every = {**others, **{f"{OWNER}{user_id}": at for user_id, at in owners.items()}}
    return tuple(sorted((key, datetime.fromisoformat(at)) for key, at in every.items()))


def _by_key(kept: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in kept.items():
        found |= {name: value} if isinstance(value, str) else dict.fromkeys(value, name)
    return found
