"""What people see of their data: how long it is kept, erasure requests, and reports exported as text."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    MarkdownTextObject,
    SectionBlock,
)

from app.domain.day.kinds import in_words
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.domain.home.participation import Participation
from app.domain.standup import Question
from app.language import Locale, later
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import date_and_time
from app.views.kit.kinds import answer_text
from app.views.kit.text import cut, escape, listed

# Slack: 40,000 characters a message; escaping makes a text up to five times as long.
LONGEST_PART = 8_000
# The reports of a standup are sent as text only if they fit so many messages.
MOST_PARTS = 8
EXPORTED = later("I have sent you a direct message with it.")
NO_FILES = later("This workspace does not let me send files for this. Here it is as text, as far as that goes.")
TOO_MUCH_FOR_TEXT = later(
    "That is too much for messages. An admin can allow files, in the workspace's settings or by installing the app "
    "again with `files:write`, or export the reports with `manage.py data export`."
)
ERASURE_ASKED = later(
    "I have passed it on. As soon as somebody has confirmed it, everything is erased, and I tell you."
)
ERASURE_BEGINS = later("It is being erased now. I tell you when it is done.")
TAKING_PART = later("From the next time on I ask you again.")
SETTLED = later("This was settled already.")
CONFIRMED = later("You have confirmed the erasure. It is carried out now; I send you a receipt when it is done.")
DECLINED = later(
    "You have declined the erasure. I have told the person why; the others who were asked can still agree."
)
DECLINED_BY_ALL = later(
    "You have declined the erasure. Everybody who decides has, so nothing is erased. I have told the person why."
)

_WITHOUT_ANSWERS = {
    State.ASKED: later("not answered"),
    State.SUBMITTED: later("answered"),
    State.SKIPPED: later("skipped"),
    State.AWAY: later("away"),
    State.UNREACHABLE: later("not reached"),
}


def my_data(locale: Locale, member: Member, participations: Sequence[Participation]) -> list[Block]:
    """Return the rows of the Home tab about the person's data."""
    if member.is_erased:
        words = locale.gettext("*My data*\nWhat I had stored about you was erased, and I do not ask you any more.")
        again = ButtonElement(text=locale.gettext("Take part again"), action_id=ids.TAKE_PART_AGAIN)
        return [SectionBlock(text=_words(words), accessory=again)]
    export = ButtonElement(text=locale.gettext("Export my data"), action_id=ids.EXPORT_OWN)
    erase = ButtonElement(text=locale.gettext("Ask for erasure"), action_id=ids.ASK_ERASURE)
    return [
        SectionBlock(text=_words(f"*{locale.gettext('My data')}*\n{kept_words(locale, participations)}")),
        ActionsBlock(block_id="my_data", elements=[export, erase]),
    ]


def kept_words(locale: Locale, participations: Sequence[Participation]) -> str:
    """Return for how long answers are kept, by standup if they differ."""
    names: dict[int, list[str]] = {}
    for participation in participations:
        names.setdefault(participation.standup.readers.retention_days, []).append(
            f"*{escape(participation.standup.name)}*"
        )
    if not names:
        return locale.gettext("You are in no standup, so nothing new is stored about you.")
    if len(names) == 1:
        return locale.gettext("Your answers are kept {time}.", time=_for(locale, next(iter(names))))
    by_time = [
        locale.gettext("{time} in {names}", time=_for(locale, days), names=listed(locale, cut_names))
        for days, cut_names in sorted(names.items())
    ]
    return cut(locale.gettext("Your answers are kept {time}.", time="; ".join(by_time)), 2_000)


def _for(locale: Locale, days: int) -> str:
    return locale.ngettext("for {number} day", "for {number} days", days) if days else locale.gettext("for good")


def own_export_comment(locale: Locale, answers: int, *, is_cut: bool = False) -> str:
    """Return how many answers of one's own are in the files."""
    sentence = locale.ngettext("You answered once.", "You answered {number} times.", answers)
    if not answers:
        sentence = locale.gettext("You have not answered yet.")
    return _with_omissions(locale, [sentence], is_cut=is_cut)


