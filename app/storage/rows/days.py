"""Occurrences and reports as rows of the `reports` table, and back."""

from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from app.domain.day.occurrence import COPY, DayTrouble, Group, Header, Occurrence, Plan, Progress, ReportId, Rule
from app.domain.day.report import (
    Absence,
    Blocked,
    MenuSent,
    Person,
    Posted,
    Received,
    Reminding,
    Report,
    Resolution,
    State,
    Terms,
)
from app.domain.languages import ENGLISH, LANGUAGES
from app.domain.limits import LONGEST_RETENTION, is_moment, read_text
from app.domain.schedule import Moments
from app.domain.setup.questions import plain_question, question_from
from app.domain.standup import DEFAULT_RETENTION, Layout, Look, Posting
from app.domain.zones import can_be_told
from app.storage.rows.codes import answers_from
from app.storage.rows.connection import Key
from app.storage.rows.older_words import nothing_read
from app.storage.rows.tables import OccurrenceRow, ReportRow, ReportsTable
from app.storage.rows.unreadable import readable_one, require

_Value = TypeVar("_Value")


def range_key(report_id: ReportId, user_id: str | None = None) -> str:
    """Return the range key of an occurrence, or of one person's report in it."""
    day = f"{report_id.day:%Y%m%d}"
    return day if user_id is None else f"{day}_{user_id}"


def keys_of(report_id: ReportId, user_id: str) -> tuple[Key, Key]:
    """Return the keys of an occurrence and of one person's report in it, to be read together."""
    day = str(report_id)
    return (OccurrenceRow, day, range_key(report_id)), (ReportRow, day, range_key(report_id, user_id))


# The suffixes of the hash keys of an occurrence's digest pages and copies.
PAGES = ".pages"
COPIES = ".copies"


def pages_key(report_id: ReportId) -> str:
    """Return the hash key of a digest's pages; it is their own, so that reading a day does not read them."""
    return f"{report_id}{PAGES}"


def copies_key(report_id: ReportId) -> str:
    """Return the hash key of a report's copies, a row for each person who gets one."""
    return f"{report_id}{COPIES}"


def day_of(key: str) -> ReportId:
    """Return the occurrence that any hash key of the table belongs to; raises UnknownReport."""
    return ReportId.parse(key.removesuffix(PAGES).removesuffix(COPIES))


def planned_fields(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "name": occurrence.name,
        "channel": occurrence.channel,
        "questions": [plain_question(question) for question in occurrence.questions],
        "zone": occurrence.plan.zone,
        "report_at": occurrence.plan.report_at,
        "rule": _plain_rule(occurrence.plan.rule) if occurrence.plan.rule else None,
        "posting": occurrence.look.posting.value,
        "layout": occurrence.look.layout.value,
        "names_missing": occurrence.look.names_missing,
        "charts": occurrence.look.charts,
        "language": occurrence.look.language,
        "retention_days": occurrence.plan.retention_days,
        **({"home": occurrence.plan.home} if occurrence.plan.home else {}),
    }


def _plain_rule(rule: Rule) -> dict[str, Any]:
    times = {"ask_at": f"{rule.ask_at:%H:%M}", "report_at": f"{rule.report_at:%H:%M}"}
    return {**times, "zone": rule.zone, "own_zones": rule.own_zones, "reminders": list(rule.reminders)}


def _rule(values: Any) -> Rule:
    ask_at, report_at = (time.fromisoformat(values[name]) for name in ("ask_at", "report_at"))
    return Rule(ask_at, report_at, values["zone"], values["own_zones"], tuple(values["reminders"]))


def group_values(groups: tuple[Group, ...]) -> list[Any]:
    """Return groups as plain values."""
    return [
        {
            "ask": group.times.ask.isoformat(),
            "reminders": [at.isoformat() for at in group.times.remind],
            "report": group.times.report.isoformat(),
            "people": list(group.people),
        }
        for group in groups
    ]


def _group(values: Any) -> Group:
    ask, report = (_moment(values[name]) for name in ("ask", "report"))
    reminders = tuple(map(_moment, values["reminders"]))
    return Group(Moments(ask, reminders, report), _people(values["people"]))


