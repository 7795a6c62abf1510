"""Once a day, look through what is stored of people and remove what has had its time.

Last answers have rows of their own; earlier releases stored them in the profile's row, which lives as long as anything
is known of the person. The words of an absence go when it is over, and so does a Slack status that is no longer read. A
person who was erased and is there again, as after a table was restored, is erased again: if anybody was erased at all,
the reports are searched for them, too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import UNSET

from app.domain.day.member import Member
from app.domain.privacy.erasure import Item
from app.domain.privacy.retention import is_kept
from app.domain.scheduling.job import Job, JobKind, PeopleTidied, Progress
from app.domain.standup import DEFAULT_RETENTION
from app.flows.privacy.erasing import begin
from app.services import Services

EVERY = timedelta(days=1)
# The job is about no standup; older releases take this for the id of one that does not exist.
PEOPLE = ".people"
# After this time an absence is over everywhere on earth, and a profile is older than one that is still read.
OVER = timedelta(days=2)


def keep_tidying(services: Services, team_id: str, now: datetime) -> None:
    """Store the daily job for a workspace; it is never finished, but waits for a day when it is done."""
    services.jobs.keep_unless_there(Job(team_id, JobKind.RETENTION, PEOPLE, now))


def is_tidying(job: Job) -> bool:
    """Whether a job is the daily tidying."""
    return job.kind is JobKind.RETENTION and job.about == PEOPLE


def tidy_people(services: Services, job: Job) -> Progress | None:
    """Look at one page of people, then of reports; in between, the list of erased people is renewed."""
    done = job.progress_as(PeopleTidied)
    if done.reports is not UNSET:
        return _look_for_erased(services, job, done.reports)
    page, after = services.privacy.rows.page("members", done.start)
    for item in page:
        if item["team_id"] == job.team_id:
            _tidy(services, item)
    if after is not None:
        return PeopleTidied(after)
    services.privacy.suppressed.renew(job.team_id)
    return PeopleTidied(reports=None) if services.privacy.suppressed.known(job.team_id).digests else None


def _look_for_erased(services: Services, job: Job, start: Item | None) -> Progress | None:
    page, after = services.privacy.rows.reporters(start)
    found = {tuple(str(item["member"]).split(".", 1)) for item in page}
    people = {user_id for team_id, user_id in found if team_id == job.team_id}
    _erase_again(services, job.team_id, services.privacy.suppressed.among(job.team_id, people))
    return PeopleTidied(reports=after) if after is not None else None


def _erase_again(services: Services, team_id: str, erased: Iterable[str]) -> None:
    for user_id in sorted(erased):
        if services.jobs.get(team_id, JobKind.ERASURE, user_id) is None:
            begin(services, team_id, user_id, "found again")


def _tidy(services: Services, item: Item) -> None:
    team_id, user_id = str(item["team_id"]), str(item["user_id"])
    if user_id.startswith("."):
        user_id = user_id.rpartition(".")[2]
    if services.privacy.suppressed.among(team_id, [user_id], anew=False):
        # Read again, because a person who has taken part again for a minute must not be erased.
        _erase_again(services, team_id, services.privacy.suppressed.among(team_id, [user_id]))
        return
    now = services.clock.now()
    member = services.members.as_read(item)
    gone = [name for name in _over(member, now) if item.get(name)]
    if "last_answers" in gone:
        _move(services, member, now)
    if gone:  # on condition that the person has changed nothing meanwhile
        services.privacy.rows.replace(
            "members", item, {name: value for name, value in item.items() if name not in gone}
        )


def _over(member: Member, now: datetime) -> list[str]:
    """Return the columns of a person's row that have had their time, or make no sense."""
    away, read_at = member.away, member.profile.refreshed_at
    is_back = away is None or (away.ends is not None and away.ends < (now - OVER).date())
    is_stale = read_at is None or read_at < now - OVER
    return ["last_answers", *(["away"] if is_back else []), *(["status_text"] if is_stale else [])]


def _move(services: Services, member: Member, now: datetime) -> None:
    """Store a person's last answers in rows of their own, as far as their standups would still show them."""
    for standup_id, entry in member.remembered.last_answers.items():
        stored = services.standups.stored(member.team_id, standup_id)
        days = stored.standup.readers.retention_days if stored else DEFAULT_RETENTION
        if is_kept(entry.day, days, now):
            services.day.last_words.keep(member.team_id, standup_id, member.user_id, entry, days)
    services.members.note_answered_in_place(member.team_id, member.user_id)
