"""Sentences that tell people why something cannot be done, and the small modal that shows one."""

from collections.abc import Iterable

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from app.domain.day.reason import Reason, Why
from app.domain.day.report import LONGEST_ANSWER
from app.domain.privacy.access import Action
from app.errors import (
    AlreadyAsked,
    BeganBefore,
    BrokenStandup,
    ChangedMeanwhile,
    DayDeleted,
    DayMissed,
    InvalidAnswers,
    InvalidForm,
    NoBlocker,
    NotAllowed,
    NothingToAnswer,
    NotOnRoster,
    NotUnderstood,
    NotWaiting,
    PersonError,
    TakesNoPart,
    TooLate,
    UnclearDays,
    UnclearWords,
    UnknownReport,
    UnknownStandup,
    WhichPerson,
    WhichStandup,
)
from app.language import Locale, later
from app.problem import Problem
from app.views.kit.dates import date_and_time, full_date
from app.views.kit.numbers import written_number
from app.views.kit.problems import problems_words
from app.views.kit.reasons import reason_sentence
from app.views.kit.text import escape, listed

NOT_SHOWN = later("Your report is saved, but showing it did not work just now. Please press Send again in a moment.")
NOT_SAVED = later("We could not save this just now. Your text is still here; please press Send again.")

REHEARSAL_SENT = later("I have sent you a direct message to try it with.")

_SENTENCES: dict[type[PersonError], str] = {
    NotOnRoster: later("You were not asked in this standup, so there is nothing here for you to answer or skip."),
    UnknownReport: later("This standup is not known any more. The next one will reach you by direct message."),
    NoBlocker: later("That is not in the way any more: the answer was changed or taken back."),
    UnknownStandup: later("This standup is not here any more."),
    BeganBefore: later(
        "This day is not yours to read: it was for another channel, or it began before you were named. "
        "You can read the days that begin after that."
    ),
    BrokenStandup: later(
        "What I have stored of this standup makes no sense any more. Its owners can set it up anew on my Home tab."
    ),
    ChangedMeanwhile: later(
        "Somebody else has changed this standup meanwhile. Please open it anew and change it there."
    ),
    TakesNoPart: later(
        "What I had stored about you was erased, so I did nothing. "
        "If you want to take part again, say so on my Home tab."
    ),
    DayMissed: later(
        "This standup is over and this would not be posted, so nobody would read it. Keep a copy of your text."
    ),
    DayDeleted: later(
        "This standup was deleted, so nothing waits for you. "
        "What you have already written stays with you, under *My reports* on my Home tab."
    ),
    AlreadyAsked: later("Everybody was asked today already."),
    WhichPerson: later("Whose reports? Type @ and choose one name from Slack's list, or `report me` for your own."),
    TooLate: later("This reached me too late, so I did nothing. Please type it again."),
}
_NOT_ALLOWED = {
    Action.READ_REPORTS: later("Only the people of this standup can read its reports."),
    Action.READ_ANOTHERS: later("Only the people of this standup can read its reports."),
    Action.READ_INSIGHT: later("Only the people of this standup can read this."),
    Action.READ_BLOCKERS: later("Only the people of this standup can read this."),
    Action.HELP: later("Only the people of this standup can do that."),
    Action.TRY: later("Only the people of this standup can try it."),
    Action.LEAVE: later("You have no part in this standup that you could leave."),
    Action.CHANGE: later("Only the standup's owners and the workspace's admins can do that."),
    Action.READ_CHANGES: later("Only the standup's owners and the workspace's admins can read that."),
    Action.PREVIEW: later("Only the standup's owners can read what is not out yet."),
    Action.POST_NOW: later("Only those who look after this standup can do that."),
    Action.EXPORT_ALL: later("Only the standup's owners can do that."),
    Action.ERASE_ANOTHERS: later("Only the standup's owners and the workspace's admins can do that."),
}
_DAYS = {
    "unclear": later("I could not read these days."),
    "over": later("These days are over already."),
    "backwards": later("The last day is before the first one."),
}


def sentence_for(locale: Locale, error: PersonError) -> str:
    """Return the sentence of an error: what happened, and what to do."""
    if isinstance(error, InvalidForm):
        return problems_words(locale, error.problems.values())
    if isinstance(error, NotUnderstood):
        unknown = locale.gettext("I do not know this one.")
        if error.is_deleting:
            unknown = locale.gettext("Deleting is done on my Home tab.")
        meant = locale.gettext("Did you mean `{command}`?", command=error.nearest) if error.nearest else unknown
        return f"{meant} {locale.gettext('`help` shows all that I understand.')}"
    if isinstance(error, UnclearDays | UnclearWords):
        return _unclear(locale, error)
    if isinstance(error, WhichStandup):
        return _which(locale, error)
    if isinstance(error, NothingToAnswer):
        return _nothing(locale, error)
    known = _NOT_ALLOWED.get(Action[error.action]) if isinstance(error, NotAllowed) else _SENTENCES.get(type(error))
    return locale.gettext(known) if known else locale.gettext("That cannot be done here.")


