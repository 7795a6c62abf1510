"""The sentences for what can be wrong with a setting of a standup (`app/problem.py` has the codes)."""

from collections.abc import Iterable, Mapping
from functools import partial

from app.language import Locale, later
from app.problem import Problem, Wrong
from app.views.kit.text import listed

_WORDS = {
    Wrong.MAKES_NO_SENSE: later("{value} makes no sense here."),
    Wrong.NO_LIST: later("There should be a list here."),
    Wrong.NO_SUCH_DAY: later("A day from {first} to {last}."),
    Wrong.TOO_LONG: later("At most {most} characters."),
    Wrong.TOO_MANY_PEOPLE: later("At most {most} people."),
    Wrong.TOO_MANY_DAYS_OFF: later("At most {most} days off."),
    Wrong.TOO_MANY_WORDS: later("At most {most} words."),
    Wrong.TOO_MANY_REMINDERS: later("At most {most} reminders."),
    Wrong.NONE_OF_THESE: later("One of {values}."),
    Wrong.NO_NAME: later("Give it a name."),
    Wrong.NO_CHANNEL: later("Choose a channel."),
    Wrong.NO_DAYS: later("Choose at least one day."),
    Wrong.NO_ZONE: later("Give a time zone's name, as in Europe/Prague."),
    Wrong.NO_COUNTRY: later("A country's code, as in DE."),
    Wrong.NO_START: later("Say from which week on to count."),
    Wrong.NOBODY_ASKED: later("Choose at least one person."),
    Wrong.NOT_WEEKS: later("Every 1 to {most} weeks."),
    Wrong.NOT_A_WEEK_OF_THE_MONTH: later("The first to fourth week of the month, or the last."),
    Wrong.NOT_PEOPLE: later("People are named by their ids, as in U0123456789."),
    Wrong.NOT_DAYS_KEPT: later("0 to {most} days; 0 keeps them for good."),
    Wrong.REPORT_WITH_QUESTIONS: later(
        "The report comes after the questions, and before the next ones. An earlier time is on the next day."
    ),
    Wrong.REMINDER_OUTSIDE: later("Reminders come between the questions and the report."),
    Wrong.CALENDAR_ADDRESS: later("The calendar's address begins with https://."),
    Wrong.WEBHOOK_ADDRESS: later("The webhook's address begins with https://."),
    Wrong.UNSEEN_QUESTION: later("Write something that can be seen in each question."),
    Wrong.NO_QUESTION: later("Each question has an id, a text and a label."),
    Wrong.NO_QUESTIONS: later("Ask at least one question."),
    Wrong.TOO_MANY_QUESTIONS: later("At most {most} questions."),
    Wrong.QUESTION_IDS: later("Each question needs an id of its own, of a-z, 0-9 and _."),
    Wrong.QUESTION_LENGTH: later("A question has 1 to {most} characters."),
    Wrong.LABEL_LENGTH: later("A label has 1 to {most} characters."),
    Wrong.UNKNOWN_KIND: later("A question's kind is one of {names}, not {name}."),
    Wrong.UNKNOWN_ROLE: later("A question's role is one of {names}, not {name}."),
    Wrong.CHOICES_NO_LIST: later("The choices of a question are a list."),
    Wrong.CHOICES: later("Give 2 to {most} choices of at most {longest} characters."),
    Wrong.BLOCKERS_TWICE: later("Only one question can ask for blockers."),
    Wrong.BLOCKERS_BY_KIND: later("Blockers are asked for by a text, one choice, or yes or no."),
    Wrong.NO_DATE: later("This is no date: {words}"),
    Wrong.NO_NUMBER_OF_DAYS: later("Write a number of days, without decimals."),
    Wrong.COUNTRY_CODE: later("Two letters, as in DE, and the part's after a hyphen, as in DE-BY."),
    Wrong.NO_FIRST_DAY: later("Choose the first day."),
    Wrong.LAST_BEFORE_FIRST: later("The last day comes after the first."),
    Wrong.DAY_IS_OVER: later("That day is over."),
    Wrong.NO_REASON: later("Write why: the person reads it."),
    Wrong.TICKED_AND_WRITTEN: later("You have written above what blocks you. Untick this, or clear that."),
    Wrong.HELPS_THEMSELVES: later("That is you. Name somebody else, or leave this empty."),
    Wrong.DOES_NOT_READ: later("They do not read this standup's report. Name somebody who does, or leave this empty."),
    Wrong.COUNTRY_UNKNOWN: later("No public holidays are known of {country}."),
    Wrong.BOT_OUTSIDE: later("Invite me to that channel first: write /invite and my name there."),
    Wrong.NOT_THEIR_CHANNEL: later("Choose a channel that you are in."),
    Wrong.GUESTS_THERE: later(
        "People of other companies are in that channel; they may read it only if you choose so below."
    ),
    Wrong.NOT_PUBLIC: later("This address is not on the public internet."),
    Wrong.STAYS_PRIVATE: later(
        "What is said in a private channel stays in it, unless an owner of the standup lets it out."
    ),
    Wrong.CHANNEL_FULL: later("This channel has {most} standups already. Delete one of them first."),
    Wrong.OWNS_TOO_MANY: later("{names}: owns {most} standups already. Delete one of them first."),
    Wrong.ASKED_BY_TOO_MANY: later("{names}: asked by {most} standups already. Leave them out."),
    Wrong.NOT_IN_CHANNEL: later("{names}: not in the channel. Invite them there first, or leave them out."),
    Wrong.CANNOT_OWN: later("{names} can't own a standup: only full, active members of this workspace can."),
    Wrong.TAKES_NO_PART: later("{names} takes no part in standups. Please leave them out."),
    Wrong.ABOUT_THE_REPORT: later("About where the report goes: {problems}"),
}


def problem_words(locale: Locale, problem: Problem) -> str:
    """Return the sentence for a problem; most say what would be right."""
    return locale.gettext(
        _WORDS[problem.code], **{name: _in_words(locale, value) for name, value in problem.data.items()}
    )


def sentences(locale: Locale, problems: Mapping[str, Problem]) -> dict[str, str]:
    """Return a sentence for each problem, by the name of its setting."""
    return {name: problem_words(locale, problem) for name, problem in problems.items()}


def problems_words(locale: Locale, problems: Iterable[Problem]) -> str:
    """Return the sentences of all problems as one text."""
    return " ".join(map(partial(problem_words, locale), problems))


def _in_words(locale: Locale, value: object) -> object:
    """Return the value of a problem's field as text: problems as sentences, several names as one list."""
    if isinstance(value, Problem):
        return problem_words(locale, value)
    if isinstance(value, tuple):
        return problems_words(locale, value) if isinstance(value[0], Problem) else listed(locale, list(value))
    return value
