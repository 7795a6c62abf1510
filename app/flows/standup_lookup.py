"""Find the standups that may concern a person or a channel, without reading everybody else's."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import chain

from app.domain.privacy.concern import EVERYTHING, UNREADABLE, concern_keys, in_channel, of_person
from app.domain.scheduling.job import ConcernsNoted, Job, JobKind
from app.domain.setup.stored import StoredStandup
from app.domain.standup import DEFAULT_STANDUP_ID
from app.errors import ChangedMeanwhile
from app.services import Services

# The number of keys that one step of the job writes.
AT_ONCE = 200
# So long after a sender has read a standup, it reads it again when somebody's turn has come.
JUDGED_FOR = timedelta(seconds=3)
# So many of those who come next are read again then, too.
JUDGED_AT_ONCE = 25


def for_person(services: Services, team_id: str, user_id: str, channel: str = "") -> list[StoredStandup]:
    """Return the standups that may concern a person or a channel, by name; all of the workspace's where there are few.

    Of many: those that name the person, and the ones for whole channels that have asked them. Callers still check for
    each whether it really is the person's.
    """
    return [each for each in for_person_with_broken(services, team_id, user_id, channel) if not each.is_broken]


def for_person_with_broken(services: Services, team_id: str, user_id: str, channel: str = "") -> list[StoredStandup]:
    """Return the same, with broken ones that may be the person's to repair."""
    return _found(services, team_id, _keys(user_id, channel), _asked(services, team_id, user_id))


def for_person_with_deleted(services: Services, team_id: str, user_id: str, channel: str = "") -> list[StoredStandup]:
    """Return the same, with deleted ones that are not purged yet, or that an earlier version stored as deleted."""
    return _found(services, team_id, _keys(user_id, channel), _asked(services, team_id, user_id), even_deleted=True)


def _keys(user_id: str, channel: str) -> list[str]:
    return [of_person(user_id), UNREADABLE, *([in_channel(channel)] if channel else [])]


def _asked(services: Services, team_id: str, user_id: str) -> Callable[[], Iterable[str]]:
    return lambda: (each.standup_id for each in services.reports.lately_asked(team_id, user_id, 1))


def for_channel(services: Services, team_id: str, channel: str) -> list[StoredStandup]:
    """Return the standups that take place in a channel, by name; none if Slack does not say whose channel it is."""
    found = _found(services, team_id, [in_channel(channel)], tuple) if team_id else []
    return [each for each in found if each.standup.channel == channel and not each.is_broken]


def _found(
    services: Services,
    team_id: str,
    keys: Iterable[str],
    besides: Callable[[], Iterable[str]],
    *,
    even_deleted: bool = False,
) -> list[StoredStandup]:
    if (few := services.standups.all_if_few(team_id, even_deleted=even_deleted)) is not None:
        return few
    if (known := noted(services, team_id, keys)) is None:
        return services.standups.all_and_broken(team_id, even_deleted=even_deleted)
    ids = (DEFAULT_STANDUP_ID, *chain.from_iterable(known.values()), *besides())
    return services.standups.several_and_broken(team_id, ids, even_deleted=even_deleted)


def noted(services: Services, team_id: str, keys: Iterable[str]) -> dict[str, frozenset[str]] | None:
    """Return the ids of standups stored under each key; None if not all keys are stored yet: a job then stores them."""
    known = services.setup.concerns.of(team_id, keys)
    if known is None:
        job = Job(team_id, JobKind.CONCERNS, EVERYTHING, services.clock.now())
        services.jobs.keep_unless_there(job)
    return known


def note_concerns(services: Services, job: Job) -> ConcernsNoted | None:
    """Store one batch of keys for standups of an earlier version; returns where to continue, None when done."""
    found: dict[str, set[str]] = {}
    for stored in services.standups.all_and_broken(job.team_id, even_deleted=True):
        for key in concern_keys(stored.standup) | ({UNREADABLE} if stored.is_broken else set()):
            found.setdefault(key, set()).add(stored.standup.standup_id)
    left = sorted(key for key in found if key > job.progress_as(ConcernsNoted).after)
    for key in left[:AT_ONCE]:
        services.setup.concerns.add(job.team_id, key, found[key])
    if left[AT_ONCE:]:
        return ConcernsNoted(left[AT_ONCE - 1])
    services.setup.concerns.complete(job.team_id)
    return None


def require_active(services: Services, team_id: str, standup_id: str, *, was_paused: bool = False) -> None:
    """Raise ChangedMeanwhile if a standup was paused or deleted since it was read: nothing is done while it rests."""
    stored = services.standups.stored(team_id, standup_id)
    if stored is None or stored.deletion.at or (stored.standup.is_paused and not was_paused):
        raise ChangedMeanwhile(standup_id)
