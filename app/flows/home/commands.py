"""Carry out what people type, after /standup or to the bot, and reply to them alone."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.history.history import Page
from app.domain.home import commands
from app.domain.home.commands import Asked, Command, Verb, command_in, reports_asked_for, skip_asked_for, standup_meant
from app.domain.home.date_parser import span_in
from app.domain.home.day_words import DayWords
from app.domain.home.participation import planned_skips
from app.domain.privacy.access import Action
from app.domain.standup import Standup
from app.errors import NotWaiting, PersonError, SlackRefused, TooLate, UnclearDays, WhichStandup
from app.flows import access
from app.flows.day import answering, finding_standups, opening
from app.flows.day.todays import Today, todays_reports, waiting
from app.flows.history import browsing
from app.flows.home import absence, skipping_ahead
from app.flows.requester import Requester, acting_member, require_participant
from app.flows.sender import at_once, outbox
from app.flows.setup import editing, introducing, running_by_hand
from app.flows.setup.configuring import changeable
from app.flows.upcoming import asks_at, next_asking_of
from app.language import ENGLISH_LOCALE, Locale
from app.outbox import Address
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.day.report_form import Origin
from app.views.home import commands as words
from app.views.home import skips
from app.views.home.planned_absences import plans
from app.views.kit import notices
from app.views.kit.day_words import day_words
from app.views.kit.readers import member_locale

# A reply later than this may have been sent before: Slack and Lambda repeat what got no reply in time.
SURE_FOR = timedelta(seconds=2.5)
# Slack accepts replies to a command for this long; a command whose outcome cannot be told is not carried out.
MEANT_FOR = timedelta(minutes=30)

_log = logging.getLogger(__name__)


class Typed(Struct, frozen=True):
    """What somebody typed, in which conversation, and when that was received."""

    text: str
    channel: str
    received_at: datetime


def answer_at_once(services: Services, requester: Requester, typed: Typed, trigger_id: str) -> Message | None:
    """Do what cannot wait: open a modal, or reply with what everybody may read; None if a lazy run has to do the rest.

    The reply is empty if a modal has opened. Raises PersonError, SlackError.
    """
    command = command_in(typed.text)
    if command.verb is Verb.HELP:
        return words.helping(member_locale(acting_member(services, requester, even_erased=True)))
    if command.verb is Verb.ANSWER:
        open_today(services, requester, trigger_id, command.rest, typed.channel)
        return Message("")
    if command.verb in {Verb.EDIT, Verb.REPORT}:
        request = _Request(services, acting_member(services, requester), requester, command, typed)
        if command.verb is Verb.EDIT:
            editing.open_form(services, request.member, request.standup().standup_id, trigger_id)
        else:
            browsing.open_page(services, request.member, request.page(), trigger_id)
        return Message("")
    return None


def answer(services: Services, requester: Requester, typed: Typed) -> Message:
    """Do what was typed and return the reply; a modal is offered by a button. May run twice, and late."""
    locale = ENGLISH_LOCALE
    try:
        member = acting_member(services, requester, even_erased=True)
        locale = member_locale(member)
        require_participant(member)
        if services.clock.now() - typed.received_at > MEANT_FOR:
            raise TooLate
        command = command_in(typed.text)
        return _ACTS[command.verb](_Request(services, member, requester, command, typed))
    except PersonError as error:
        return words.reply(notices.sentence_for(locale, error))


def answer_privately(services: Services, requester: Requester, typed: Typed, response_url: str) -> None:
    """Do what was typed as a command, and reply by the address that came with it."""
    reply = answer(services, requester, typed)
    try:
        services.slack.answer_privately(response_url, reply)
    except SlackRefused as refusal:  # it is done, and repeating would not tell them either
        _log.warning("a command could not be answered", extra={"reason": refusal.code})


def answer_in_conversation(
    services: Services, requester: Requester, typed: Typed, ts: str, thread_ts: str | None
) -> None:
    """Do what was typed to the bot and reply there, once: a late run first looks for an earlier reply."""
    try:
        _answer_below(services, requester, typed, ts, thread_ts)
    except SlackRefused as refusal:
        _log.warning("a message could not be answered", extra={"reason": refusal.code})


def _answer_below(services: Services, requester: Requester, typed: Typed, ts: str, thread_ts: str | None) -> None:
    mark = Mark(ids.REPLY, ts, requester.user_id)
    said_at = datetime.fromtimestamp(float(ts), typed.received_at.tzinfo)
    address = Address(typed.channel, mark, since=said_at, thread_ts=thread_ts)
    is_late, out = services.clock.now() - said_at > SURE_FOR, outbox(services, at_once(services))
    if not is_late or out.find(address) is None:
        out.send(address, answer(services, requester, typed))


def open_today(services: Services, requester: Requester, trigger_id: str, rest: str = "", channel: str = "") -> None:
    """Open the member's report of today, or ask which one; raises NothingToAnswer, WhichStandup."""
    member = acting_member(services, requester)
    words_of_days = day_words(member_locale(member))
    about, reports = commands.standup_name_in(rest, words_of_days), todays_reports(services, member)
    try:
        meant = finding_standups.one_of(services, member, reports, about, channel=channel, day_words=words_of_days)
    except WhichStandup as error:
        if about and not error.is_known:
            raise
        services.slack.open_view(
            trigger_id, words.which_report(member_locale(member), [each.occurrence for each in waiting(reports)])
        )
    else:
        opening.open_report(
            services, requester, Origin(str(meant.occurrence.report_id)), trigger_id, services.clock.now()
        )


