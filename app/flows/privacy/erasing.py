"""Erase a person bit by bit: their posts, their rows, and every mention of them, until a whole pass finds none."""

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
# A pass that still finds something is followed by another, at most this often: rows may have been under way.
MOST_LOOKS = 3
# A row that others change meanwhile is read again this often.
ATTEMPTS = 5

# The names of a person's own rows in the receipt.
_NAMES = {
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

    The pass through the tables begins when every process has heard of it, so that nobody writes behind it.
    """
    now = services.clock.now()
    speaks = locale_to(
        services, team_id, user_id
    ).code  # the language of the last message to them, when nothing else is known
    progress = PersonErased(by, now.isoformat(), {}, [], TABLES[0], look=1, found=0, speaks=speaks)
    services.privacy.suppressed.add(team_id, user_id)
    job = Job(team_id, JobKind.ERASURE, user_id, now + HEARD_AFTER, to_builtins(progress))
    services.jobs.keep(job)
    return job


def erase_next(services: Services, job: Job) -> PersonErased | None:
    """Erase one page of rows, or one of the person's own reports; the posts of a day go before its row does."""
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
    """Remove a report whose posts are gone, or the person from somebody else's; then update the day's messages."""
    posts = Posts(services, job.about, progress)
    _erase(services, "reports", item, job.about, progress)
    if not is_theirs("reports", item, job.about):
        posts.take_out_of_help(item)
    elif report_id := _report_id(item):
        posts.correct_header(report_id)
    return replace(progress, todo=None)


def _report_id(item: Mapping[str, Any]) -> ReportId | None:
    """Return the day of a report's row; None for other rows."""
    try:
        return ReportId.parse(str(item["report_id"])) if item.get("user_id") else None
    except UnknownReport:
        return None


def _next(progress: PersonErased, after: Json | None) -> PersonErased:
    """Return where to continue: in this table, in the next one, with another pass, or with the receipt."""
    if after is not None:
        return replace(progress, start=after)
    later = TABLES[TABLES.index(progress.table) + 1 :]
    if later:
        return replace(progress, table=later[0], start=None)
    if progress.found and progress.look < MOST_LOOKS:
        return replace(progress, table=TABLES[0], start=None, look=progress.look + 1, found=0)
    return replace(progress, table="person", start=None)


def _erase(services: Services, table: str, item: Json, user_id: str, progress: PersonErased) -> None:
    """Remove a row, or the person from it; a row that others change meanwhile is read again."""
    for _ in range(ATTEMPTS):
        after = erased_from(table, item, user_id)
        if after is None:
            services.privacy.rows.remove(table, item)
            return _count(progress, _NAMES[services.privacy.rows.kind(table, item)])
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
    """Return the written receipt: counts, times and what is left to do by hand; of the person only their id."""
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
    """Return the receipt for a reader: of places in channels they are not in, they learn only how many there are."""
    written = receipt_of(services, job)
    inside = {place["channel"]: reader in people_in(services, place["channel"]) for place in written["left_by_hand"]}
    shown = [place for place in written["left_by_hand"] if inside[place["channel"]]]
    return {**written, "left_by_hand": shown, "left_elsewhere": len(written["left_by_hand"]) - len(shown)}


def _tell(services: Services, job: Job, progress: PersonErased) -> PersonErased | None:
    """Record that the erasure is done, then tell the person, then the member who confirmed it; failures are logged."""
    if progress.table == "person":
        counts = {what.replace(" ", "_"): count for what, count in progress.counts.items()}
        person = services.privacy.suppressed.digest(job.team_id, job.about)
        details: dict[str, str | int] = {"person": person, **counts}
        entry = Entry(job.team_id, services.clock.now(), progress.by, Deed.ERASED, "", details)
        services.privacy.audit.note(entry, once=person)
        _post(services, job, job.about, erasure.erased_message(Locale(progress.speaks or ENGLISH)))
        return replace(progress, table="receipt")
    if progress.by[:1] in ("U", "W") and progress.by != job.about:
        locale = locale_to(services, job.team_id, progress.by)
        _post(services, job, progress.by, erasure.receipt(locale, _receipt_for(services, job, progress.by)))
    return None


def _post(services: Services, job: Job, reader: str, message: Message) -> None:
    """Tell somebody of an erasure, unless an earlier run did so and died."""
    began = job.progress_as(PersonErased).began
    mark = Mark(ids.NOTE, f"erasure.{began}", reader)
    try:
        address = Address(services.slack.direct_channel(reader), mark, since=datetime.fromisoformat(began))
        outbox(services, at_once(services)).send(address, message, looks=True)
    except SlackError as error:
        _log.warning("nobody was told of an erasure", extra={"reason": error.code})