def _people(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise TypeError(values)
    return tuple(values)


def id_of(row: ReportsTable) -> ReportId:
    """Return the id of a row's occurrence; raises UnreadableRow."""
    return require(row, lambda found: ReportId.parse(found.report_id))


def occurrence_of(row: OccurrenceRow) -> Occurrence:
    """Return the occurrence of a row; raises UnreadableRow."""
    return require(row, _occurrence)


def occurrence_or_lost(row: OccurrenceRow) -> Occurrence:
    """Return the occurrence of a row; if the row makes no sense, an empty one that `is_lost`."""
    report_id = ReportId.parse(row.report_id)
    begins = datetime.combine(report_id.day, time(), UTC)
    over, unreadable = Progress(missed_at=begins), DayTrouble(is_lost=True)
    lost = Occurrence(report_id, "", "", (), Plan("UTC", begins), progress=over, trouble=unreadable)
    return readable_one(row, occurrence_of) or lost


def _occurrence(row: OccurrenceRow) -> Occurrence:
    return Occurrence(
        report_id=ReportId.parse(row.report_id),
        name=present(row.name),
        channel=present(row.channel),
        questions=tuple(question_from(question) for question in row.questions),
        plan=Plan(
            zone=_zone(row.zone),
            report_at=present(row.report_at),
            home=row.home or "",
            retention_days=_retention(row.retention_days),
            rule=_rule(row.rule) if row.rule else None,
        ),
        look=Look(
            posting=Posting(row.posting or Posting.AT_TIME),
            layout=Layout(row.layout or Layout.AUTO),
            names_missing=bool(row.names_missing),
            charts=bool(row.charts),
            language=row.language if row.language in LANGUAGES else "",
        ),
        groups=tuple(_group(values) for values in row.groups or ()),
        roster=None if row.roster is None else _people(row.roster),
        progress=Progress(
            opened_at=row.opened_at,
            asked_at=row.asked_at,
            closed_at=row.closed_at,
            reported_at=row.reported_at,
            settled_at=row.settled_at,
            asked_through=row.asked_through,
            reminded_through=row.reminded_through,
            closed_through=row.closed_through,
            missed_at=row.missed_at,
        ),
        header=Header(
            claimed_at=row.heading_claimed_at,
            ts=row.heading_ts,
            shown_as=Layout(row.shown_as) if row.shown_as else None,
            digest_at=row.digest_at,
            digest_pages=None if row.digest_pages is None else int(row.digest_pages),
            renewed_at=row.heading_renewed_at,
            permalink=row.permalink,
        ),
        trouble=DayTrouble(
            problem=row.problem,
            menus_say=row.menus_say or "",
            told=frozenset(told for told in map(_cause_and_owner, _owners_told(row)) if told[0] != COPY),
        ),
    )


def present(value: _Value | None) -> _Value:
    """Return a value that every such row must have; raises ValueError if it is None."""
    if value is None:
        raise ValueError("something is missing")
    return value


def _zone(name: str | None) -> str:
    if not can_be_told(name):
        raise ValueError(name)
    return str(name)


def _moment(text: Any) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not is_moment(at):
        raise ValueError(text)
    return at


def _retention(days: float | None) -> int:
    if days is None:
        return DEFAULT_RETENTION
    if not 0 <= days <= LONGEST_RETENTION:
        raise ValueError(days)
    return int(days)


def _owners_told(row: OccurrenceRow) -> set[str]:
    """Return what owners were told or may have been told: unconfirmed messages count."""
    return {*(row.owners_told or ()), *(row.owners_claimed or ())}


def _cause_and_owner(entry: str) -> tuple[str, str]:
    cause, _, owner = entry.partition(".")
    return cause, owner


def row_of(report: Report) -> ReportRow:
    return ReportRow(
        str(report.report_id),
        range_key(report.report_id, report.user_id),
        member=f"{report.report_id.team_id}.{report.user_id}",
        user_id=report.user_id,
        user_name=report.person.user_name,
        display_name=report.person.display_name,
        icon_url=report.person.icon_url,
        language=report.person.language if report.person.language != ENGLISH else None,
        state=report.state.value,
        skip_changed_at=report.received.skip_at,
        claimed_at=report.menu.claimed_at,
        closes_at=report.terms.closes_at,
        is_optional=report.terms.is_optional or None,
        why=report.absence.why or None,
        until=report.absence.until.isoformat() if report.absence.until else None,
        words=report.absence.words or None,
    )


def report_of(row: ReportRow) -> Report:
    """Return the report of a row; raises UnreadableRow."""
    return require(row, _report)


def _report(row: ReportRow) -> Report:
    answers = {} if row.answers is None else answers_from(row.answers.as_dict(), row.codes)
    return Report(
        report_id=ReportId.parse(row.report_id),
        user_id=present(row.user_id),
        person=Person(
            user_name=row.user_name or "",
            display_name=row.display_name or "",
            icon_url=row.icon_url or "",
            language=row.language if row.language in LANGUAGES else ENGLISH,
        ),
        state=State(row.state),
        answers=answers,
        received=Received(answers_at=row.changed_at, again_at=row.sent_again_at, skip_at=row.skip_changed_at),
        menu=MenuSent(
            claimed_at=row.claimed_at,
            channel=row.dm_channel,
            ts=row.menu_ts,
            stale_ts=row.stale_ts,
            shows=row.menu_shows or "",
            problem=row.menu_problem or "",
            reminding=Reminding(row.reminded_for, row.reminded_at, int(row.reminders or 0)),
        ),
        problem=row.problem,
        post=Posted(
            claimed_at=row.post_claimed_at,
            parts=() if row.posted is None else tuple(map(read_text, row.posted)),
            version=row.posted_version,
        ),
        terms=Terms(closes_at=row.closes_at, is_optional=bool(row.is_optional)),
        absence=Absence(row.why or "", date.fromisoformat(row.until) if row.until else None, row.words or ""),
        blocked=Blocked(
            named=row.named or "",
            helpers=tuple(sorted(row.helpers or ())),
            help_claimed_at=row.help_claimed_at,
            help_ts=row.help_ts,
            resolution=Resolution(by=row.resolved_by or "", of=row.resolved_for or "", at=row.resolution_at),
            since=row.blocked_since,
            reworded_at=row.reworded_at,
            ticked=tuple(map(date.fromisoformat, row.ticked or ())),
            nothing_in=nothing_read(row.nothing_in, row.changed_at, answers),
        ),
    )
