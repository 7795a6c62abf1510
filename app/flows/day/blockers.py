"""Name helpers, keep open blockers in view, and resolve or reopen them.

A blocker is not stored by itself: it is the answer in the report's row, with the named helper, the people who help, the
fingerprint of what is resolved, and since when it is this blocker. The ids of a person's own blockers are stored with
their last answers, those of others' that concern them in their own row, so that Home finds them with one request, and
none if there are none. What is read through an id is checked: a wrong or old one shows nothing.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from app.domain.day.blocker import Blocker, BlockerId, blocker_of, newest
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.privacy.access import Action
from app.errors import NoBlocker, NotAllowed, SlackError, UnknownReport
from app.flows.access import require
from app.flows.day.own_day import OwnDay
from app.flows.day_access import allowed_day, require_day
from app.flows.membership import Memberships
from app.flows.report.help_in_thread import say_help
from app.flows.report.summary_header import correct_header
from app.flows.sender import at_once, outbox
from app.flows.updating import reword
from app.outbox import CLAIM_LIVES, Address
from app.services import Services
from app.slack.client import Mark
from app.storage.day.members import Members
from app.views import ids
from app.views.day.help_offer import offer_message, offer_not_needed

# Telling an author who helps may take three calls of at most ten seconds each: send, look, send again.
OFFERING_LIVES = 2 * CLAIM_LIVES

_log = logging.getLogger(__name__)


def keep_in_view(
    services: Services, occurrence: Occurrence, report: Report, now: datetime, named_before: str = ""
) -> None:
    """Show a blocker to the people it concerns, and to nobody once it is resolved or gone.

    Decides by what was just read, so it may run twice and late.
    """
    if occurrence.is_rehearsal:
        return
    _show_author(services, occurrence, report, now)
    keep_helpers_in_view(services.members, occurrence, report, now, named_before)


def keep_helpers_in_view(
    members: Members, occurrence: Occurrence, report: Report, now: datetime, named_before: str = ""
) -> None:
    """Do the same for all but the author, with whose last answers it is stored."""
    blocker, team_id = blocker_of(occurrence, report), report.report_id.team_id
    concerned = blocker.concerned if blocker and not blocker.is_resolved else frozenset()
    known = {report.blocked.named, named_before, *report.blocked.helpers}
    about, others = str(BlockerId(report.report_id, report.user_id)), {"", report.user_id}
    for person in sorted(concerned - others):
        members.note_blocker(team_id, person, about, now)
    for person in sorted(known - concerned - others):
        members.drop_blocker(team_id, person, about, now)


def _show_author(services: Services, occurrence: Occurrence, report: Report, now: datetime) -> None:
    """Store a blocker with its author's last answers; in the author's row where there are none, or it was there."""
    blocker, here = blocker_of(occurrence, report), report.report_id
    about = here.team_id, report.user_id, str(BlockerId(here, report.user_id))
    if blocker and not blocker.is_resolved:
        if not services.day.last_words.note_blocker(blocker):
            services.members.note_blocker(*about, now)
    elif not services.day.last_words.drop_blocker(here, report.user_id):
        services.members.drop_blocker(*about, now)


def open_blockers(services: Services, member: Member) -> list[Blocker]:
    """Return a member's open blockers, and those they help with and may read; newest first."""
    found = services.day.blockers.read(newest(member.remembered.blockers), services.clock.now())
    concerning = [each for each in found if not each.is_resolved and member.user_id in each.concerned]
    others = {each.id.report_id.standup_id for each in concerning if each.id.author != member.user_id}
    standups = {standup_id: services.standups.get(member.team_id, standup_id) for standup_id in others}
    where = Memberships(services)

    def may_read(blocker: Blocker) -> bool:
        standup = standups.get(blocker.id.report_id.standup_id)
        return standup is not None and allowed_day(
            services, standup, blocker.occurrence, member, Action.READ_BLOCKERS, where=where
        )

    return [each for each in concerning if each.id.author == member.user_id or may_read(each)]


def offer_help(services: Services, member: Member, text: str, received_at: datetime) -> Blocker:
    """Store that a member helps and show it to the channel and the author; returns the blocker as stored.

    Pressed again, or on one's own or a resolved blocker, it shows the present state and tells nobody. Raises
    PersonError.
    """
    return _say_help(services, member, text, received_at, helps=True)


def take_help_back(services: Services, member: Member, text: str, received_at: datetime) -> Blocker:
    """Store that a member no longer helps and show it wherever it said so; otherwise as `offer_help`."""
    return _say_help(services, member, text, received_at, helps=False)


def _say_help(services: Services, member: Member, text: str, received_at: datetime, *, helps: bool) -> Blocker:
    blocker, user_id = readable(services, member, text), member.user_id
    if user_id != blocker.id.author and not blocker.is_resolved:
        services.day.blockers.set_helper(blocker.id, user_id, received_at, helps=helps)
        blocker = readable(services, member, text)
        keep_in_view(services, blocker.occurrence, blocker.report, services.clock.now(), user_id)
        _tell_author(services, blocker.occurrence, blocker.report, user_id, is_news=True)
    show_help(services, blocker.occurrence, blocker.report)
    return blocker


def reword_offers(services: Services, occurrence: Occurrence, report: Report) -> None:
    """Update what the author was told about each helper.

    If the blocker is gone, its helpers stay in the report until something else is written in its place.
    """
    for helper in sorted(report.blocked.helpers):
        _tell_author(services, occurrence, report, helper)


