"""Editing what a standup's report looks like, where it goes and who reads it, with a preview of it."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.models.views import View

from app.domain.config import problems_of
from app.domain.member import Member
from app.domain.schedule import local_date
from app.domain.signing import webhook_key
from app.domain.standup import Standup
from app.errors import InvalidStandup
from app.flows.access import may_post_to
from app.flows.editing import drafted, keep, refuse_foreign, so_far
from app.outside import is_public
from app.services import Services
from app.views import notices
from app.views.report_preview import preview
from app.views.report_settings_form import parse_report_settings, report_settings_form
from app.views.standup_form import Editing, parse_editing

Form = Mapping[str, Any]

_FIELDS = ("language", "report_channel", "webhook_url", "retention_days")
_INSIDE = (".local", ".localhost", ".internal", ".lan", ".intranet", ".home.arpa")


def open_settings(services: Services, member: Member, form: Form, trigger_id: str) -> None:
    """Open the modal about the report."""
    standup = so_far(services, member, form)
    services.slack.push_view(trigger_id, _form(services, member, standup, parse_editing(form)))


def show_preview(services: Services, member: Member, form: Form) -> None:
    """Show what a report would look like with what is chosen by now; nothing is kept yet."""
    editing = parse_editing(form)
    chosen, _ = parse_report_settings(form, drafted(services, member, editing))
    shown = str(form.get("hash") or "") or None
    services.slack.update_view(str(form.get("id")), _form(services, member, chosen, editing), shown)


def _form(services: Services, member: Member, standup: Standup, editing: Editing) -> View:
    day = local_date(services.clock.now(), standup.zone)
    key = webhook_key(services.settings.signing_secret, standup.team_id, standup.standup_id)
    return report_settings_form(standup, editing, preview(standup, member, day), key)


def keep_settings(services: Services, member: Member, form: Form) -> None:
    """Take what was chosen over into the draft, if it makes sense and the report may go there."""
    before = drafted(services, member, parse_editing(form))
    changed, unread = parse_report_settings(form, before)
    problems = {name: problem for name, problem in problems_of(changed).items() if name in _FIELDS} | unread
    if changed.webhook_url and "webhook_url" not in problems and not _is_outside(changed.webhook_url):
        problems["webhook_url"] = notices.NOT_PUBLIC
    if problems:
        raise InvalidStandup(problems)
    if changed.report_channel and changed.report_channel != before.report_channel:
        refuse_foreign(services, member, changed.report_channel, "report_channel")
    if changed.report_channel and not may_post_to(services, changed, changed.report_channel):
        raise InvalidStandup({"report_channel": notices.NOT_FOR_THAT_CHANNEL})
    if changed.webhook_url and changed.webhook_url != before.webhook_url and services.slack.is_private(changed.channel):
        raise InvalidStandup({"webhook_url": notices.STAYS_PRIVATE})
    keep(services, member, form, changed)


def _is_outside(url: str) -> bool:
    """Whether an address may be on the public internet; where its name leads is looked at with each delivery."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        last = host.rpartition(".")[2]
        return "." in host and not host.endswith(_INSIDE) and not last[:1].isdecimal()
