"""Destinations: where a report may go besides its own channel, looked at when that is chosen and when it goes."""

import ipaddress
from urllib.parse import urlsplit

from app.domain.member import Member
from app.domain.occurrence import Occurrence
from app.domain.standup import Standup
from app.domain.trouble import OPEN_CHANNEL
from app.errors import InvalidStandup, SlackRefused
from app.flows.access import may_post_to
from app.flows.people import people_in
from app.language import say
from app.outside import is_public
from app.services import Services
from app.views import notices

_INSIDE = (".local", ".localhost", ".internal", ".lan", ".intranet", ".home.arpa")


def refuse_foreign(services: Services, member: Member, channel: str, field: str) -> None:
    """Raise InvalidStandup at a field unless both the bot and the person are in the channel: its id may be forged."""
    inside = people_in(services, channel)
    if services.slack.identity().bot_user_id not in inside:
        raise InvalidStandup({field: say(notices.NOT_IN_CHANNEL)})
    if member.user_id not in inside:
        raise InvalidStandup({field: say(notices.NOT_THEIR_CHANNEL)})


def refuse_destinations(services: Services, member: Member, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup if the report would go where it may not; what is as `before` was looked at then."""

    def is_new(*fields: str) -> bool:
        return any(before is None or getattr(before, field) != getattr(wanted, field) for field in fields)

    if wanted.report_channel and is_new("channel", "report_channel", "guests_may_read"):
        refuse_foreign(services, member, wanted.report_channel, "report_channel")
        if not _may_go_there(services, wanted):
            is_private = services.slack.is_private(wanted.channel)
            sentence = notices.STAYS_PRIVATE if is_private else notices.GUESTS_ARE_THERE
            raise InvalidStandup({"report_channel": say(sentence)})
    if wanted.webhook_url and is_new("channel", "webhook_url"):
        if not _is_outside(wanted.webhook_url):
            raise InvalidStandup({"webhook_url": say(notices.NOT_PUBLIC)})
        if _is_private(services, wanted.channel):
            raise InvalidStandup({"webhook_url": say(notices.STAYS_PRIVATE)})


def demand_place(services: Services, standup: Standup, occurrence: Occurrence) -> None:
    """Raise SlackRefused if people would read the report in its channel who may not."""
    if not may_post_to(services, standup, occurrence.channel):
        raise SlackRefused("chat.postMessage", OPEN_CHANNEL)


def _may_go_there(services: Services, standup: Standup) -> bool:
    try:
        return may_post_to(services, standup, standup.report_channel)
    except SlackRefused:  # the standup's own channel is not chosen yet, or not one of the bot's: that is said there
        return True


def _is_private(services: Services, channel: str) -> bool:
    try:
        return services.slack.is_private(channel)
    except SlackRefused:
        return False


def _is_outside(url: str) -> bool:
    """Whether an address may be on the public internet; where its name leads is looked at with each delivery."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        last = host.rpartition(".")[2]
        return "." in host and not host.endswith(_INSIDE) and not last[:1].isdecimal()
