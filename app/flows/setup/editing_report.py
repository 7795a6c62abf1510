"""Edit how a standup's report looks, where it goes and who reads it, with a preview."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.views import View

from app.domain.day.member import Member
from app.domain.privacy.retention import is_kept
from app.domain.report.signing import webhook_key
from app.domain.schedule import local_date
from app.domain.standup import Standup
from app.errors import InvalidStandup
from app.flows.report.destinations import refuse_destinations
from app.flows.setup.configuring import changeable
from app.flows.setup.confirming import may_agree
from app.flows.setup.editing import drafted, keep, store_fields
from app.records import replace
from app.services import Services
from app.views.kit.readers import member_locale
from app.views.setup.report_preview import preview
from app.views.setup.report_settings_form import report_settings_form
from app.views.setup.setting_fields import ABOUT_REPORT
from app.views.setup.setting_kinds import problems_in, read_fields
from app.views.setup.standup_form import Editing, parse_editing

Form = Mapping[str, Any]


def open_settings(services: Services, member: Member, form: Form, trigger_id: str) -> None:
    """Open the modal about the report."""
    standup = store_fields(services, member, form)
    services.slack.push_view(trigger_id, _form(services, member, standup, parse_editing(form)))


def show_preview(services: Services, member: Member, form: Form) -> None:
    """Show what a report would look like with the present choices; nothing is stored yet."""
    editing = parse_editing(form)
    chosen, _ = read_fields(ABOUT_REPORT, form, drafted(services, member, editing))
    shown = str(form.get("hash") or "") or None
    services.slack.update_view(str(form.get("id")), _form(services, member, chosen, editing), shown)


def _form(services: Services, member: Member, standup: Standup, editing: Editing) -> View:
    locale = member_locale(member)
    day = local_date(services.clock.now(), standup.schedule.zone)
    key = webhook_key(services.settings.secrets.signing_secret, standup.team_id, standup.standup_id)
    return report_settings_form(
        locale,
        standup,
        editing,
        preview(locale, standup, _with_last(services, member, standup), day, services.calendars.day_off(standup)),
        key,
    )


def _with_last(services: Services, member: Member, standup: Standup) -> Member:
    """Return the member with their last answers in the standup, as far as it keeps them."""
    now, known = services.clock.now(), member.remembered.last_answers
    found = services.day.last_words.of(standup.team_id, member.user_id, [standup.standup_id], now)
    last = {**known, **found}
    kept = {name: entry for name, entry in last.items() if is_kept(entry.day, standup.readers.retention_days, now)}
    return replace(member, remembered=replace(member.remembered, last_answers=kept))


def keep_settings(services: Services, member: Member, form: Form) -> None:
    """Store the choices in the draft if they are valid and the report may go there; raises InvalidStandup."""
    editing = parse_editing(form)
    before = drafted(services, member, editing)
    changed, unread = read_fields(ABOUT_REPORT, form, before)
    problems = problems_in(ABOUT_REPORT, changed) | unread
    if problems:
        raise InvalidStandup(problems)
    stored = None if editing.is_new else changeable(services, member, editing.standup_id)
    refuse_destinations(services, member, changed, before, may_agree=may_agree(member, stored))
    keep(services, member, form, changed)
