"""Erasing a person: their posts, their rows, and every mention of them, bit by bit, until a whole look finds none."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import to_builtins

from app.domain.day.occurrence import ReportId
from app.domain.languages import ENGLISH
from app.domain.privacy.audit import Deed, Entry
from app.domain.privacy.erasure import RowKind, erased_from, is_theirs, mentions
from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.scheduling.job import Job, JobKind, PersonErased
from app.errors import SlackError, StorageUnavailable, UnknownReport
from app.flows.privacy.erasing_posts import Posts
from app.flows.requester import locale_to, people_in
from app.flows.sender import at_once, outbox
from app.language import Locale
from app.outbox import Address
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.privacy import erasure

TABLES = ("reports", "standups", "members")
# A look that still finds something is followed by another, for as often as rows may have been under way.
MOST_LOOKS = 3
# Rows under other hands meanwhile are read anew so often.
ATTEMPTS = 5

# What rows of the person's own are in the receipt.
_CALLED = {
    RowKind.RECORD: "drafts and requests",
    RowKind.STANDUP: "standups for them alone",
    RowKind.LAST_ANSWERS: "last answers",
    RowKind.PROFILE: "profiles",
    RowKind.COPY: "mentions in reports",
    RowKind.REPORT: "reports",
    RowKind.OCCURRENCE: "rehearsals",
}

_log = logging.getLogger(__name__)

Json = dict[str, Any]


def begin(services: Services, team_id: str, user_id: str, by: str) -> Job:
    """Have a person erased by the ticks; from now on they are not asked any more.

    The tables are looked through from when every process has heard of it: nobody writes anything behind that.
    """
    now = services.clock.now()
    speaks = locale_to(services, team_id, user_id).code  # it is told them when nothing else is known of them
    progress = PersonErased(by, now.isoformat(), {}, [], TABLES[0], look=1, found=0, speaks=speaks)
    services.privacy.suppressed.add(team_id, user_id)
    job = Job(team_id, JobKind.ERASURE, user_id, now + HEARD_AFTER, to_builtins(progress))
    services.jobs.keep(job)
    return job


def erase_on(services: Services, job: Job) -> PersonErased | None:
    """Go on for one page of rows, or for one of the person's own; the posts of a day go before its row does."""
    progress = job.progress_as(PersonErased)
    if progress.table not in TABLES:
        return _tell(services, job, progress)
    if progress.todo:
        return _finish_report(services, job, progress, progress.todo)
    table, user_id = progress.table, job.about
    page, after = services.privacy.rows.page(table, progress.start)
    for item in page:
        if item.get("team_id", str(item.get("report_id")).partition(".")[0]) != job.team_id:
            continue
        if services.privacy.rows.is_of(item, job) or not mentions(item, user_id):
            continue
        posts = Posts(services, user_id, progress)
        if table == "reports" and item.get("pieces"):
            posts.take_out_of_digest(item)
        if table == "reports" and (report_id := _report_id(item)):
            if is_theirs(table, item, user_id):
                posts.take_away(report_id)
            return replace(progress, todo=item)
        _erase(services, table, item, user_id, progress)
    return _next(progress, after)


def _finish_report(services: Services, job: Job, progress: PersonErased, item: Json) -> PersonErased:
    """Take a report away whose posts are gone, or the person out of another's; then let the day's messages follow."""
    posts = Posts(services, job.about, progress)
    _erase(services, "reports", item, job.about, progress)
    if not is_theirs("reports", item, job.about):
        posts.take_out_of_help(item)
    elif report_id := _report_id(item):
        posts.correct_header(report_id)
    return replace(progress, todo=None)


def _report_id(item: Mapping[str, Any]) -> ReportId | None:
    """Tell of which day a row is somebody's report; None for what is none."""
    try:
        return ReportId.parse(str(item["report_id"])) if item.get("user_id") else None
    except UnknownReport:
        return None


