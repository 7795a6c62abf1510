"""Find the standup or report that a member means, among their own, and when the next one asks them."""

from collections.abc import Sequence
from datetime import date, datetime

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.home.commands import standup_meant
from app.domain.home.day_words import DayWords
from app.domain.privacy.access import Action
from app.domain.schedule import local_date
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import DayDeleted, NothingToAnswer, NotWaiting, PersonError, WhichStandup
from app.flows import access, standup_lookup
from app.flows.day.participation import restorable
from app.flows.day.todays import Today, waiting
from app.flows.requester import people_in
from app.flows.upcoming import next_asking_of
from app.services import Services


def local_today(services: Services, member: Member) -> date:
    """Return the date in the member's zone."""
    return local_date(services.clock.now(), member.profile.zone or "UTC")


def standups_of(services: Services, member: Member, channel: str = "") -> list[Standup]:
    """Return the standups that a member takes part in, and those of the channel they write from, by name.

    The channel came with the request: whether they are in it is checked where nothing else says so.
    """
    return [each.standup for each in _stored_of(services, member, channel)]


def _stored_of(services: Services, member: Member, channel: str) -> list[StoredStandup]:
    return _theirs(
        services, member, standup_lookup.for_person(services, member.team_id, member.user_id, channel), channel
    )


def standups_and_deleted(
    services: Services, member: Member, channel: str
) -> tuple[list[StoredStandup], list[StoredStandup]]:
    """Return the standups that a member takes part in, by name, and the deleted ones that they may restore."""
    found = standup_lookup.for_person_with_deleted(services, member.team_id, member.user_id, channel)
    present = [each for each in found if not each.deletion.at and not each.is_broken]
    return _theirs(services, member, present), restorable(services, member, found, channel)


def _theirs(
    services: Services, member: Member, found: Sequence[StoredStandup], channel: str = ""
) -> list[StoredStandup]:
    return [
        each
        for each in found
        if _takes_part(services, each, member)
        or (channel == each.standup.channel and access.allowed(services, each.standup, member, Action.SEE))
    ]


def restorable_of(services: Services, member: Member, channel: str = "") -> list[StoredStandup]:
    """Return the deleted standups that a member may restore: their own, and those of the channel they write from."""
    found = standup_lookup.for_person_with_deleted(services, member.team_id, member.user_id, channel)
    return restorable(services, member, found, channel)


def _takes_part(services: Services, stored: StoredStandup, member: Member) -> bool:
    standup = stored.standup
    if member.user_id in (*standup.roles.observers, *standup.roles.owners):
        return True
    if standup.standup_id in member.left:
        return False
    if standup.roles.people is not None or member.user_id in standup.roles.optional:
        return member.user_id in standup.asks(())  # people counted earlier are from when it asked a whole channel
    # Before the first day nobody has been counted yet, so Slack is asked.
    return member.user_id in (stored.counted.people or people_in(services, standup.channel))


def next_for(services: Services, member: Member) -> datetime | None:
    """Return the next moment at which any standup asks a member."""
    today = local_today(services, member)
    known = standup_lookup.for_person(services, member.team_id, member.user_id)
    theirs = [each for each in known if _takes_part(services, each, member)]
    theirs = [each for each in theirs if _has_place(each.standup, member, today)]
    coming = filter(None, (next_asking_of(services, each, member) for each in theirs))
    return min((asking.at for asking in coming), default=None)


def _has_place(standup: Standup, member: Member, day: date) -> bool:
    reason = why_not_asked(standup, member, day, lambda _country, _day: None)
    return reason is None or reason.is_absence


def one_of(
    services: Services, member: Member, reports: Sequence[Today], named: str, *, channel: str, day_words: DayWords
) -> Today:
    """Choose the report that is meant, as standups are chosen; waiting ones come before those of deleted standups.

    Raises NothingToAnswer, NotWaiting, DayDeleted, WhichStandup, UnclearWords.
    """
    if not reports and not named:
        raise NothingToAnswer(next_for(services, member))
    among = reports if named else (waiting(reports) or reports)
    try:
        meant = standup_meant([each.standup for each in among], named, channel, day_words)
    except WhichStandup as error:
        if error.is_known:
            raise
        raise _not_waiting(services, member, named, channel, day_words) from None
    today = next(each for each in among if each.standup is meant)
    if today.outlook.is_deleted:
        raise DayDeleted(str(today.occurrence.report_id))
    return today


def _not_waiting(services: Services, member: Member, named: str, channel: str, day_words: DayWords) -> PersonError:
    """Return the error for a name that no waiting report has: no such standup, or why it does not wait now."""
    found = {each.standup.standup_id: each for each in _stored_of(services, member, channel)}
    try:
        standup = standup_meant([each.standup for each in found.values()], named, channel, day_words)
    except WhichStandup as error:
        deleted = () if error.is_known else restorable_of(services, member, channel)
        gone = _one_named([each.standup for each in deleted], named, day_words)
        return NotWaiting(gone.name).because("deleted") if gone else error
    if standup.is_paused:
        return NotWaiting(standup.name).because("paused")
    reason = why_not_asked(standup, member, local_today(services, member), services.calendars.holiday)
    has_place = reason is None or reason.is_absence
    asking = next_asking_of(services, found[standup.standup_id], member) if has_place else None
    waits_not = NotWaiting(standup.name, asking.at, asking.day) if asking else NotWaiting(standup.name)
    return waits_not.because(reason.why, reason.until, reason.words) if reason else waits_not


def _one_named(standups: Sequence[Standup], named: str, day_words: DayWords) -> Standup | None:
    try:
        return standup_meant(standups, named, "", day_words)
    except PersonError:
        return None
