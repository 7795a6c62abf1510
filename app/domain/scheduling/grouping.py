"""Grouping: the people of an occurrence by their times, from when it opens on, through all who come and go."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from app.domain.day.occurrence import Group, Occurrence, Rule
from app.domain.schedule import Moments, moments, zone_for
from app.domain.standup import Standup
from app.records import replace


def with_times(planned: Occurrence, standup: Standup, zones: Mapping[str, str | None]) -> Occurrence:
    """Freeze the times of the day for those who are asked, whose `zones` are theirs or None: then it is the standup's.

    The summary header is due when the first of them have come to the end of their time.
    """
    by_zone: dict[str, list[str]] = {}
    for user_id, zone in zones.items():
        by_zone.setdefault(zone_for(standup, zone), []).append(user_id)
    by_times: dict[Moments, list[str]] = {}
    for zone in sorted(by_zone) or [standup.schedule.zone]:
        by_times.setdefault(moments(standup, planned.day, zone), []).extend(by_zone.get(zone, ()))
    ordered = sorted(by_times.items(), key=lambda pair: pair[0].ask)
    several = len(ordered) > 1
    return _grouped(planned, [Group(times, tuple(people) if several else ()) for times, people in ordered])


def _grouped(occurrence: Occurrence, groups: Sequence[Group]) -> Occurrence:
    """Return the occurrence with these groups, whose first end is the report's time."""
    return replace(
        occurrence,
        groups=tuple(groups),
        plan=replace(occurrence.plan, report_at=min(group.times.report for group in groups)),
    )


def with_member(
    occurrence: Occurrence, standup: Standup, user_id: str, zone: str | None, *, is_absent: bool = False
) -> Occurrence:
    """Add somebody who has come, or come back, while the day is under way; the same if their times count already.

    For who is absent no time counts.
    """
    others = tuple(user for user in occurrence.roster or () if user != user_id)
    joined = replace(occurrence, roster=(*others, user_id))
    is_here = len(others) < len(occurrence.roster or ())
    theirs = times_of(occurrence, standup, user_id, zone)
    if is_absent or not occurrence.groups or theirs in {group.times for group in occurrence.groups if not group.people}:
        return occurrence if is_here else joined
    if any(user_id in group.people for group in occurrence.groups):
        return occurrence
    groups = [replace(group, people=group.people or others) for group in occurrence.groups]
    same = next((group for group in groups if group.times == theirs), Group(theirs))
    rest = [group for group in groups if group is not same]
    mine = replace(same, people=(*same.people, user_id))
    ordered = sorted([*rest, mine], key=lambda group: group.times.ask)
    return _grouped(joined, ordered if len(ordered) > 1 else [Group(theirs)])


def times_of(occurrence: Occurrence, standup: Standup, user_id: str, zone: str | None) -> Moments:
    """Return a person's times on a day that has begun, whether or not they are in one of its groups."""
    group = next((group for group in occurrence.groups if user_id in group.people), None)
    rule = occurrence.plan.rule or Rule.of(standup)
    if group is None and occurrence.groups and rule.own_zones:
        return moments(rule.of_day(standup), occurrence.day, zone or rule.zone)
    return (group or occurrence.times[0]).times


def without(occurrence: Occurrence, gone: Collection[str], absent: Collection[str] = ()) -> Occurrence:
    """Take off those who have gone while the day is under way; the `absent` stay, and no time counts for them.

    The times of a group that nobody is left of do not count any more, unless there is no other.
    """
    roster = tuple(user for user in occurrence.roster or () if user not in gone)
    off = {*gone, *absent}
    staying = replace(occurrence, roster=roster)
    if not occurrence.has_groups:
        return staying
    groups = [replace(each, people=tuple(user for user in each.people if user not in off)) for each in staying.groups]
    return _grouped(staying, [each for each in groups if each.people] or groups[-1:])


def lapsed(occurrence: Occurrence, known: Collection[str], now: datetime) -> tuple[str, ...]:
    """Return those whose time is over and who never got the questions; `known` are those who have a part in the day."""
    if occurrence.progress.asked_at is not None or not occurrence.has_groups:
        return ()
    through = occurrence.progress.asked_through
    over = [
        group
        for group in occurrence.groups
        if group.times.report <= now and (through is None or group.times.ask > through)
    ]
    return tuple(user for group in over for user in group.people if user not in known)


def asked_by_hand(planned: Occurrence, now: datetime) -> Occurrence:
    """Ask everybody now, whenever they would have been; where it is too late for the report, it moves along."""
    return _grouped(planned, [replace(group, times=_from(group.times, now)) for group in planned.groups])


def _from(times: Moments, now: datetime) -> Moments:
    if now < times.report:
        return replace(times, ask=min(times.ask, now))
    late = now - times.ask
    return Moments(now, tuple(at + late for at in times.remind), times.report + late)
