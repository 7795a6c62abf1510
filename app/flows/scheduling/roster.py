"""Change the roster of a day under way: people who join are asked at once, people who leave are taken off.

An answer that somebody has given stays. A renamed channel changes nothing, since channels are stored by their ids.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.domain.scheduling.grouping import times_of, with_member
from app.domain.scheduling.joining import ASKED_WITHIN, Joining, needs_no_menu
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Posting, Standup
from app.flows.day.asking_one import ask_one
from app.flows.day.todays import asked_lately
from app.flows.gathering import Participant, report_of
from app.flows.membership import Memberships
from app.flows.one_menu import leave_one
from app.flows.outlook import days_under_way
from app.flows.owners.alerting import tell_unreachable
from app.flows.owners.leaving_private_channel import take_out
from app.flows.requester import member_of, people_in
from app.flows.sender import at_once
from app.flows.standup_lookup import for_channel
from app.flows.updating import reword
from app.outbox import CLAIM_LIVES, LEFT_TO_OTHERS
from app.records import replace
from app.services import Services
from app.views.day.menu import left, left_by_choice
from app.views.kit.readers import person_locale


def join(services: Services, team_id: str, user_id: str, channel: str, at: datetime) -> None:
    """Let somebody who has joined a channel take part in its standups, today's included while it is still open."""
    is_known = services.members.get(team_id, user_id, services.clock.now()) is not None
    member = member_of(services, team_id, user_id)
    if not member.account.is_person or member.is_erased:
        return
    for stored in _following(services, team_id, channel):
        _come(services, stored.standup, member, at, of_channel=True, is_known=is_known)


def rejoin(services: Services, standup: Standup, user_id: str) -> None:
    """Ask a person who rejoins a standup again today, while it is open; their earlier menu comes back."""
    is_there = standup.roles.people is not None or user_id in people_in(services, standup.channel)
    if standup.is_paused or not is_there:
        return
    member = member_of(services, standup.team_id, user_id)
    _come(services, standup, member, services.clock.now(), of_channel=False, is_known=True)


def _come(
    services: Services, standup: Standup, member: Member, at: datetime, *, of_channel: bool, is_known: bool
) -> None:
    """Ask a person who has joined; telling the others, and whatever fails here, is left to the ticks.

    Who is not known yet was never asked, and has no earlier menu. However many come at once, each writes only rows of
    their own.
    """
    joining = _joining(services, standup, member.user_id, at, is_here=True, of_channel=of_channel)
    joining = replace(joining, zone=member.profile.zone or "")
    if not services.day.joinings.note(joining):
        return
    seen = [
        _ask_too(services, standup, occurrence, member, looks=is_known)
        for occurrence in days_under_way(services, standup, services.clock.now())
    ]
    if all(seen):
        services.day.joinings.make_due(joining, services.clock.now())


def _joining(
    services: Services, standup: Standup, user_id: str, at: datetime, *, is_here: bool, of_channel: bool
) -> Joining:
    due_at = services.clock.now() + ASKED_WITHIN
    return Joining(standup.team_id, standup.standup_id, user_id, is_here, at, due_at, of_channel=of_channel)


def part_of(services: Services, standup: Standup, occurrence: Occurrence, member: Member) -> Report | None:
    """Return a member's report for a day they join; None if they take no part in it, or come too late."""
    reason = why_not_asked(standup, member, occurrence.day, services.calendars.holiday)
    is_closed = occurrence.progress.closed_at is not None and not occurrence.has_closings
    is_elsewhere = standup.roles.people is None and not _began_here(standup, occurrence)
    if is_closed or is_elsewhere or member.is_erased or (reason and not reason.is_absence):
        return None
    is_late = services.clock.now() >= times_of(occurrence, standup, member.user_id, member.profile.zone).report
    if is_late and reason is None:
        return None
    joined = with_member(occurrence, standup, member.user_id, member.profile.zone, is_absent=reason is not None)
    return report_of(joined, standup, Participant(member, reason))


