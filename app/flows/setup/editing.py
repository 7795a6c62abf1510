"""The modals in which a standup is set up: opened and checked in `ack`, stored in a lazy run.

The first modal shows what most people change; questions and further settings open over it. A whole standup does not fit
the 3,000 characters that a modal can carry, so the content of the fields is stored as the member's *draft* whenever
another modal opens or closes. That is the only write in `ack`: the next click reads it. A submission is checked in
`ack` and stored in the lazy run, on condition that nobody has changed the standup since the modal was opened.
"""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from slack_sdk.models.views import View

from app.domain.day.kinds import traits
from app.domain.day.member import Member
from app.domain.privacy.access import INSIDE, NOWHERE, Action, may, roles_of
from app.domain.report.destinations import as_agreed
from app.domain.schedule import local_date
from app.domain.setup.config import config_values, is_untouched_default, problems_of
from app.domain.setup.mending import LOST_OWNER
from app.domain.setup.problems import unknown_country
from app.domain.standup import (
    Question,
    QuestionRole,
    Standup,
    new_standup_id,
    with_an_owner,
    with_calendar_days,
    with_owners,
)
from app.errors import ChangedMeanwhile, InvalidStandup, UnknownStandup
from app.flows import access, standup_lookup
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.report.destinations import refuse_destinations, refuse_foreign
from app.flows.setup.busy_times import tell_if_busy
from app.flows.setup.configuring import changeable, save_standup
from app.flows.setup.confirming import agreed_to, may_agree, to_confirm
from app.flows.setup.counting import count_people
from app.flows.setup.crowding import refuse_crowd, refuse_strangers
from app.flows.setup.introducing import move_introduction
from app.flows.setup.naming import refuse_owners, refuse_who_takes_no_part
from app.flows.upcoming import first_day_of_a_change
from app.language import Locale
from app.problem import Problem, Wrong
from app.records import replace
from app.services import Services
from app.views.kit.readers import member_locale
from app.views.setup.question_form import parse_question, question_form
from app.views.setup.reading_changes import parse_confirmation
from app.views.setup.setting_fields import FIRST, MORE
from app.views.setup.setting_kinds import problems_in, read_fields
from app.views.setup.settings_form import settings_form
from app.views.setup.standup_form import Editing, parse_editing, standup_form
from app.views.setup.template_form import parse_template, template_form
from app.views.setup.templates import copy_of, from_template

Form = Mapping[str, Any]


def open_form(services: Services, member: Member, standup_id: str, trigger_id: str, *, is_home: bool = False) -> None:
    """Open the modal to edit a standup, or a new one if `standup_id` is empty; raises PersonError, SlackError."""
    locale = member_locale(member)
    if not standup_id:
        services.slack.open_view(trigger_id, template_form(locale, _copies(services, member), is_home=is_home))
        return
    standup = _to_edit(services, member, standup_id)
    editing = Editing(standup_id, standup.version, token_hex(8), is_home=is_home)
    services.slack.open_view(trigger_id, _form(locale, services, standup, editing))


def _copies(services: Services, member: Member) -> list[Standup]:
    """Return the standups that a member may copy from, as far as that is known without asking Slack."""
    member = access.require_new(services, member)
    known = standup_lookup.for_person(services, member.team_id, member.user_id)
    here = [(stored.standup, INSIDE if member.user_id in stored.counted.people else NOWHERE) for stored in known]
    return [standup for standup, place in here if may(roles_of(standup, member, place), Action.CHANGE)]


def begin_new(services: Services, member: Member, form: Form) -> Any:
    """Draft a new standup from a template or as a copy; returns the modal that replaces the template's."""
    locale = member_locale(member)
    template, copied, is_home = parse_template(form)
    standup_id = new_standup_id()
    if copied:
        drafted = copy_of(locale, changeable(services, member, copied), standup_id, member.user_id)
    else:
        drafted = from_template(
            locale, template, member.team_id, standup_id, member.user_id, member.profile.zone or "UTC"
        )
    editing = Editing(standup_id, 0, token_hex(8), is_new=True, is_home=is_home)
    services.setup.drafts.keep(member.user_id, editing.draft_id, drafted, services.clock.now())
    return _form(locale, services, drafted, editing)


def _form(locale: Locale, services: Services, standup: Standup, editing: Editing) -> Any:
    stored = None if editing.is_new else services.standups.stored(standup.team_id, standup.standup_id)
    # Drafts are stored without the days of the calendar.
    if stored and stored.standup.time_off.calendar_url == standup.time_off.calendar_url:
        standup = with_calendar_days(standup, stored.standup.time_off.calendar_days)
    zones, open_days = (stored.counted.zones, stored.attention.open_days) if stored else ((), ())
    day = first_day_of_a_change(services, standup, zones, open_days)
    return standup_form(locale, standup, editing, day, local_date(services.clock.now(), standup.schedule.zone))


