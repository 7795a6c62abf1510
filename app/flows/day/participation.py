"""Which standups are a person's, and what today is in each of them.

Read with one query (the workspace's standups), one batch (the person, and today's occurrence and report in each), and,
where others have standups, too, a small query for each standup that has ever asked the person.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.reason import Reason, Why
from app.domain.day.report import Report
from app.domain.home.participation import (
    Participation,
    as_outsider,
    days_anywhere,
    is_concerned,
    is_outside_channel,
    participation_of,
)
from app.domain.privacy.access import Action, may, roles_of
from app.domain.setup.mending import LOST_OWNER
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.flows import access
from app.flows.agenda import around_of
from app.flows.day.todays import Today, asked_lately, near, newest
from app.flows.outlook import outlook_as
from app.flows.report.placing import placed
from app.flows.requester import member_of, people_in
from app.flows.standup_lookup import for_person_with_deleted
from app.records import replace
from app.services import Services

# At most this many channels whose people have never been counted are read from Slack for one person.
LOOKED_INTO = 5


def parts_of(services: Services, team_id: str, user_id: str) -> tuple[Member, list[Participation]]:
    """Return a person and all their standups by name, with those that were theirs when a day under way began.

    May raise StorageUnavailable or SlackError.
    """
    theirs = everything_of(services, team_id, user_id)
    return theirs.member, [*theirs.parts, *(part for part in theirs.besides if not part.outlook.is_deleted)]


class Everything(Struct, frozen=True):
    """A person with all their standups by name, broken ones that they may repair, and deleted ones they may restore.

    `besides` has today's reports of theirs in standups that are no longer theirs, or are deleted.
    """

    member: Member
    parts: list[Participation]
    broken: list[StoredStandup]
    deleted: list[StoredStandup]
    besides: list[Participation]


def everything_of(services: Services, team_id: str, user_id: str) -> Everything:
    """Return all of it from three reads: the workspace's standups, what the person was asked lately, and one batch."""
    now = services.clock.now()
    found = for_person_with_deleted(services, team_id, user_id)
    everything = [each for each in found if not each.deletion.at]
    standups = _theirs(services, [each for each in everything if not each.is_broken], user_id)
    by_id = {each.standup.standup_id: each for each in found if not each.is_broken}
    around = {each: sorted(days_anywhere(each, now) | by_id[each.standup_id].attention.open_days) for each in standups}
    ids = [ReportId(team_id, standup.standup_id, day) for standup, days in around.items() for day in days]
    others = by_id.keys() - {each.standup_id for each in standups}
    lately = asked_lately(services, team_id, user_id) if others else []
    ids += [each for each in near(by_id, lately, now) if each.standup_id in others]
    answered_in = {each.standup_id for each in standups} | {each.standup_id for each in lately}
    known, stored = services.reports.person_and_days(team_id, user_id, ids, now, sorted(answered_in))
    member = known if known and known.is_fresh(now) else _described(services, team_id, user_id, known)
    parts = [_part(services, by_id[standup.standup_id], people, member, stored) for standup, people in standups.items()]
    broken = [each for each in everything if each.is_broken and _is_to_mend(each, member)]
    own = {each: (day, report) for each, (day, report) in stored.items() if report}
    besides = [_beside(each) for each in newest(services, member, {each: by_id[each] for each in others}, own)]
    return Everything(member, parts, broken, restorable(services, member, found), besides)


def _described(services: Services, team_id: str, user_id: str, known: Member | None) -> Member:
    """Return a person as Slack describes them now, with what is remembered of them unless they were erased."""
    member = member_of(services, team_id, user_id)
    return replace(member, remembered=known.remembered) if known and not member.is_erased else member


def _beside(today: Today) -> Participation:
    """Return today in a standup that is no longer the person's: a day under way keeps its people."""
    return Participation(today.standup, None, Reason(Why.NOT_CHOSEN), today.occurrence, today.report, today.outlook)


def restorable(
    services: Services, member: Member, found: Sequence[StoredStandup], channel: str = ""
) -> list[StoredStandup]:
    """Return the deleted standups among these that are not purged yet and that a member may restore, newest first.

    They are the ones that the member takes part in, or of the `channel` they write from; permission is checked as of
    now.
    """
    now = services.clock.now()
    deleted = [each for each in found if each.is_restorable(now)]
    here = {each.standup for each in deleted if channel and each.standup.channel == channel}
    theirs = here | _theirs(services, deleted, member.user_id).keys()
    allowed = (
        each
        for each in deleted
        if each.standup in theirs and access.allowed(services, each.standup, member, Action.CHANGE)
    )
    return sorted(allowed, key=lambda each: str(each.deletion.at), reverse=True)


def _is_to_mend(broken: StoredStandup, member: Member) -> bool:
    """Whether a broken standup is shown to a member: to its owners, or to admins if its owners cannot be read."""
    owners = broken.standup.roles.owners
    return may(roles_of(broken.standup, member), Action.CHANGE) or (LOST_OWNER in owners and member.account.is_admin)


def _theirs(services: Services, everything: Sequence[StoredStandup], user_id: str) -> dict[Standup, Collection[str]]:
    """Return the person's standups, each with the people of its channel when it last asked, as far as known."""
    open_to_all = [one for one in everything if one.standup.roles.people is None]
    uncounted = list(dict.fromkeys(one.standup.channel for one in open_to_all if not one.counted.people))[:LOOKED_INTO]
    channels = {channel: people_in(services, channel) for channel in uncounted}
    counted = {one.standup: one.counted.people or channels.get(one.standup.channel, ()) for one in everything}
    return {standup: people for standup, people in counted.items() if is_concerned(standup, user_id, people)}


def _part(
    services: Services,
    kept: StoredStandup,
    people: Collection[str],
    member: Member,
    stored: Mapping[ReportId, tuple[Occurrence, Report | None]],
) -> Participation:
    standup, around = kept.standup, around_of(services, kept, services.clock.now())
    days = {each.day: both for each, both in stored.items() if each.standup_id == standup.standup_id}
    part = participation_of(standup, member, days, around, services.calendars.holiday)
    if part.occurrence and part.report:
        (report,) = placed(services.day.digests, part.occurrence, [part.report])
        part = replace(part, report=report, outlook=outlook_as(services, part.occurrence, kept, services.clock.now()))
    return as_outsider(part) if is_outside_channel(standup, member.user_id, people) else part
