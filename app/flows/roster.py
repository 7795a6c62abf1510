"""The roster while a day is under way: who joins is asked, who leaves is taken off; and what becomes of a channel."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.domain.absence import why_not_asked
from app.domain.due import days_to_look_at
from app.domain.member import Member
from app.domain.occurrence import Occurrence, with_member, without_member
from app.domain.report import Report
from app.domain.schedule import next_asking
from app.domain.standup import Posting, Standup
from app.flows.asking import find_menu, menu_mark, report_of
from app.flows.gathering import Part
from app.flows.looking_after import present_owners, tell
from app.flows.people import member_of, people_in
from app.flows.sending import at_once
from app.services import Services
from app.storage.stored import StoredStandup
from app.views import resting
from app.views.menu import left, menu
from app.views.message import Message


def join(services: Services, team_id: str, user_id: str, channel: str) -> None:
    """Let somebody who has come to a channel take part in its standups, today's included while it is still open."""
    member = member_of(services, team_id, user_id)
    if member.is_erased:
        return
    for stored in _following(services, team_id, channel):
        standup = stored.standup
        zones = {*stored.zones, *filter(None, [member.zone])}
        services.standups.note_people(standup, {*stored.people, user_id}, zones)
        if standup.own_zones and zones != set(stored.zones):  # something may be due earlier now
            services.standups.wake(team_id, standup.standup_id, services.clock.now())
        for occurrence in _under_way(services, standup):
            _ask_too(services, standup, occurrence, member)


def rejoin(services: Services, standup: Standup, user_id: str) -> None:
    """Ask somebody who takes part in a standup again today, too, while it is open; their menu of before comes back."""
    is_there = standup.people is not None or user_id in people_in(services, standup.channel)
    if standup.is_paused or not is_there:
        return
    member = member_of(services, standup.team_id, user_id)
    for occurrence in _under_way(services, standup):
        _ask_too(services, standup, occurrence, member, since=occurrence.opened_at)


def _ask_too(
    services: Services, standup: Standup, occurrence: Occurrence, member: Member, *, since: datetime | None = None
) -> None:
    """Ask one more person, if they are asked on this day and it is still open for them; see `_send` for `since`."""
    now = services.clock.now()
    reason = why_not_asked(standup, member, occurrence.day, services.calendars.holiday)
    if occurrence.closed_at and not occurrence.has_closings:
        return
    if reason is None or reason.is_absence:
        joined = with_member(occurrence, standup, member.user_id, member.zone)
        if joined is not occurrence:
            services.reports.change_roster(occurrence, joined)
        report = report_of(joined, standup, Part(member, reason))
        times = joined.group_of(member.user_id).times
        if reason:
            services.reports.keep(report, joined.retention_days)
        elif times.ask <= now < times.report:
            _send(services, joined, report, member, since)
        elif now < times.ask:
            services.reports.note(joined, asked_at=None)
            services.standups.wake(standup.team_id, standup.standup_id, now)


def _send(services: Services, occurrence: Occurrence, report: Report, member: Member, since: datetime | None) -> None:
    """Send the person's menu, once: what an earlier run has claimed and not marked is looked for first.

    So is, from `since` on, the menu of somebody who has a part in the day again.
    """
    now = services.clock.now()
    if not services.reports.claim(report, now, occurrence.retention_days):
        _, known = services.reports.snapshot(report.report_id, report.user_id, now)
        if known is None or known.menu_at or known.problem or known.is_settled:
            return
        since = known.claimed_at or now
    message = menu(occurrence, report, now=now)
    found = find_menu(services, report, member.dm_channel, menu_mark(report), since) if since else None
    if found:
        at_once(services)(partial(services.slack.update, *found, message.text, message.blocks), 0)
    else:
        post = partial(services.slack.post, report.user_id, message.text, message.blocks, menu_mark(report))
        found = at_once(services)(post, 0)
    services.reports.mark_asked(report, *found)


def leave(services: Services, team_id: str, user_id: str, channel: str) -> None:
    """Take somebody who has left a channel off what is under way there; an answer that they have given stays."""
    for stored in _following(services, team_id, channel):
        standup = stored.standup
        services.standups.note_people(standup, set(stored.people) - {user_id}, stored.zones)
        take_off(services, standup, user_id, left)


def take_off(
    services: Services, standup: Standup, user_id: str, words: Callable[[Occurrence, Report], Message]
) -> None:
    """Take somebody off what is under way, and let their menu say why in these `words`; their answer stays."""
    now = services.clock.now()
    for occurrence in _under_way(services, standup):
        _, report = services.reports.snapshot(occurrence.report_id, user_id, now)
        if report is None or not services.reports.take_off(report):
            continue
        services.reports.change_roster(occurrence, without_member(occurrence, user_id))
        if report.menu_at:
            message = words(occurrence, report)
            at_once(services)(partial(services.slack.update, *report.menu_at, message.text, message.blocks), 0)
        if standup.posting is Posting.WHEN_COMPLETE:
            services.standups.wake(standup.team_id, standup.standup_id, now)


def close_channel(services: Services, team_id: str, channel: str, cause: str, actor: str) -> None:
    """Let the standups of a channel rest that cannot be posted to any more, and tell their owners, or who did it."""
    for stored in services.standups.all(team_id):
        if stored.standup.channel == channel and not stored.standup.is_paused:
            resting_now = _save(services, replace(stored.standup, is_paused=True))
            _tell(services, resting_now, partial(resting.paused, resting_now, cause), actor)


def reopen_channel(services: Services, team_id: str, channel: str, actor: str) -> None:
    """Let those standups go on that rested because their channel was closed."""
    for stored in services.standups.all(team_id):
        if stored.standup.channel == channel and rests_for_us(services, stored):
            standup = _save(services, replace(stored.standup, is_paused=False))
            day_off = services.calendars.day_off(standup)
            upcoming = next_asking(standup, services.clock.now(), None, day_off)
            _tell(services, standup, partial(resting.resumed, standup, upcoming), actor)


def rests_for_us(services: Services, stored: StoredStandup) -> bool:
    """Whether it was we who paused it, and nobody has changed it since."""
    return stored.standup.is_paused and stored.paused_by == services.slack.identity().bot_user_id


def _save(services: Services, standup: Standup) -> Standup:
    now = services.clock.now()
    by = services.slack.identity().bot_user_id
    return services.standups.save(standup, by, now, None if standup.is_paused else now).standup


def _tell(services: Services, standup: Standup, words: Callable[[], str], actor: str) -> None:
    """Tell the owners, each in their language; of a standup without any, whoever did it."""
    for user_id in present_owners(services, standup, anew=True) or filter(None, (actor,)):
        tell(services, standup, user_id, lambda: Message(words(), []))


def _following(services: Services, team_id: str, channel: str) -> Iterator[StoredStandup]:
    """Give the standups that ask everyone in a channel."""
    for stored in services.standups.all(team_id):
        if stored.standup.channel == channel and stored.standup.people is None and not stored.standup.is_paused:
            yield stored


def _under_way(services: Services, standup: Standup) -> list[Occurrence]:
    now = services.clock.now()
    days = days_to_look_at(standup, now)
    found = services.reports.occurrences(standup.team_id, standup.standup_id, days, now)
    return [occurrence for occurrence in found if occurrence.roster is not None and not occurrence.is_over]
