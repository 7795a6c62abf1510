"""Tell the owners what is wrong with their standup, once a cause and day.

Told are a standup's owners, or, if it has none, whoever created the channel, unless that is a bot, a guest or
deactivated. Slack is asked for the creator only if there is something to tell, so an ordinary day costs no extra call.
If Slack does not say, nobody is told, and the log has an error.
The alarm of standups in trouble (`watching.py`) rings whether or not anybody could be told.

Each message is claimed on the occurrence's row for its cause and owner before it is sent, and marked there afterwards
(`owners_told`). If Slack refuses it, the claim is given back and the next attempt tries again; if it is unconfirmed,
the next attempt looks for it in the owner's direct messages. Owners who know that the standup is paused because its
channel is closed are not told so again by each report that is tried meanwhile.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.owners.trouble import BESIDE, OUTSIDE, TOO_MANY, Trouble, are_many, trouble_of
from app.domain.standup import Standup
from app.errors import AddressUnreachable, SlackError
from app.flows.owners.handing_over import creator, refresh_owners
from app.flows.requester import is_inside, locale_to
from app.flows.sender import at_once, outbox
from app.language import Locale
from app.outbox import Address, Delivery, Sent
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.owners import trouble

# Looking too far back costs one more page; not far enough would tell somebody twice.
EARLIER = timedelta(days=2)

_log = logging.getLogger(__name__)


def hindrance(services: Services, occurrence: Occurrence, error: SlackError) -> Trouble | None:
    """Return the cause of Slack's refusal in a channel if an owner can do something about it.

    Just after the bot was invited, Slack may still say that it is not in the channel: then the cause is INSIDE.
    """
    cause = trouble_of(error)
    try:
        return Trouble.INSIDE if cause in OUTSIDE and is_inside(services, occurrence.channel) else cause
    except SlackError:  # not known: the refusal counts
        return cause


def tell_not_posted(services: Services, standup: Standup, occurrence: Occurrence, error: SlackError) -> None:
    """Tell the owners that the report could not be posted, if there is something that they can do."""
    if cause := hindrance(services, occurrence, error):
        _, reports = services.reports.day(occurrence.report_id, services.clock.now())
        _tell_owners(
            services,
            standup,
            occurrence,
            cause,
            lambda locale: trouble.not_posted(locale, occurrence, cause, error.code, reports),
            kind=_not_posted(cause),
        )


def tell_posted(services: Services, occurrence: Occurrence) -> None:
    """Update the messages that said the report could not be posted: it is posted now. Failures are logged."""
    out = outbox(services, at_once(services))
    for cause, owner in sorted(told for told in occurrence.trouble.told if told[0] not in BESIDE):
        message = _in_their_language(services, occurrence, owner, lambda locale: trouble.posted(locale, occurrence))
        try:
            if sent := out.find(_address(occurrence, _not_posted(cause), owner)):
                out.change(sent.place, message)
        except SlackError as error:
            _log.warning("an owner was not told that it is posted", extra={"user": owner, "reason": error.code})


def _not_posted(cause: str) -> str:
    """Return the mark's kind for a message that says a report could not be posted; no other message has it."""
    return f"{ids.NOT_POSTED}_{cause}"


def _address(occurrence: Occurrence, kind: str, owner: str) -> Address:
    """Return where an owner is told something about a day, which may have been before it began."""
    mark = Mark(kind, str(occurrence.report_id), owner)
    return Address("", mark, since=occurrence.plan.report_at - EARLIER, person=owner)


def tell_not_asked(services: Services, standup: Standup, occurrence: Occurrence, error: SlackError) -> None:
    """Tell the owners that asking stopped, if there is something that they can do."""
    if cause := hindrance(services, occurrence, error):
        _tell_owners(
            services,
            standup,
            occurrence,
            cause,
            lambda locale: trouble.not_asked(locale, occurrence, cause, error.code),
        )