def export_comment(locale: Locale, days: int, answers: int, *, is_cut: bool = False, others: int = 0) -> str:
    """Return how many reports and answers are in the file; `others` is the number of days the reader may not read.

    A day has one report, whatever number of people has answered.
    """
    people = locale.ngettext("the answers of one person", "{number} people's answers", answers)
    sentence = locale.ngettext("One report: {people}.", "{number} reports with {people} in all.", days, people=people)
    return _with_omissions(locale, [sentence if days else locale.gettext("No report.")], is_cut=is_cut, others=others)


def _with_omissions(locale: Locale, sentences: list[str], *, is_cut: bool, others: int = 0) -> str:
    if is_cut:
        sentences.append(locale.gettext("It was too much for one file: the oldest days are left out."))
    if others:
        sentences.append(
            locale.ngettext(
                "{number} day is left out: it began before you were an owner.",
                "{number} days are left out: they began before you were an owner.",
                others,
            )
        )
    return " ".join(sentences)


def own_text(locale: Locale, both: Iterable[tuple[Occurrence, Report]]) -> list[str]:
    """Return the person's reports as text, in parts that each fit a message."""
    return _parts(_report_text(locale, occurrence, report) for occurrence, report in both)


def owners_text(locale: Locale, both: Iterable[tuple[Occurrence, Report]]) -> list[str]:
    """Return a standup's reports as text, in parts that each fit a message; if too long, a sentence that helps."""
    parts = _parts(_report_text(locale, occurrence, report, report.person.display_name) for occurrence, report in both)
    return parts if len(parts) <= MOST_PARTS else [locale.gettext(TOO_MUCH_FOR_TEXT)]


def data_text(data: str) -> list[str]:
    """Return stored data (JSON) as text, in parts that each fit a message."""
    lines = escape(data.replace("```", "'''")).split("\n")
    return [f"```\n{part}\n```" for part in _parts((cut(line, LONGEST_PART) for line in lines), "\n")]


def _parts(texts: Iterable[str], between: str = "\n\n") -> list[str]:
    parts, part = [], ""
    for each in texts:
        text = f"{each}{between}"
        if part and len(part) + len(text) > LONGEST_PART:
            parts.append(part.strip())
            part = ""
        part += text
    return [*parts, part.strip()] if part else parts


def _report_text(locale: Locale, occurrence: Occurrence, report: Report, whose: str = "") -> str:
    head = " ".join(filter(None, (occurrence.day.isoformat(), escape(occurrence.name), escape(whose))))
    asked = {question.id: question for question in occurrence.questions}
    answers = [_answer_text(locale, asked.get(key), key, text) for key, text in report.answers.items()]
    return cut("\n".join([head, *(answers or [locale.gettext(_WITHOUT_ANSWERS[report.state])])]), 36_000)


def _answer_text(locale: Locale, question: Question | None, question_id: str, text: str) -> str:
    asked, answer = (question.text, answer_text(locale, question, text)) if question else (question_id, in_words(text))
    return f"{escape(asked)}\n{escape(answer)}"


def erasure_question(locale: Locale, user_id: str, ends: datetime) -> Message:
    """Return the message that asks a decider to confirm an erasure.

    At `ends` it is carried out, unless all deciders have declined.
    """
    asks = locale.gettext(
        "{person} asks me to erase all that I have stored about them: their reports, their profile, their place "
        "in the standups, and their posts as far as Slack lets me. This cannot be taken back.",
        person=f"<@{user_id}>",
    )
    date = date_and_time(locale, ends)
    text = f"{asks}\n{locale.gettext('Unless all who decide say no, it is carried out on {date}.', date=date)}"
    erase = ButtonElement(
        text=locale.gettext("Erase"),
        action_id=ids.CONFIRM_ERASURE,
        value=user_id,
        style="danger",
        confirm=ConfirmObject(
            title=locale.gettext("Erase for good?"),
            text=locale.gettext("This cannot be taken back."),
            confirm=locale.gettext("Erase"),
            deny=locale.gettext("Not now"),
            style="danger",
        ),
    )
    decline = ButtonElement(text=locale.gettext("Decline"), action_id=ids.DECLINE_ERASURE, value=user_id)
    buttons = ActionsBlock(block_id="erasure", elements=[erase, decline])
    return Message(text, [SectionBlock(text=_words(text)), buttons])


def answered(words: str) -> Message:
    """Return the message that replaces the question once it is answered, or answers a click."""
    return Message(words, [SectionBlock(text=_words(words))])


def _words(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)