def _next(progress: PersonErased, after: Json | None) -> PersonErased:
    """Say where to go on: on this table, on the next one, with another look at all, or with the receipt."""
    if after is not None:
        return replace(progress, start=after)
    later = TABLES[TABLES.index(progress.table) + 1 :]
    if later:
        return replace(progress, table=later[0], start=None)
    if progress.found and progress.look < MOST_LOOKS:
        return replace(progress, table=TABLES[0], start=None, look=progress.look + 1, found=0)
    return replace(progress, table="person", start=None)


def _erase(services: Services, table: str, item: Json, user_id: str, progress: PersonErased) -> None:
    """Take a row away, or the person out of it; one that somebody changes meanwhile is read anew."""
    for _ in range(ATTEMPTS):
        after = erased_from(table, item, user_id)
        if after is None:
            services.privacy.rows.remove(table, item)
            return _count(progress, _CALLED[services.privacy.rows.kind(table, item)])
        if after == item:
            return None
        if services.privacy.rows.replace(table, item, after):
            return _count(progress, f"mentions in {table}")
        found = services.privacy.rows.get(table, item)
        if found is None:
            return None
        item = found
    raise StorageUnavailable(f"a row of {table} was changed again and again")


def _count(progress: PersonErased, what: str) -> None:
    progress.counts[what] = progress.counts.get(what, 0) + 1
    progress.found += 1


def receipt_of(services: Services, job: Job) -> Json:
    """Return the written receipt: counts, times and what is left to do by hand; nothing of the person but their id."""
    progress = job.progress_as(PersonErased)
    return {
        "person": job.about,
        "workspace": job.team_id,
        "digest": services.privacy.suppressed.digest(job.team_id, job.about),
        "asked_by": progress.by,
        "began": progress.began,
        "ended": services.clock.now().isoformat(),
        "counts": dict(sorted(progress.counts.items())),
        "looks": progress.look,
        "found_by_the_last_look": progress.found,
        "left_by_hand": [{"channel": where, "ts": ts, "what": kind} for where, ts, kind in progress.left],
    }


def _receipt_for(services: Services, job: Job, reader: str) -> Json:
    """Return the receipt as far as it is the reader's: of places that they are not in they learn how many there are."""
    written = receipt_of(services, job)
    inside = {place["channel"]: reader in people_in(services, place["channel"]) for place in written["left_by_hand"]}
    shown = [place for place in written["left_by_hand"] if inside[place["channel"]]]
    return {**written, "left_by_hand": shown, "left_elsewhere": len(written["left_by_hand"]) - len(shown)}


def _tell(services: Services, job: Job, progress: PersonErased) -> PersonErased | None:
    """Write down that it is done, then tell the person, then whoever confirmed it; who cannot be told is not."""
    if progress.table == "person":
        counts = {what.replace(" ", "_"): count for what, count in progress.counts.items()}
        person = services.privacy.suppressed.digest(job.team_id, job.about)
        details: dict[str, str | int] = {"person": person, **counts}
        entry = Entry(job.team_id, services.clock.now(), progress.by, Deed.ERASED, "", details)
        services.privacy.audit.note(entry, once=person)
        _post(services, job, job.about, erasure.told(Locale(progress.speaks or ENGLISH)))
        return replace(progress, table="receipt")
    if progress.by[:1] in ("U", "W") and progress.by != job.about:
        locale = locale_to(services, job.team_id, progress.by)
        _post(services, job, progress.by, erasure.receipt(locale, _receipt_for(services, job, progress.by)))
    return None


def _post(services: Services, job: Job, reader: str, message: Message) -> None:
    """Tell somebody of an erasure, unless whoever was at it before has, and died."""
    began = job.progress_as(PersonErased).began
    mark = Mark(ids.NOTE, f"erasure.{began}", reader)
    try:
        address = Address(services.slack.direct_channel(reader), mark, since=datetime.fromisoformat(began))
        outbox(services, at_once(services)).send(address, message, looks=True)
    except SlackError as error:
        _log.warning("nobody was told of an erasure", extra={"reason": error.code})