def tell_unreachable(
    services: Services, standup: Standup, occurrence: Occurrence, reports: list[Report], people: int
) -> None:
    """Tell the owners who could not be messaged, if these are many, or somebody is asked too often."""
    if are_many(len(reports), people) or any(report.problem == TOO_MANY for report in reports):
        _tell_owners(
            services,
            standup,
            occurrence,
            Trouble.UNREACHABLE,
            lambda locale: trouble.unreachable(locale, occurrence, reports, people),
        )


def tell_words_refused(services: Services, standup: Standup, occurrence: Occurrence, reports: Sequence[Report]) -> None:
    """Tell the owners whose answers Slack refuses, if any of these reports has such."""
    if refused := [report for report in reports if report.is_refused]:
        _tell_owners(
            services,
            standup,
            occurrence,
            Trouble.ANSWERS_REFUSED,
            lambda locale: trouble.words_refused(locale, occurrence, refused),
        )


def tell_not_delivered(
    services: Services, standup: Standup, occurrence: Occurrence, reason: AddressUnreachable
) -> None:
    """Tell the owners that the standup's address did not take the report."""
    _tell_owners(
        services,
        standup,
        occurrence,
        Trouble.NOT_DELIVERED,
        lambda locale: trouble.not_delivered(locale, occurrence, reason),
    )


def tell_kept_in(services: Services, standup: Standup, occurrence: Occurrence, channels: Sequence[str]) -> None:
    """Tell the owners that a report stays in private channels, though the standup has a webhook."""
    _tell_owners(
        services, standup, occurrence, Trouble.KEPT_IN, lambda locale: trouble.kept_in(locale, occurrence, channels)
    )


class _Slot(Struct, frozen=True):
    """Where it is stored that an owner is told about a cause."""

    services: Services
    report_id: ReportId
    cause: Trouble
    owner: str

    def claim(self, now: datetime) -> bool:
        return self.services.day.tellings.claim_telling(self.report_id, self.cause, self.owner, now)

    def read(self) -> Delivery | None:
        claimed_at = self.services.day.tellings.telling_claimed_at(self.report_id, self.cause, self.owner)
        return Delivery(claimed_at) if claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        claim = self.services.day.tellings.claim_telling
        return claim(self.report_id, self.cause, self.owner, now, unconfirmed.claimed_at)

    def mark(self, sent: Sent) -> None:  # noqa: ARG002 later it is found by its mark in the conversation
        self.services.day.tellings.mark_telling(self.report_id, self.cause, self.owner)


def _tell_owners(
    services: Services,
    standup: Standup,
    occurrence: Occurrence,
    cause: Trouble,
    message: Callable[[Locale], Message],
    *,
    kind: str = "",
) -> None:
    """Send each owner the message, in their language, unless they have had one for this cause.

    Failures are logged. A message that was refused or is unconfirmed is tried again the next
    time that the same is told.
    """
    is_told = all((cause, owner) in occurrence.trouble.told for owner in standup.roles.owners)
    owners = standup.roles.owners if is_told else refresh_owners(services, standup, anew=True)
    owners = owners or creator(services, standup)
    if not owners:
        _log.error("nobody to tell", extra={"report_id": str(occurrence.report_id), "cause": cause})
    for owner in owners:
        address = _address(occurrence, kind or f"{ids.TROUBLE}_{cause}", owner)
        render = partial(_in_their_language, services, occurrence, owner, message)
        slot = _Slot(services, occurrence.report_id, cause, owner)
        try:
            outbox(services, at_once(services)).send_once(address, slot, render, waits=False)
        except SlackError as error:
            _log.exception("an owner was not told", extra={"user": owner, "cause": cause, "reason": error.code})
            if error.is_not_sent:
                services.day.tellings.give_back_telling(occurrence.report_id, cause, owner)


def _in_their_language(
    services: Services, occurrence: Occurrence, owner: str, message: Callable[[Locale], Message]
) -> Message:
    locale = locale_to(services, occurrence.report_id.team_id, owner)
    return message(locale)