def drafted(services: Services, member: Member, editing: Editing) -> Standup:
    """Return the draft, or else the stored standup; raises PersonError if the member may not change it."""
    draft = services.setup.drafts.get(member.team_id, member.user_id, editing.draft_id, services.clock.now())
    mine = draft if draft and draft.standup_id == editing.standup_id else None
    if editing.is_new:
        access.require_new(services, member)
        if mine is None:
            raise UnknownStandup(editing.standup_id)
        return mine
    return mine or _to_edit(services, member, editing.standup_id)


def _to_edit(services: Services, member: Member, standup_id: str) -> Standup:
    """Return a standup as its form begins; if its owners cannot be read any more, the member becomes its owner."""
    standup = changeable(services, member, standup_id, even_broken=True)
    return with_owners(standup, (member.user_id,)) if LOST_OWNER in standup.roles.owners else standup


def store_fields(services: Services, member: Member, form: Form) -> Standup:
    """Store the content of the fields in the draft, for modals that open over them, and return the drafted standup."""
    editing = parse_editing(form)
    standup = read_fields(FIRST, form, drafted(services, member, editing))[0]
    services.setup.drafts.keep(member.user_id, editing.draft_id, standup, services.clock.now())
    return standup


def add_question(services: Services, member: Member, form: Form, trigger_id: str) -> None:
    """Open the modal for a new question."""
    store_fields(services, member, form)
    new = Question(f"q{token_hex(4)}", "", "")
    services.slack.push_view(trigger_id, question_form(member_locale(member), new, parse_editing(form)))


def change_question(services: Services, member: Member, form: Form, action: str, trigger_id: str) -> None:
    """Open a question's modal, or move or remove it; `action` says which, as in "up:question1"."""
    locale = member_locale(member)
    standup, editing = store_fields(services, member, form), parse_editing(form)
    verb, _, question_id = action.partition(":")
    question = next((each for each in standup.questions if each.id == question_id), None)
    if question and verb == "edit":
        services.slack.push_view(trigger_id, question_form(locale, question, editing))
        return
    changed = replace(standup, questions=_arranged(standup.questions, verb, question_id))
    services.setup.drafts.keep(member.user_id, editing.draft_id, changed, services.clock.now())
    services.slack.update_view(str(form.get("id")), _form(locale, services, changed, editing))


def _arranged(questions: tuple[Question, ...], verb: str, question_id: str) -> tuple[Question, ...]:
    here = next((number for number, each in enumerate(questions) if each.id == question_id), None)
    if here is None:
        return questions
    rest = [each for each in questions if each.id != question_id]
    if verb == "remove":
        left = [replace(each, starts_from=None) if each.starts_from == question_id else each for each in rest]
        return tuple(left) or questions
    rest.insert(max(0, here + {"up": -1, "down": 1}.get(verb, 0)), questions[here])
    return tuple(rest)


def keep_question(services: Services, member: Member, form: Form) -> None:
    """Store a question in the draft and show it in the modal beneath; raises InvalidStandup."""
    editing = parse_editing(form)
    standup = drafted(services, member, editing)
    known = next((each for each in standup.questions if each.id == editing.question_id), None)
    question = parse_question(form, known or Question(editing.question_id, "", ""))
    others = tuple(_beside(each, question) for each in standup.questions)
    questions = tuple(question if each.id == question.id else each for each in others)
    changed = replace(standup, questions=questions if known else (*questions, question))
    if problem := problems_of(changed).get("questions"):
        raise InvalidStandup({_field_at_fault(question): problem})
    keep(services, member, form, changed)


def _field_at_fault(question: Question) -> str:
    """Return the field of a question's form that shows what is wrong with the question."""
    kind = traits(question.kind)
    if question.asks_for_blockers and not kind.can_ask_for_blockers:
        return "role"
    return "choices" if kind.has_choices else "text"


def _beside(other: Question, question: Question) -> Question:
    """Return another question as it is beside this one: only the last one chosen asks for blockers."""
    return replace(other, role=QuestionRole.PLAIN) if question.asks_for_blockers else other


def open_settings(services: Services, member: Member, form: Form, trigger_id: str) -> None:
    """Open the modal with the further settings."""
    standup = store_fields(services, member, form)
    services.slack.push_view(trigger_id, settings_form(member_locale(member), standup, parse_editing(form)))


