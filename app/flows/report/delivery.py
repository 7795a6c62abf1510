"""Pass a finished report on: copies to observers, and a signed delivery to the standup's webhook.

Each delivery is a run of its own: the sender's function starts itself with `send_webhook` (`app/handover.py`), so that
Lambda repeats it and the failure queue keeps it.
"""

import json
import logging
from datetime import date, datetime, time

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.privacy.days import standup_of_day
from app.domain.report.signing import signature, webhook_key
from app.domain.schedule import instant
from app.domain.standup import Standup
from app.errors import AddressUnreachable, NotDelivered
from app.flows.owners.alerting import tell_kept_in, tell_not_delivered
from app.flows.report.copies import copy_to_observers
from app.flows.report.destinations import kept_in
from app.flows.sender import Pacer, outcome_of
from app.services import Services
from app.views.report.delivery import delivery

NOON = time(12)

_log = logging.getLogger(__name__)


def pass_on(services: Services, pacer: Pacer, standup: Standup, occurrence: Occurrence) -> None:
    """Send copies of a finished report, and start a run that delivers it to the standup's webhook.

    That run is repeated if it fails, and finally kept in the failure queue. Raises HandoverFailed.
    """
    here = occurrence.report_id
    copy_to_observers(services, pacer, standup, occurrence)
    if not standup_of_day(standup, occurrence).readers.webhook_url:
        return
    noon = instant(here.day, NOON, standup.schedule.zone)
    event = {
        "source": "standup",
        "time": noon.isoformat(),
        "type": "send_webhook",
        "standup": f"{here.team_id}.{here.standup_id}",
    }
    if not services.sending.handover.start(event):
        deliver(services, standup, here.day, services.clock.now())


def deliver(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:  # noqa: ARG001 it takes seconds
    """Send the report of a day to the standup's webhook; a repetition sends the same again.

    The report of a private channel stays in it unless an owner has agreed; the owners are told once a day. Raises
    NotDelivered, after telling them.
    """
    if services.setup.installations.farewell(standup.team_id):
        return {"outcome": "uninstalled"}
    now = services.clock.now()
    occurrence, reports = services.reports.day(ReportId(standup.team_id, standup.standup_id, day), now)
    if (
        occurrence is None
        or occurrence.progress.reported_at is None
        or not standup_of_day(standup, occurrence).readers.webhook_url
    ):
        return {"outcome": "nothing to deliver"}
    if channels := kept_in(services, standup, occurrence):
        tell_kept_in(services, standup, occurrence, channels)
        _log.warning("a private channel's report is not delivered", extra={"report_id": str(occurrence.report_id)})
        return outcome_of(occurrence, "private")
    # People whose erasure has begun are left out, because a delivery cannot be taken back.
    erased = services.privacy.suppressed.among(standup.team_id, [report.user_id for report in reports])
    kept = [report for report in reports if report.user_id not in erased]
    body = json.dumps(delivery(occurrence, kept), ensure_ascii=False).encode()
    try:
        services.sending.public_http.post(
            standup.readers.webhook_url, body, _headers(services, occurrence, body, int(now.timestamp()))
        )
    except AddressUnreachable as error:
        tell_not_delivered(services, standup, occurrence, error)
        raise NotDelivered(str(error)) from error
    return outcome_of(occurrence, "delivered")


def _headers(services: Services, occurrence: Occurrence, body: bytes, timestamp: int) -> dict[str, str]:
    here = occurrence.report_id
    key = webhook_key(services.settings.secrets.signing_secret, here.team_id, here.standup_id)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Standup-Delivery": str(here),
        "X-Standup-Timestamp": str(timestamp),
        "X-Standup-Signature": signature(key, timestamp, body),
    }
