"""Decide where a report may go besides its own channel, when that is chosen and again when it goes."""

import ipaddress
from functools import partial
from urllib.parse import urlsplit

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.owners.trouble import OPEN_CHANNEL
from app.domain.privacy.access import may_go_to
from app.domain.privacy.days import standup_of_day
from app.domain.report.destinations import held_in, not_agreed, places
from app.domain.standup import Standup, value_of
from app.errors import InvalidStandup, SlackRefused
from app.flows.membership import Memberships
from app.flows.requester import people_in
from app.problem import Problem, Wrong
from app.public_http import is_public
from app.records import replace
from app.services import Services

_INSIDE = (".local", ".localhost", ".internal", ".lan", ".intranet", ".home.arpa")


def refuse_foreign(services: Services, member: Member | None, channel: str, field: str) -> None:
    """Raise InvalidStandup at a field unless both the bot and the member are in the channel, whose id may be forged.

    Without a member it is an operator who names it in a file, and need not be in it.
    """
    inside = people_in(services, channel)
    if services.slack.identity().bot_user_id not in inside:
        raise InvalidStandup({field: Problem(Wrong.BOT_OUTSIDE)})
    if member and member.user_id not in inside:
        raise InvalidStandup({field: Problem(Wrong.NOT_THEIR_CHANNEL)})


def refuse_destinations(
    services: Services, member: Member | None, wanted: Standup, before: Standup | None, *, may_agree: bool
) -> None:
    """Raise InvalidStandup if the report would go where it may not; settings as `before` were checked then.

    What would leave a private channel is refused unless the member may agree to it (`may_agree`).
    """

    def is_new(*fields: str) -> bool:
        return any(before is None or value_of(before, field) != value_of(wanted, field) for field in fields)

    if wanted.readers.channel and is_new("channel", "report_channel", "guests_may_read"):
        refuse_foreign(services, member, wanted.readers.channel, "report_channel")
        if not wanted.readers.guests_may_read and wanted.channel and services.slack.is_shared(wanted.readers.channel):
            raise InvalidStandup({"report_channel": Problem(Wrong.GUESTS_THERE)})
    if wanted.readers.webhook_url and is_new("channel", "webhook_url") and not _is_outside(wanted.readers.webhook_url):
        raise InvalidStandup({"webhook_url": Problem(Wrong.NOT_PUBLIC)})
    if not may_agree and is_new("channel", "report_channel", "webhook_url"):
        for _, to in leaving(services, wanted):
            field = "webhook_url" if to == wanted.readers.webhook_url else "report_channel"
            raise InvalidStandup({field: Problem(Wrong.STAYS_PRIVATE)})


def place_problems(services: Services, wanted: Standup, before: Standup | None) -> dict[str, Problem]:
    """Return the settings at which a file sends a standup where it may not be, by the checks of Slack's form."""
    checks = [partial(refuse_destinations, services, None, wanted, before, may_agree=False)]
    if before is None or before.channel != wanted.channel:
        checks.append(partial(refuse_foreign, services, None, wanted.channel, "channel"))
    problems: dict[str, Problem] = {}
    for check in checks:
        try:
            check()
        except InvalidStandup as refused:
            problems |= refused.problems
    return problems


def leaving(services: Services, wanted: Standup, where: Memberships | None = None) -> list[tuple[str, str]]:
    """Return what would leave a private channel without an owner's agreement, as pairs of source and destination.

    A channel that the bot does not see is refused elsewhere, so here it counts as public.
    """
    if not (wanted.readers.webhook_url or wanted.readers.channel):
        return []
    known = where or Memberships(services)
    private = {place for place in places(wanted) if known.is_seen(place) and known.is_private(place)}
    return not_agreed(wanted, private)


def require_place(services: Services, standup: Standup, occurrence: Occurrence) -> None:
    """Raise SlackRefused if people would read a day's report in its channel who may not."""
    then = replace(standup_of_day(standup, occurrence), channel=occurrence.plan.home or standup.channel)
    channel = occurrence.channel
    if may_go_to(then, channel, has_guests=True, is_private=True):
        return
    is_private, has_guests = services.slack.is_private(then.channel), services.slack.is_shared(channel)
    if not may_go_to(then, channel, has_guests=has_guests, is_private=is_private):
        raise SlackRefused("chat.postMessage", OPEN_CHANNEL)


def kept_in(services: Services, standup: Standup, occurrence: Occurrence) -> list[str]:
    """Return the private channels that keep a day's report from going to the standup's webhook.

    They are among the channels that the report was or will be shown in: the standup's channel that day, and the
    report's.
    """
    where = Memberships(services)
    shown_in = dict.fromkeys((occurrence.plan.home or standup.channel, occurrence.channel))
    private = {place for place in shown_in if where.is_private(place)}
    return held_in(standup, shown_in, standup.readers.webhook_url, private)


def _is_outside(url: str) -> bool:
    """Whether an address may be on the public internet; each delivery checks again where its name leads."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        last = host.rpartition(".")[2]
        return "." in host and not host.endswith(_INSIDE) and not last[:1].isdecimal()
