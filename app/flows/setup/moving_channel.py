"""Follow a channel to a new id: Slack gives one to a private channel that is shared or moved, and the old id is dead.

Everything that names the channel follows, also what is deleted or has moved elsewhere since, because it decides who may
read, restore and edit. Open days are rewritten first, then the standups that take place in it or report to it; a run
that dies in between is repeated. A job looks through all other rows: past days, links, drafts and first messages.
Changes, the audit trail and seen events keep the old id, since they say what was so then. A repetition changes nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import to_builtins

from app.domain.day.occurrence import ReportId
from app.domain.privacy.channel_ids import renamed
from app.domain.privacy.concern import in_channel
from app.domain.privacy.erasure import mentions
from app.domain.scheduling.due import days_to_look_at
from app.domain.scheduling.job import ChannelRenamed, Job, JobKind, Progress
from app.domain.setup.stored import StoredStandup
from app.domain.standup import DEFAULT_STANDUP_ID
from app.errors import StorageUnavailable
from app.services import Services

# A sender that uses the old id has stopped by then, so the job also rewrites what it still wrote.
LATER = timedelta(minutes=1)
ATTEMPTS = 5
TABLES = ("standups", "reports")


def change_id(services: Services, team_id: str, old: str, new: str) -> None:
    """Give everything stored of a channel its new id: standups and open days now, everything else by the ticks.

    A repeated event, or one after a run that died, finds what is left to do. Of two ids that come at once the last one
    counts: the run that writes the first follows it to the next.
    """
    if not (team_id and old and new) or old == new:
        return
    for job in services.jobs.waiting(JobKind.CHANNEL):
        if job.team_id == team_id and job.progress.get("new") == old:
            _leave_to_the_ticks(services, team_id, job.about, new)
    _leave_to_the_ticks(services, team_id, old, new)
    seen = {old}
    while new and new not in seen:
        for stored in services.standups.all_and_broken(team_id, even_deleted=True):
            _change(services, stored, old, new)
        seen.add(new)
        following = services.jobs.get(team_id, JobKind.CHANNEL, new)
        old, new = new, str(following.progress.get("new", "")) if following else ""


def _leave_to_the_ticks(services: Services, team_id: str, old: str, new: str) -> None:
    due_at = services.clock.now() + LATER
    services.jobs.keep(Job(team_id, JobKind.CHANNEL, old, due_at, to_builtins(ChannelRenamed(old, new))))


def _change(services: Services, stored: StoredStandup, old: str, new: str) -> None:
    standup, now = stored.standup, services.clock.now()
    team_id, standup_id = standup.team_id, standup.standup_id
    is_there = bool({standup.channel, standup.readers.channel} & {old, new})
    near = days_to_look_at(standup, now) if is_there else ()
    for report_id in (ReportId(team_id, standup_id, day) for day in sorted({*near, *stored.attention.open_days})):
        _rename(services, "reports", services.privacy.rows.key_of_day(report_id), old, new)
    if not is_there:
        return
    if standup_id == DEFAULT_STANDUP_ID and not standup.version:
        services.standups.keep_default(team_id, now, since=now)
    _rename(services, "standups", {"team_id": team_id, "standup_id": standup_id}, old, new)
    if not stored.deletion.at:
        services.standups.wake(team_id, standup_id, now)


def rename_rows(services: Services, job: Job) -> Progress | None:
    """Give some more rows of a workspace the new id wherever they name the channel; None when all have it."""
    done = job.progress_as(ChannelRenamed)
    old, new, table = done.old, done.new, done.table
    page, after = services.privacy.rows.page(table, done.start)
    for item in page:
        team_id = item.get("team_id", str(item.get("report_id")).partition(".")[0])
        if team_id == job.team_id and mentions(item, old):
            _rename(services, table, item, old, new)
    if after:
        return ChannelRenamed(old, new, table, after)
    if table != TABLES[-1]:
        return ChannelRenamed(old, new, TABLES[TABLES.index(table) + 1])
    services.setup.concerns.move(job.team_id, in_channel(old), in_channel(new))
    services.setup.invitations.move(job.team_id, old, new)
    return None


def _rename(services: Services, table: str, item: Mapping[str, Any], old: str, new: str) -> None:
    """Give a row the new id; a row that others change meanwhile is read again."""
    for _ in range(ATTEMPTS):
        found = services.privacy.rows.get(table, dict(item))
        after = renamed(table, found, old, new) if found else None
        if found is None or after is None or after == found:
            return
        if after.get("version") != found.get("version"):  # stored first: one id too many does no harm
            services.setup.concerns.add(found["team_id"], in_channel(new), {found["standup_id"]})
        if services.privacy.rows.replace(table, found, after):
            return
    raise StorageUnavailable(f"a row of {table} was changed again and again")
