"""Confirming: who changes what others read of a standup reads, before it is saved, who will read what."""

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
from app.views.setup.reading_changes import Seen, confirmation, fingerprint, reading_changes
from app.views.setup.standup_form import Editing

_ABOUT_READING = ("channel", "report_channel", "guests_may_read", "webhook_url")


def may_agree(member: Member, before: Standup | None) -> bool:
    """Whether a person may let out what is said in private: only an owner, or who is making the standup."""
    return before is None or Role.OWNER in roles_of(before, member)


def to_confirm(
    services: Services, member: Member, editing: Editing, wanted: Standup, before: Standup | None
) -> View | None:
    """Return the modal that says who will read what, if that changes."""
    words, seen = _reading_changes(services, member, wanted, before)
    return confirmation(member_locale(member), wanted, editing, words, agrees=bool(seen.leaving)) if words else None


def agreed_to(
    services: Services, member: Member, wanted: Standup, before: Standup | None, shown: str
) -> Standup | None:
    """Return the standup as it was confirmed, with what an owner agreed to; None if something else is true by now."""
    words, seen = _reading_changes(services, member, wanted, before)
    if fingerprint(words) != shown:
        return None
    new = tuple(agreement(wanted.channel, place, to) for place, to in seen.leaving)
    return replace(wanted, readers=replace(wanted.readers, agreed=(*(before.readers.agreed if before else ()), *new)))


def _reading_changes(
    services: Services, member: Member, wanted: Standup, before: Standup | None
) -> tuple[list[str], Seen]:
    changed = before is None or any(value_of(before, name) != value_of(wanted, name) for name in _ABOUT_READING)
    is_taken_over = bool(
        before
        and before.roles.owners
        and set(before.roles.owners) != set(wanted.roles.owners)
        and member.user_id not in before.roles.owners
    )
    where = Memberships(services)
    # Who may agree is asked for as long as nobody has, as after an update, though nothing of it is changed now.
    out = leaving(services, wanted, where) if changed or may_agree(member, before) else []
    if not (changed or is_taken_over or out):
        return [], Seen()
    shown = wanted.readers.channel or wanted.channel
    is_elsewhere = before is not None and shown != (before.readers.channel or before.channel)
    public = {shown} if is_elsewhere and not where.is_private(shown) else set[str]()
    seen = Seen(public, out, is_taken_over)
    return reading_changes(member_locale(member), before, wanted, seen), seen
