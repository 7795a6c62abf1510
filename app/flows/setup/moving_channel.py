"""A channel with another id: Slack gives one to a private channel that is shared or moved, and the old one is nothing.

Whatever names the channel follows, also what is deleted or has moved elsewhere since: who may read, restore and edit
it is decided by that. Open days come before the standup: a run that dies in between is repeated.
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

# Whoever is sending with the old id while this comes has stopped by then, and what they still wrote is mended, too.
LATER = timedelta(minutes=1)
ATTEMPTS = 5
TABLES = ("standups", "reports")


def change_id(services: Services, team_id: str, old: str, new: str) -> None:
    """Let all that is stored of a channel have its new id: standups and open days now, all else by the ticks.

    Told of it twice, or after a run that died, it finds what is left to be done. Of two ids that come at once the last
    one counts: who writes the first one follows it to the next.
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
    """Let some more rows of a workspace have the new id of a channel, wherever they name it; None if all have."""
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
    """Let a row have the new id; one that somebody changes meanwhile is read anew."""
    for _ in range(ATTEMPTS):
        found = services.privacy.rows.get(table, dict(item))
        after = renamed(table, found, old, new) if found else None
        if found is None or after is None or after == found:
            return
        if after.get("version") != found.get("version"):  # noted first: one id too many does no harm
            services.setup.concerns.add(found["team_id"], in_channel(new), {found["standup_id"]})
        if services.privacy.rows.replace(table, found, after):
            return
    raise StorageUnavailable(f"a row of {table} was changed again and again")