def keep_settings(services: Services, member: Member, form: Form) -> None:
    """Store the further settings in the draft and update the modal beneath; raises InvalidStandup."""
    standup = drafted(services, member, parse_editing(form))
    changed, unread = read_fields(MORE, form, standup)
    problems = problems_in(MORE, changed) | unread
    if "country" not in problems and not services.calendars.knows(changed.time_off.country):
        problems["country"] = unknown_country(changed.time_off.country)
    if problems:
        raise InvalidStandup(problems)
    refuse_who_takes_no_part(services, changed)
    refuse_owners(services, changed, standup)
    keep(services, member, form, changed)


def keep(services: Services, member: Member, form: Form, changed: Standup) -> None:
    """Store a change made in an upper modal in the draft, and update the modal beneath."""
    editing = replace(parse_editing(form), question_id="")
    services.setup.drafts.keep(member.user_id, editing.draft_id, changed, services.clock.now())
    services.slack.update_view(str(form.get("root_view_id")), _form(member_locale(member), services, changed, editing))


def check_form(services: Services, member: Member, form: Form) -> View | None:
    """Check a submission before it is acknowledged; raises PersonError.

    Returns the modal that says who will read what, if that changes: nothing is saved before it is confirmed.
    """
    editing = parse_editing(form)
    wanted = store_fields(services, member, form)
    before = _checked(services, member, editing, wanted)
    return to_confirm(services, member, editing, with_an_owner(wanted, member.user_id), before)


def check_confirmed(services: Services, member: Member, form: Form) -> View | None:
    """Store what is confirmed, for the run that saves it; returns a new confirmation if something has changed."""
    editing, shown = parse_confirmation(form)
    wanted = with_an_owner(drafted(services, member, editing), member.user_id)
    before = _checked(services, member, editing, wanted)
    agreed = agreed_to(services, member, wanted, before, shown)
    if agreed is None:
        return to_confirm(services, member, editing, wanted, before)
    services.setup.drafts.keep(member.user_id, _confirmed(editing), agreed, services.clock.now())
    return None


def _checked(services: Services, member: Member, editing: Editing, wanted: Standup) -> Standup | None:
    """Return the stored standup, None for a new one; raises PersonError if the change is not allowed."""
    if problems := problems_of(wanted):
        raise InvalidStandup(problems)
    refuse_who_takes_no_part(services, wanted)
    before = None if editing.is_new else changeable(services, member, editing.standup_id, even_broken=True)
    if before and _version(editing, before) != before.version:
        raise ChangedMeanwhile(editing.standup_id)
    owned = with_an_owner(wanted, member.user_id)
    refuse_owners(services, owned, before)
    if before is None or before.channel != wanted.channel:
        refuse_foreign(services, member, wanted.channel, "channel")
    refuse_strangers(services, wanted, before)
    refuse_crowd(services, owned, before)
    try:
        refuse_destinations(services, member, wanted, before, may_agree=may_agree(member, before))
    except InvalidStandup as refused:  # the fields at fault are in another modal
        about = Problem(Wrong.ABOUT_THE_REPORT, {"problems": tuple(refused.problems.values())})
        raise InvalidStandup({"channel": about}) from refused
    return before


def _version(editing: Editing, present: Standup | None) -> int:
    """Return the version that the form changes; an untouched default standup may have been stored meanwhile."""
    is_stored_since = editing.version == 0 and present is not None and is_untouched_default(present)
    return 1 if is_stored_since else editing.version


def _confirmed(editing: Editing) -> str:
    return f"{editing.draft_id}.confirmed"


def save_form(services: Services, member: Member, form: Form) -> None:
    """Store what was submitted, then update the channel's first message. May run twice."""
    editing = parse_editing(form)
    _save(services, member, editing, read_fields(FIRST, form, drafted(services, member, editing))[0])


def save_confirmed(services: Services, member: Member, form: Form) -> None:
    """Store what was confirmed, then update the channel's first message. May run twice."""
    editing, _ = parse_confirmation(form)
    _save(services, member, editing, drafted(services, member, replace(editing, draft_id=_confirmed(editing))))


def _save(services: Services, member: Member, editing: Editing, wanted: Standup) -> None:
    before = services.standups.get(member.team_id, editing.standup_id)
    wanted = replace(with_an_owner(wanted, member.user_id), version=_version(editing, before))
    present = before
    if present is None or config_values(present) != config_values(as_agreed(wanted)):
        present = save_standup(services, member, wanted).standup
    tell_of_takeover(services, member.team_id, editing.standup_id)
    count_people(services, present)
    move_introduction(services, present)
    if present is not before:  # not in a second run: once is enough
        tell_if_busy(services, member, present, before)