def _ask_too(services: Services, standup: Standup, occurrence: Occurrence, member: Member, *, looks: bool) -> bool:
    """Ask one more person, if they are asked on this day and it is still open for them.

    `looks` for an earlier menu if there may be one. Returns True if nothing is left to do for them, False if another
    sender may be at work; what is unconfirmed is left to the ticks.
    """
    now = services.clock.now()
    report = part_of(services, standup, occurrence, member)
    if report is None:
        return True
    if report.is_away:
        services.reports.keep(report, occurrence.plan.retention_days)
        return True
    joined = with_member(occurrence, standup, member.user_id, member.profile.zone)
    times = joined.group_of(member.user_id).times
    if not times.ask <= now < times.report:
        return True
    asked = ask_one(services, at_once(services), joined, report, member, lives=LEFT_TO_OTHERS, looks=looks)
    if asked.problem:
        _, reports = services.reports.day(occurrence.report_id, now)
        unreachable = [each for each in reports if each.state is State.UNREACHABLE]
        tell_unreachable(services, standup, occurrence, unreachable, len(joined.roster or ()))
    return needs_no_menu(asked)


def leave(services: Services, team_id: str, user_id: str, channel: str, at: datetime) -> None:
    """Take somebody who has left a channel off its days under way; an answer that they have given stays."""
    if services.privacy.suppressed.among(team_id, [user_id]):
        return
    named = [standup for standup in take_out(services, team_id, user_id, channel) if standup.roles.people is not None]
    once = list(_taken_off_before(services, team_id, user_id, channel, {standup.standup_id for standup in named}))
    for standup in [*named, *once, *(stored.standup for stored in _following(services, team_id, channel))]:
        _leave_standup(services, standup, user_id, at, of_channel=True)


def _taken_off_before(
    services: Services, team_id: str, user_id: str, channel: str, known: Collection[str]
) -> Iterator[Standup]:
    """Yield a private channel's standups that no longer name a person but have them on a day under way."""
    others = [each.standup for each in for_channel(services, team_id, channel) if each.standup.roles.people is not None]
    asked = {each.standup_id for each in asked_lately(services, team_id, user_id)} if others else set()
    others = [each for each in others if each.standup_id in asked - set(known)]
    if others and Memberships(services).is_shut_out(channel, user_id):
        yield from others


def take_off(services: Services, standup: Standup, user_id: str) -> None:
    """Take somebody who no longer takes part in a standup off its days under way; their answer stays."""
    _leave_standup(services, standup, user_id, services.clock.now(), of_channel=False)


def _leave_standup(services: Services, standup: Standup, user_id: str, at: datetime, *, of_channel: bool) -> None:
    """Store that a person has left a standup, and take them off its days under way."""
    joining = _joining(services, standup, user_id, at, is_here=False, of_channel=of_channel)
    if not services.day.joinings.note(joining):
        return
    for occurrence in days_under_way(services, standup, services.clock.now()):
        _, report = services.reports.snapshot(occurrence.report_id, user_id, services.clock.now())
        if report and not _is_on_its_way(report, services.clock.now()):  # else whoever merges it does
            take_off_day(services, standup, occurrence, report, of_channel=of_channel)
    services.day.joinings.make_due(joining, services.clock.now())


def _is_on_its_way(report: Report, now: datetime) -> bool:
    """Whether a menu or a reminder is being sent: who comes back at once is not to get another beside it."""
    menu = report.menu
    is_new = menu.ts is None and menu.claimed_at is not None and now - menu.claimed_at < CLAIM_LIVES
    return is_new or menu.reminding.is_unconfirmed


def take_off_day(
    services: Services, standup: Standup, occurrence: Occurrence, report: Report, *, of_channel: bool
) -> None:
    """Take somebody off one day and let their menu say why; an answer that they have given stays."""
    if of_channel and not _began_here(standup, occurrence):
        return
    leave_one(services, at_once(services), report)
    if not services.reports.take_off(report):
        return
    if report.menu_at:
        message = (left if of_channel else left_by_choice)(person_locale(report), occurrence, report)
        reword(services, at_once(services), report.menu_at, message)
    if standup.look.posting is Posting.WHEN_COMPLETE:
        services.standups.wake(standup.team_id, standup.standup_id, services.clock.now())


def _following(services: Services, team_id: str, channel: str) -> Iterator[StoredStandup]:
    """Yield the active standups that ask everybody in a channel."""
    for stored in for_channel(services, team_id, channel):
        if stored.standup.roles.people is None and not stored.standup.is_paused:
            yield stored


def _began_here(standup: Standup, occurrence: Occurrence) -> bool:
    """Whether a day began in the standup's present channel: the standup may have moved since."""
    return occurrence.plan.home in {"", standup.channel}