class _Request(Struct, frozen=True):
    """One command of one member."""

    services: Services
    member: Member
    requester: Requester
    command: Command
    typed: Typed

    @property
    def locale(self) -> Locale:
        return member_locale(self.member)

    def standup(self) -> Standup:
        """Return the standup that is meant, among those that the member may see."""
        named = commands.standup_name_in(self.command.rest, self.day_words(), self.command.verb)
        return self.named(named)

    def named(self, named: str) -> Standup:
        return standup_meant(self.standups(), named, self.typed.channel, self.day_words())

    def standups(self) -> list[Standup]:
        return finding_standups.standups_of(self.services, self.member, self.typed.channel)

    def page(self) -> Page:
        """Return the page of the history that the command asks for."""
        asked = reports_asked_for(self.command.rest, self.today(), self.member.user_id, self.day_words())
        is_one_standups = asked.named or not asked.user_id
        standup = self._standup_meant(asked) if is_one_standups else None
        return browsing.page_asked(self.services, self.member, asked, standup)

    def _standup_meant(self, asked: Asked) -> Standup:
        try:
            return self.named(asked.named)
        except WhichStandup as error:
            if asked.no_day and not error.is_known:
                raise UnclearDays("no_such_day", words=asked.no_day) from error
            raise

    def among(self, reports: Sequence[Today], named: str) -> Today:
        """Return the report of today that is meant."""
        channel, words_of_days = self.typed.channel, self.day_words()
        return finding_standups.one_of(
            self.services, self.member, reports, named, channel=channel, day_words=words_of_days
        )

    def day_words(self) -> DayWords:
        return day_words(self.locale)

    def today(self) -> date:
        return finding_standups.local_today(self.services, self.member)


def _list(request: _Request) -> Message:
    services, member = request.services, request.member
    mine, deleted = finding_standups.standups_and_deleted(services, member, request.typed.channel)
    upcoming = [(each.standup, next_asking_of(services, each, member)) for each in mine]
    skips = planned_skips([each.standup for each in mine], member, services.clock.now())
    return words.standups(
        request.locale, member, upcoming, deleted, plans(request.locale, member, skips, request.today())
    )


def _answer(request: _Request) -> Message:
    reports = todays_reports(request.services, request.member)
    named = commands.standup_name_in(request.command.rest, request.day_words())
    among = waiting(reports)
    if named or not among:
        among = [request.among(reports, named)]
    return words.to_answer(request.locale, [(each.occurrence, each.report, each.outlook) for each in among])


def _skip(request: _Request) -> Message:
    try:
        return _skip_meant(request)
    except NotWaiting as error:
        return skips.not_waiting(request.locale, error)
    except WhichStandup as error:
        if not error.is_known and (no_day := commands.no_day_in(request.command.rest.split(), request.day_words())):
            raise UnclearDays("no_such_day", words=no_day) from error
        raise


