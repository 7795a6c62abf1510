"""The finished report as the webhook sends it: plain values for JSON, described in docs/report.schema.json."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.domain.day.kinds import in_words
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State, in_order

VERSION = 1


def delivery(occurrence: Occurrence, reports: Iterable[Report]) -> dict[str, Any]:
    """Return what the channel sees: the answers, who skips, who is away, and who is missing if the header says so."""
    everyone = sorted(reports, key=in_order)
    states = [report.state for report in everyone]
    here = occurrence.report_id
    return {
        "version": VERSION,
        "report_id": str(here),
        "team": here.team_id,
        "standup": {"id": here.standup_id, "name": occurrence.name},
        "channel": occurrence.channel,
        "day": here.day.isoformat(),
        "zone": occurrence.plan.zone,
        "posted_at": _moment(occurrence.progress.reported_at),
        "link": occurrence.header.permalink,
        "counts": {state.value: states.count(state) for state in State},
        "people": [_person(occurrence, report) for report in everyone if _is_shown(occurrence, report)],
    }


def _is_shown(occurrence: Occurrence, report: Report) -> bool:
    return report.state in {State.SUBMITTED, State.SKIPPED, State.AWAY} or (
        occurrence.look.names_missing and report.state is State.ASKED and not report.terms.is_optional
    )


def _person(occurrence: Occurrence, report: Report) -> dict[str, Any]:
    return {
        "user": report.user_id,
        "name": report.person.display_name,
        "state": report.state.value,
        "answered_at": _moment(report.received.answers_at) if report.is_submitted else None,
        "answers": [
            {"question": question.id, "label": question.label, "kind": question.kind.value, "text": in_words(answer)}
            for question in occurrence.questions
            if (answer := report.answers.get(question.id))
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
