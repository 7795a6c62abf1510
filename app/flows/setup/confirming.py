"""Before a change of who reads a standup is saved, show who will read what, and have it confirmed."""

from slack_sdk.models.views import View

from app.domain.day.member import Member
from app.domain.privacy.access import Role, roles_of
from app.domain.report.destinations import agreement
from app.domain.standup import Standup, value_of
from app.flows.membership import Memberships
from app.flows.report.destinations import leaving
from app.records import replace
from app.services import Services
from app.views.kit.readers import member_locale
from app.views.setup.reading_changes import ChannelFacts, confirmation, fingerprint, reading_changes
from app.views.setup.standup_form import Editing

_ABOUT_READING = ("channel", "report_channel", "guests_may_read", "webhook_url")


def may_agree(member: Member, before: Standup | None) -> bool:
    """Whether a member may let private answers out of a channel: only an owner, or the maker of a new standup."""
    return before is None or Role.OWNER in roles_of(before, member)


def to_confirm(
    services: Services, member: Member, editing: Editing, wanted: Standup, before: Standup | None
) -> View | None:
    """Return the modal that says who will read what, or None if that does not change."""
    words, seen = _reading_changes(services, member, wanted, before)
    return confirmation(member_locale(member), wanted, editing, words, agrees=bool(seen.leaving)) if words else None


def agreed_to(
    services: Services, member: Member, wanted: Standup, before: Standup | None, shown: str
) -> Standup | None:
    """Return the standup as confirmed, with what an owner agreed to; None if the modal would now say something else."""
    words, seen = _reading_changes(services, member, wanted, before)
    if fingerprint(words) != shown:
        return None
    new = tuple(agreement(wanted.channel, place, to) for place, to in seen.leaving)
    return replace(wanted, readers=replace(wanted.readers, agreed=(*(before.readers.agreed if before else ()), *new)))


def _reading_changes(
    services: Services, member: Member, wanted: Standup, before: Standup | None
) -> tuple[list[str], ChannelFacts]:
    changed = before is None or any(value_of(before, name) != value_of(wanted, name) for name in _ABOUT_READING)
    is_taken_over = bool(
        before
        and before.roles.owners
        and set(before.roles.owners) != set(wanted.roles.owners)
        and member.user_id not in before.roles.owners
    )
    where = Memberships(services)
    # Members who may agree are asked until one has, as after an upgrade, even if nothing of it changes now.
    out = leaving(services, wanted, where) if changed or may_agree(member, before) else []
    if not (changed or is_taken_over or out):
        return [], ChannelFacts()
    shown = wanted.readers.channel or wanted.channel
    is_elsewhere = before is not None and shown != (before.readers.channel or before.channel)
    public = {shown} if is_elsewhere and not where.is_private(shown) else set[str]()
    seen = ChannelFacts(public, out, is_taken_over)
    return reading_changes(member_locale(member), before, wanted, seen), seen