def _skip_meant(request: _Request) -> Message:
    services, member, today = request.services, request.member, request.today()
    named, day = _which_day(request, today)
    if day and day < today:
        return skips.day_is_over(request.locale)
    if day and day > today:
        standup = request.named(named)
        return skipping_ahead.skip_ahead(services, member, standup, day, request.typed.received_at)
    reports = todays_reports(services, member)
    try:
        meant = request.among(reports, named)
    except NotWaiting as error:
        if day is None or error.day != day:
            raise
        standup = request.named(named)  # the member is asked later today
        return skipping_ahead.skip_ahead(services, member, standup, day, request.typed.received_at)
    report_id = meant.occurrence.report_id
    own = answering.skip_today(
        services, request.requester, Origin(str(report_id)), request.typed.received_at, services.clock.now()
    )
    return skips.after_skipping(request.locale, own.occurrence, own.report, meant.outlook)


def _which_day(request: _Request, today: date) -> tuple[str, date | None]:
    """Return the standup's name as typed, and the day; "Friday retro" may be the whole name of one."""
    whole = commands.standup_name_in(request.command.rest, request.day_words())
    if any(standup.name.casefold() == whole.casefold() for standup in request.standups()):
        return whole, None
    return skip_asked_for(request.command.rest, today, request.day_words())


def _away(request: _Request) -> Message:
    today = request.today()
    away = span_in(request.command.rest, today, request.day_words())
    absence.go_away(request.services, request.member, away)
    return words.gone_away(request.locale, away, today)


def _back(request: _Request) -> Message:
    absence.come_back(request.services, request.member)
    return words.come_back(request.locale, was_away=request.member.away is not None)


def _edit(request: _Request) -> Message:
    standup = changeable(request.services, request.member, request.standup().standup_id)
    return words.to_edit(request.locale, standup)


def _ask_now(request: _Request) -> Message:
    standup = running_by_hand.ask_now(request.services, request.member, request.standup().standup_id)
    return words.asking(request.locale, standup)


def _report(request: _Request) -> Message:
    return browsing.in_a_message(request.services, request.member, request.page())


def _pause(request: _Request) -> Message:
    return _set_running(request, running_by_hand.pause)


def _resume(request: _Request) -> Message:
    return _set_running(request, running_by_hand.resume)


def _set_running(request: _Request, change: Callable[[Services, Member, str], Standup]) -> Message:
    """Pause or resume, unless the standup was changed since this was typed: then this run is a repetition."""
    services, standup = request.services, request.standup()
    stored = access.stored_for(services, request.member, standup.standup_id, Action.CHANGE, even_deleted=True)
    if stored.history.changed_at is None or stored.history.changed_at <= request.typed.received_at:
        standup = change(services, request.member, standup.standup_id)
    return words.paused_here(request.locale, standup, asks_at(services, standup, request.member))


def _restore(request: _Request) -> Message:
    """Restore a deleted standup; a repeated run finds it restored already."""
    services, member = request.services, request.member
    deleted = [each.standup for each in finding_standups.restorable_of(services, member, request.typed.channel)]
    named = commands.standup_name_in(request.command.rest, request.day_words())
    try:
        meant: Standup | None = standup_meant(deleted, named, request.typed.channel, request.day_words())
    except WhichStandup as error:
        meant = None if error.is_known else _restored_already(request)
        if meant is None and deleted:
            raise
    if meant is None:
        return words.nothing_deleted(request.locale)
    standup = introducing.come_again(services, member, meant.standup_id)
    return words.restored(request.locale, standup, asks_at(services, standup, member))


def _restored_already(request: _Request) -> Standup | None:
    """Return the standup that is meant if it was restored or changed since this was typed."""
    try:
        standup = request.standup()
    except WhichStandup:
        return None
    stored = access.stored_for(request.services, request.member, standup.standup_id, Action.SEE, even_deleted=True)
    is_back = stored.history.changed_at is not None and stored.history.changed_at > request.typed.received_at
    return standup if is_back else None


_ACTS: dict[Verb, Callable[[_Request], Message]] = {
    Verb.HELP: lambda request: words.helping(request.locale),
    Verb.LIST: _list,
    Verb.ANSWER: _answer,
    Verb.SKIP: _skip,
    Verb.AWAY: _away,
    Verb.BACK: _back,
    Verb.EDIT: _edit,
    Verb.ASK: _ask_now,
    Verb.REPORT: _report,
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.RESTORE: _restore,
}
