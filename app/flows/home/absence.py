"""Let a person be away for some time, and come back.

Both change today's reports and their menus. Of what a person says about it, the latest by time of receipt counts,
whatever is carried out last.
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Away, Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.reason import Why
from app.domain.day.report import Report, State
from app.domain.scheduling.grouping import with_member
from app.domain.standup import Standup
from app.errors import NotTold, SlackError, StorageUnavailable
from app.flows.day.answering import show_menu, wake
from app.flows.day.asking_one import ask_one
from app.flows.day.own_day import OwnDay
from app.flows.day.participation import parts_of
from app.flows.outlook import outlook
from app.flows.sender import at_once
from app.records import replace
from app.services import Services

_Change = Callable[[Standup, Occurrence, Report], Report | None]


def go_away(services: Services, member: Member, away: Away, received_at: datetime | None = None) -> None:
    """Store that a member is away, and update today's open menus; raises PersonError.

    Something received later but carried out earlier counts. Raises NotTold if it is stored but a menu was not updated.
    """
    moment = received_at or services.clock.now()
    holidays = services.calendars.holiday

    def gone(standup: Standup, occurrence: Occurrence, report: Report) -> Report | None:
        """Judge the day anew: a member who is off for another reason, too, stays off."""
        # A day under way keeps its people.
        keeping = replace(standup, roles=replace(standup.roles, people=None, observers=()))
        reason = why_not_asked(keeping, replace(member, away=away), occurrence.day, holidays)
        if reason and reason.is_absence:
            return report.go_away(occurrence, reason, moment) if reason.why is Why.AWAY else None
        return report.come_back(occurrence, moment) if report.state is State.AWAY else None

    if services.members.remember_away(member.team_id, member.user_id, away, moment):
        _change_today(services, member, gone, moment)


def come_back(services: Services, member: Member, received_at: datetime | None = None) -> None:
    """Store that a member is back; today's menus are open again. Raises NotTold as above."""
    moment = received_at or services.clock.now()

    def back(_standup: Standup, occurrence: Occurrence, report: Report) -> Report:
        return report.come_back(occurrence, moment)

    if services.members.remember_away(member.team_id, member.user_id, None, moment):
        _change_today(services, member, back, moment)


def _change_today(services: Services, member: Member, change: _Change, moment: datetime) -> None:
    """Change a member's reports of today and show them; a change stored by an earlier run is shown, too."""
    troubles: list[Exception] = []
    for part in parts_of(services, member.team_id, member.user_id)[1]:
        occurrence, report, now = part.occurrence, part.report, services.clock.now()
        if part.standup.schedule.own_zones:  # the member's times may count from now, or no longer
            services.standups.wake(member.team_id, part.standup.standup_id, now)
        if occurrence is None or report is None or report.state not in {State.ASKED, State.AWAY}:
            continue
        changed = change(part.standup, occurrence, report)
        if changed is None:
            continue
        changed = claimed(changed, report, now)
        is_new = changed.menu.claimed_at != report.menu.claimed_at
        try:
            if changed is report or services.reports.save(changed, report):
                wake(services, occurrence, now)
                occurrence = _with_their_times(services, part.standup, occurrence, changed, member)
                show_or_ask(services, occurrence, changed, member, moment, now=now, is_claimed=is_new)
        except (SlackError, StorageUnavailable) as error:
            troubles.append(error)
    if troubles:
        raise NotTold(str(troubles[0])) from troubles[0]


def _with_their_times(
    services: Services, standup: Standup, occurrence: Occurrence, report: Report, member: Member
) -> Occurrence:
    """Add the times of a member who is back to this day, so that they are reminded and waited for by them."""
    if report.state is not State.ASKED:
        return occurrence
    joined = with_member(occurrence, standup, member.user_id, member.profile.zone)
    if joined is occurrence or (report.terms.closes_at and report.terms.closes_at <= services.clock.now()):
        return occurrence
    return services.reports.change_roster(occurrence, joined)


def claimed(report: Report, before: Report, now: datetime) -> Report:
    """Claim the menu of a member who is active again and was not asked with the others; the caller stores it.

    The claim is never earlier than their return, whatever the clocks of two processes say.
    """
    if report is before or report.state is not State.ASKED or before.menu.claimed_at or before.menu_at:
        return report
    return replace(report, menu=replace(report.menu, claimed_at=max(now, report.received.skip_at or now)))


def show_or_ask(
    services: Services,
    occurrence: Occurrence,
    report: Report,
    member: Member,
    moment: datetime,
    *,
    now: datetime,
    is_claimed: bool,
) -> None:
    """Make the menu show the present state; a member who is back and was not asked with the others is asked now.

    Their menu can be missing only because of what was received at `moment`: otherwise its sender may be at work. It
    `is_claimed` by the run that stored the change; any other run reconciles it.
    """
    becomes = outlook(services, occurrence, now)  # people come back at any time, even while the standup is paused
    if report.menu_at or report.state is not State.ASKED or report.received.skip_at != moment:
        show_menu(services, OwnDay(occurrence, report, becomes), "", now)
        return
    ask_one(
        services,
        at_once(services),
        occurrence,
        report,
        member,
        is_claimed=is_claimed,
        back_at=moment,
        becomes=becomes,
    )
