"""Export data as files in a direct message: a person's own, and for owners the reports of their standup."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from app.domain.day.kinds import words_of
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.history.csv_rows import COLUMNS, answer_rows, as_csv
from app.domain.limits import DAYS_AT_ONCE, LONGEST_RETENTION
from app.domain.privacy.access import Action
from app.domain.privacy.audit import Deed, Entry
from app.domain.privacy.retention import is_kept
from app.domain.standup import Standup
from app.errors import NotAllowed, SlackRefused
from app.flows import access
from app.flows.day_access import allowed_day
from app.flows.membership import Memberships
from app.flows.privacy.sending_files import Piece, hand_out
from app.services import Services
from app.slack.files import File
from app.views.kit.readers import member_locale
from app.views.privacy import my_data

# A run has time and memory for this many bytes; `manage.py data export` exports older reports.
LARGEST = 20_000_000
BOM = "\ufeff"  # spreadsheets recognize UTF-8 by it

# This many reports are too much for messages in any case; more need not be kept in memory.
SURELY_TOO_MUCH = 2_000

_Both = tuple[Occurrence, Report]
# A file's row without its text: the day, and whether it is an answer.
_Taken = tuple[date, bool]


def export_own(services: Services, member: Member, received_at: datetime) -> None:
    """Send a person everything that is stored about them, as files or, if the app may send none, as text."""
    locale = member_locale(member)
    access.require_person(member, Action.EXPORT_OWN)
    channel, now = _conversation(services, member, Action.EXPORT_OWN), services.clock.now()
    days = services.reports.days_of(member.team_id, member.user_id)
    _, stored = services.reports.person_and_reports(member.team_id, member.user_id, days, now)
    both = sorted(stored.values(), key=lambda pair: str(pair[0].day), reverse=True)
    profile = services.privacy.rows.get("members", {"team_id": member.team_id, "user_id": member.user_id}) or {}
    last = services.day.last_words.of(member.team_id, member.user_id, {day.standup_id for day in days}, now)
    wrote = {standup_id: {"day": each.day, "answers": words_of(each.answers)} for standup_id, each in last.items()}
    beside = {"profile": profile, "last answers": wrote}
    whole = {**beside, "reports": [_record(report, answers=words_of(report.answers)) for _, report in both]}
    table, taken, is_cut = _csv(both)
    reports = File("my-reports.csv", table, locale.gettext("My reports"))
    stored_data = File("my-data.json", _json(whole).encode(), locale.gettext("All that is stored"))
    comment = my_data.own_export_comment(locale, _answers(taken), is_cut=is_cut)
    pieces = (
        Piece(reports, comment, partial(my_data.own_text, locale, both)),
        Piece(stored_data, "", partial(my_data.data_text, _json(beside))),
    )
    hand_out(services, member, channel, pieces, received_at)
    _note(services, member, "", sum(report.is_submitted for _, report in both))


def export_standup(services: Services, member: Member, standup_id: str, received_at: datetime) -> None:
    """Send an owner the reports of their standup, as a file, or as text if the app may send none and it is short.

    Raises PersonError if the member may not.
    """
    locale = member_locale(member)
    standup = access.standup_for(services, member, standup_id, Action.EXPORT_ALL)
    channel = _conversation(services, member, Action.EXPORT_ALL)
    table, taken, is_cut, newest, others = _whole(services, standup, member)
    days = len({day for day, _ in taken})
    file = File(f"{standup.standup_id}.csv", table, locale.gettext("{name}: reports", name=standup.name))
    comment = my_data.export_comment(locale, days, _answers(taken), is_cut=is_cut, others=others)
    hand_out(
        services, member, channel, [Piece(file, comment, partial(my_data.owners_text, locale, newest))], received_at
    )
    _note(services, member, standup.standup_id, days)


def _answers(taken: Iterable[_Taken]) -> int:
    """Count the answers; members who were asked but skipped or said nothing are in the file, too."""
    return sum(is_answer for _, is_answer in taken)


def _conversation(services: Services, member: Member, action: Action) -> str:
    """Open the direct messages that a file is for; raises NotAllowed if Slack lets nobody write to the member.

    Such an account was deactivated, even if it was found active minutes ago.
    """
    try:
        return services.slack.direct_channel(member.user_id)
    except SlackRefused as refusal:
        raise NotAllowed("", member.user_id, action.name) from refusal


def _whole(services: Services, standup: Standup, member: Member) -> tuple[bytes, list[_Taken], bool, list[_Both], int]:
    """Return the table, its rows, whether it was cut, its newest reports, and how many days are others'."""
    where, newest, others = Memberships(services), list[_Both](), list[date]()
    services.privacy.suppressed.among(standup.team_id, ())  # read now, because an export cannot be taken back

    def every() -> Iterator[_Both]:
        for occurrence, reports in _days_of(services, standup, services.clock.now()):
            if not allowed_day(services, standup, occurrence, member, Action.EXPORT_ALL, where=where):
                others.append(occurrence.day)
                continue
            erased = services.privacy.suppressed.among(
                standup.team_id, [report.user_id for report in reports], anew=False
            )
            for report in (each for each in reports if each.user_id not in erased):
                if len(newest) < SURELY_TOO_MUCH:
                    newest.append((occurrence, report))
                yield occurrence, report

    table, taken, is_cut = _csv(every())
    return table, taken, is_cut, newest, len(others)


def _days_of(services: Services, standup: Standup, now: datetime) -> Iterator[tuple[Occurrence, Sequence[Report]]]:
    """Yield all days that the standup keeps at present, each with its reports, newest first."""
    for days in _days_back(now.date() + timedelta(days=1), standup.readers.retention_days or LONGEST_RETENTION):
        for report_id in services.privacy.old_days.existing(standup.team_id, standup.standup_id, days, now):
            if is_kept(report_id.day, standup.readers.retention_days, now):
                occurrence, reports = services.reports.day(report_id, now)
                if occurrence:
                    yield occurrence, reports


def _days_back(latest: date, count: int) -> Iterator[list[date]]:
    for start in range(0, count + 2, DAYS_AT_ONCE):
        yield [latest - timedelta(days=start + back) for back in range(DAYS_AT_ONCE)]


def _csv(both: Iterable[_Both]) -> tuple[bytes, list[_Taken], bool]:
    """Return the table, its rows, and whether it was cut."""
    parts, taken, size = [BOM + as_csv([COLUMNS])], list[_Taken](), 0
    for occurrence, report in both:
        part = as_csv(answer_rows(occurrence, report))
        size += len(part.encode())
        if size > LARGEST:
            return "".join(parts).encode(), taken, True
        parts.append(part)
        taken.append((occurrence.day, report.is_submitted))
    return "".join(parts).encode(), taken, False


def _note(services: Services, member: Member, standup_id: str, count: int) -> None:
    details = {"reports": count} if standup_id else {"own reports": count}
    entry = Entry(member.team_id, services.clock.now(), member.user_id, Deed.EXPORTED, standup_id, details)
    services.privacy.audit.note(entry)


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1, default=_readable)


def _record(record: Struct, **instead: Any) -> dict[str, Any]:
    """Return a record's values without empty ones, some of them replaced by `instead`."""
    values = {**asdict(record), **instead}
    plain = {name: _record(value) if isinstance(value, Struct) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in (None, "", (), {}, frozenset())}


def _readable(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is a date, too
        return value.isoformat()
    return value.value if isinstance(value, Enum) else sorted(value) if isinstance(value, frozenset) else str(value)