def offer_address(occurrence: Occurrence, report: Report, helper: str) -> Address:
    """Return where an author is told about a helper."""
    mark = Mark(ids.HELP_OFFERED, str(report.report_id), helper)
    since = occurrence.progress.opened_at or occurrence.plan.report_at
    return Address(report.menu.channel or "", mark, since, person=report.user_id)


def _tell_author(
    services: Services, occurrence: Occurrence, report: Report, helper: str, *, is_news: bool = False
) -> None:
    """Tell the author who helps, once; later updates of that message notify nobody and say whether they still do."""
    blocker = blocker_of(occurrence, report)
    message = offer_message(blocker, helper) if blocker else offer_not_needed(report, helper)
    address = offer_address(occurrence, report, helper)
    out, now = outbox(services, at_once(services)), services.clock.now
    claim = partial(services.day.blockers.claim_telling, BlockerId(report.report_id, report.user_id), helper)
    is_wanted = is_news and helper in report.blocked.helpers
    try:
        if is_wanted and claim(now()):
            out.send(address, message)
        elif sent := out.find(address):
            reword(services, at_once(services), sent.place, message)
        elif is_wanted and claim(now(), OFFERING_LIVES):
            out.send(address, message, looks=True)
    except SlackError as error:
        _log.warning("an author was not told who helps", extra={"reason": error.code})


def show_help(services: Services, occurrence: Occurrence, report: Report, *, is_resolution: bool = False) -> None:
    """Show in the channel who helps and what is resolved; a failure is only logged, since everything is stored.

    The summary header names blocked people, however many days old it is.
    """
    if occurrence.header.ts is None:
        return
    try:
        say_help(services, occurrence, report, at_once(services))
        if occurrence.progress.reported_at and (occurrence.is_digest or is_resolution):
            correct_header(services, occurrence)
    except SlackError as error:
        _log.warning("the channel does not show who helps", extra={"reason": error.code})


def resolve_days(
    services: Services, report: Report, days: Sequence[date], received_at: datetime, now: datetime
) -> None:
    """Resolve a member's own blockers of these days, which they ticked in their form."""
    for blocker in services.day.blockers.read(_own(report, days), now):
        _resolve(services, blocker, report.user_id, received_at)


def take_back(services: Services, own: OwnDay, before: Report, received_at: datetime, now: datetime) -> None:
    """Take back what withdrawn answers said about blockers, of today and of the ticked days.

    May run twice: the ticks are forgotten last.
    """
    keep_in_view(services, own.occurrence, own.report, now, before.blocked.named)
    for blocker in services.day.blockers.read(_own(before, before.blocked.ticked), now):
        if blocker.report.blocked.resolution.by == before.user_id:
            _reopen(services, blocker, received_at)
    services.day.blockers.forget_ticks(before)
    reword_offers(services, own.occurrence, own.report)


def _own(report: Report, days: Sequence[date]) -> list[BlockerId]:
    here = report.report_id
    return [BlockerId(ReportId(here.team_id, here.standup_id, day), report.user_id) for day in days]


def resolve(services: Services, member: Member, text: str, received_at: datetime) -> Blocker:
    """Resolve a member's blocker, or one that they help with; returns it as stored. Raises PersonError."""
    blocker = concerning(services, member, text)
    _resolve(services, blocker, member.user_id, received_at)
    return concerning(services, member, text)


def reopen(services: Services, member: Member, text: str, received_at: datetime) -> Blocker:
    """Undo a resolution, whoever of the concerned people made it; returns the blocker as stored. Raises PersonError."""
    _reopen(services, concerning(services, member, text), received_at)
    return concerning(services, member, text)


def concerning(services: Services, member: Member, text: str) -> Blocker:
    """Return a blocker that concerns a member; raises UnknownReport if there is none, NotAllowed if it does not."""
    blocker = readable(services, member, text)
    if member.user_id not in blocker.concerned:
        raise NotAllowed(blocker.id.report_id.standup_id, member.user_id, Action.HELP.name)
    return blocker


def readable(services: Services, member: Member, text: str) -> Blocker:
    """Return a blocker that a member may read; raises UnknownReport, or as `require_day`."""
    wanted = BlockerId.parse(text)
    if wanted.report_id.team_id != member.team_id:
        raise UnknownReport(text)
    is_anothers = wanted.author != member.user_id
    standup = services.standups.get(member.team_id, wanted.report_id.standup_id) if is_anothers else None
    if is_anothers and standup is None:
        raise UnknownReport(text)
    found = next(iter(services.day.blockers.read([wanted], services.clock.now())), None)
    if standup and found:
        require_day(services, standup, found.occurrence, member, Action.HELP)
    elif standup:
        require(services, standup, member, Action.HELP)
    if found is None or not found.is_meant(text):
        raise NoBlocker(text)
    return found


def _resolve(services: Services, blocker: Blocker, user_id: str, received_at: datetime) -> None:
    if not blocker.is_resolved:
        services.day.blockers.resolve(blocker, user_id, received_at)
    _show_resolution(services, blocker.id, services.clock.now())


def _reopen(services: Services, blocker: Blocker, received_at: datetime) -> None:
    if blocker.is_resolved:
        services.day.blockers.reopen(blocker, received_at)
    _show_resolution(services, blocker.id, services.clock.now())


def _show_resolution(services: Services, blocker_id: BlockerId, now: datetime) -> None:
    """Show a blocker as it is stored now."""
    occurrence, report = services.reports.snapshot(blocker_id.report_id, blocker_id.author, now)
    if occurrence and report:
        keep_in_view(services, occurrence, report, now)
        show_help(services, occurrence, report, is_resolution=True)
        reword_offers(services, occurrence, report)
