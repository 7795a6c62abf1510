"""Grouping: an occurrence's people by their times, from its opening on, as people join and leave.

The roster is frozen in groups of people with the same times when the occurrence opens. Only people who are really asked
count, not those who are away or have left. The standup's own zone counts only if somebody goes by it, or if nobody is
known.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from app.domain.day.occurrence import Group, Occurrence, Rule
from app.domain.schedule import Moments, moments, zone_for
from app.domain.standup import Standup
from app.records import replace


def with_times(planned: Occurrence, standup: Standup, zones: Mapping[str, str | None]) -> Occurrence:
    """Return the occurrence with the day's times frozen for the people who are asked.

    `zones` has each person's zone; None stands for the standup's. The summary header is due when the first group's time
    is over.
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
    """Return the occurrence with these groups; the report is due when the first group's time is over."""
    return replace(
        occurrence,
        groups=tuple(groups),
        plan=replace(occurrence.plan, report_at=min(group.times.report for group in groups)),
    )


def with_member(
    occurrence: Occurrence, standup: Standup, user_id: str, zone: str | None, *, is_absent: bool = False
) -> Occurrence:
    """Return the occurrence with a member who joined or came back while the day is under way.

    The times of a member who is absent do not count.
    """
    others = tuple(user for user in occurrence.roster or () if user != user_id)
    joined = replace(occurrence, roster=(*others, user_id))
    is_here = len(others) < len(occurrence.roster or ())
    own_times = times_of(occurrence, standup, user_id, zone)
    whole_roster = {group.times for group in occurrence.groups if not group.people}
    if is_absent or not occurrence.groups or own_times in whole_roster:
        return occurrence if is_here else joined
    if any(user_id in group.people for group in occurrence.groups):
        return occurrence
    groups = [replace(group, people=group.people or others) for group in occurrence.groups]
    same = next((group for group in groups if group.times == own_times), Group(own_times))
    rest = [group for group in groups if group is not same]
    enlarged = replace(same, people=(*same.people, user_id))
    ordered = sorted([*rest, enlarged], key=lambda group: group.times.ask)
    return _grouped(joined, ordered if len(ordered) > 1 else [Group(own_times)])


def times_of(occurrence: Occurrence, standup: Standup, user_id: str, zone: str | None) -> Moments:
    """Return a person's times on a day that has begun, even if they are in none of its groups."""
    group = next((group for group in occurrence.groups if user_id in group.people), None)
    rule = occurrence.plan.rule or Rule.of(standup)
    if group is None and occurrence.groups and rule.own_zones:
        return moments(rule.of_day(standup), occurrence.day, zone or rule.zone)
    return (group or occurrence.times[0]).times


def without_members(occurrence: Occurrence, gone: Collection[str], absent: Collection[str] = ()) -> Occurrence:
    """Return the occurrence without members who left while the day is under way.

    The `absent` stay on the roster, but their times do not count. The times of a group without people do not count any
    more, unless it is the only one.
    """
    roster = tuple(user for user in occurrence.roster or () if user not in gone)
    off = {*gone, *absent}
    staying = replace(occurrence, roster=roster)
    if not occurrence.has_groups:
        return staying
    groups = [replace(each, people=tuple(user for user in each.people if user not in off)) for each in staying.groups]
    return _grouped(staying, [each for each in groups if each.people] or groups[-1:])


def lapsed_members(occurrence: Occurrence, known: Collection[str], now: datetime) -> tuple[str, ...]:
    """Return the members whose time is over and who were never asked; `known` are those who have a report."""
    if occurrence.progress.asked_at is not None or not occurrence.has_groups:
        return ()
    through = occurrence.progress.asked_through
    over_groups = [
        group
        for group in occurrence.groups
        if group.times.report <= now and (through is None or group.times.ask > through)
    ]
    return tuple(user for group in over_groups for user in group.people if user not in known)


def asked_by_hand(planned: Occurrence, now: datetime) -> Occurrence:
    """Return the occurrence with everybody asked now; where it is too late for the report, that moves along."""
    return _grouped(planned, [replace(group, times=_moved_to(group.times, now)) for group in planned.groups])


def _moved_to(times: Moments, now: datetime) -> Moments:
    if now < times.report:
        return replace(times, ask=min(times.ask, now))
    late = now - times.ask
    return Moments(now, tuple(at + late for at in times.remind), times.report + late)