def _unclear(locale: Locale, error: UnclearDays | UnclearWords) -> str:
    if isinstance(error, UnclearWords):
        unclear = locale.gettext("I do not understand “{words}” here. Nothing has changed.", words=escape(error.words))
        return f"{unclear} {locale.gettext('`help` shows all that I understand.')}"
    if error.day:
        meant, typed = full_date(locale, error.day), f"`{error.day.isoformat()}`"
        return locale.gettext("Do you mean {date}? Then type it with its year: {typed}.", date=meant, typed=typed)
    if error.words:
        return locale.gettext("There is no {day} in the calendar.", day=escape(error.words))
    example = locale.gettext("Try `away until Friday`, `away 3 days` or `away 24 Dec to 2 Jan`.")
    return f"{locale.gettext(_DAYS[error.why])} {example}"


def _nothing(locale: Locale, error: NothingToAnswer) -> str:
    if isinstance(error, NotWaiting):
        return _not_waiting(locale, error)
    nothing = locale.gettext("Nothing waits for you right now.")
    if error.next_at is None:
        return nothing
    return f"{nothing} {locale.gettext('The next standup asks {date}.', date=date_and_time(locale, error.next_at))}"


def _not_waiting(locale: Locale, error: NotWaiting) -> str:
    name = f"*{escape(error.name)}*"
    if error.why == "paused":
        return locale.gettext("{name} is paused, so it asks nobody until it is resumed.", name=name)
    if error.why == "deleted":
        command = f"`restore {typed_name(error.name)}`"
        return locale.gettext("{name} is deleted. To have it back, type {command}.", name=name, command=command)
    parts = [locale.gettext("{name} is not waiting for you right now.", name=name)]
    if error.why:
        parts.append(reason_sentence(locale, Reason(Why(error.why), error.until, error.words)))
    if error.next_at:
        parts.append(locale.gettext("It asks next {date}.", date=date_and_time(locale, error.next_at)))
    return " ".join(parts)


def typed_name(name: str) -> str:
    """Return the name of a standup as people can type it in a command."""
    return escape(name.replace("`", ""))


def _which(locale: Locale, error: WhichStandup) -> str:
    if not error.names:
        return locale.gettext("You are in no standup yet. Invite me to a channel, and it has one.")
    names = listed(locale, [f"*{escape(name)}*" for name in error.names])
    if error.is_known:
        return locale.gettext("Which one: {names}? Add its name or its #channel.", names=names)
    none_such = locale.gettext("There is no such standup. There is {names}.", names=names)
    if not error.words:
        return none_such
    unclear = locale.gettext("I do not understand “{words}”.", words=escape(error.words))
    return f"{unclear} {none_such} {locale.gettext('`help` shows all that I understand.')}"


def not_set_up(locale: Locale, channel: str, problems: Iterable[Problem]) -> str:
    """Return the text that tells the person who invited the bot why there is no standup in the channel."""
    return locale.gettext(
        "I set up no standup in {channel}. {problems}",
        channel=f"<#{channel}>",
        problems=problems_words(locale, problems),
    )


def sentences_at_fields(locale: Locale, error: InvalidAnswers) -> dict[str, str]:
    """Return a sentence for each question whose answer is wrong, by question id."""
    lengths = {question: _too_long(locale, length) for question, length in error.lengths.items()}
    missing = dict.fromkeys(error.missing, locale.gettext("This one needs an answer."))
    return (
        missing
        | dict.fromkeys(error.unfitting, locale.gettext("Choose one of the answers that are offered."))
        | lengths
    )


def _too_long(locale: Locale, length: int) -> str:
    if not length:
        return locale.gettext("Write at least one answer, or close this and press Skip today.")
    number, most = written_number(locale, length), written_number(locale, LONGEST_ANSWER)
    return locale.gettext("That is {number} characters; Slack takes {most}.", number=number, most=most)


def trouble(locale: Locale, reference: str) -> str:
    """Return the sentence for an unexpected error, with the reference under which it is logged."""
    return locale.gettext(
        "Something went wrong on our side and was recorded (reference {reference}). Please try again in a moment.",
        reference=reference,
    )


def still_working(locale: Locale) -> str:
    """Return the sentence that says that it takes longer, and that nothing is lost."""
    return locale.gettext("This takes a little longer than usual. Nothing is lost; please try again in a moment.")


def rate_limited(locale: Locale) -> str:
    """Return the sentence for a rate limit of Slack's, which lasts a minute at most, as a rule."""
    return locale.gettext("Slack lets me do no more just now. Please try again in a minute.")


def no_effect(locale: Locale, sentence: str) -> str:
    """Return the text of a direct message about a form that is closed by now and has changed nothing."""
    return f"{locale.gettext('What you sent in a form just now had no effect.')} {sentence}"


def notice(locale: Locale, text: str) -> View:
    """Return a small modal with one plain text."""
    return _notice(locale, PlainTextObject(text=text, emoji=False))


def rich_notice(locale: Locale, text: str) -> View:
    """Return a small modal with one text in Slack's markup (channels, times, names)."""
    return _notice(locale, MarkdownTextObject(text=text, verbatim=True))


def _notice(locale: Locale, text: PlainTextObject | MarkdownTextObject) -> View:
    return View(type="modal", title="Standup", close=locale.gettext("Close"), blocks=[SectionBlock(text=text)])
