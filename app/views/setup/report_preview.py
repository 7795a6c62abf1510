"""The preview of a report while it is set up: with the person's own last answers, and made-up ones of others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    PlainTextObject,
)

from app.domain.day.member import Member
from app.domain.day.nothing import NOTHING, nothing_in
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Blocked, Person, Received, Report, State
from app.domain.report.tallies import tallies
from app.domain.schedule import DayOff
from app.domain.standup import Layout, Posting, Standup
from app.language import Locale, later
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from app.views.kit.kinds import example_answer
from app.views.kit.readers import channel_locale
from app.views.kit.text import cut, escape
from app.views.report import digest
from app.views.report.digest_split import split
from app.views.report.posts import posts
from app.views.report.summary_header import summary_header

LONGEST_ANSWER = 120
LONGEST_NAME = 60
MOST_QUESTIONS = 4
# The answers of so many people are shown if each has a post of their own.
SHOWN = 2
_COLLEAGUES = ("Alex", "Sam")
_AWAY, _SILENT = "Robin", "Kim"
_WORDS = (
    (later("Finished the export"), later("Review, then the release notes"), later("Two calls with customers")),
    (later("Wrote the tests for the import"), later("The import's error messages"), later("Pairing on the search")),
    (later("Fixed the sign-in page"), later("Start with the mobile view"), later("Planning")),
)
_BLOCKERS = (NOTHING, later("Waiting for the test data"), NOTHING)


def preview(
    locale: Locale, standup: Standup, member: Member, day: date, day_off: DayOff = lambda _: False
) -> list[Block]:
    """Return a small report of `day`: its summary header and the first answers."""
    occurrence = plan_occurrence(standup, day, day_off)
    occurrence = replace(occurrence, questions=occurrence.questions[:MOST_QUESTIONS])
    reports = _reports(locale, occurrence, member)
    last = member.remembered.last_answers.get(standup.standup_id)
    has_picture = occurrence.look.charts and bool(tallies(occurrence.questions, reports))
    made_up = locale.gettext("All answers here are made up.")
    own = locale.gettext("Yours are your last answers; the others are made up.") if last else made_up
    return [
        DividerBlock(),
        _small(locale.gettext("This is what it would look like:")),
        *summary_header(channel_locale(occurrence), occurrence, reports).blocks,
        *([_small(locale.gettext("Its thread has a picture of the moods and numbers."))] if has_picture else []),
        *_answers(locale, occurrence, [report for report in reports if report.is_submitted]),
        *([_small(_later(locale, occurrence))] if standup.schedule.own_zones else []),
        _small(own),
        DividerBlock(),
    ]


def _later(locale: Locale, occurrence: Occurrence) -> str:
    """Return where the answers go of people who answer after the report has begun."""
    if occurrence.look.posting is not Posting.AS_IT_COMES and occurrence.look.layout in {
        Layout.BY_PERSON,
        Layout.BY_QUESTION,
    }:
        return locale.gettext("Those who answer later, in other time zones, join these pages.")
    return locale.gettext("Those who answer later, in other time zones, follow in its thread.")


def _reports(locale: Locale, occurrence: Occurrence, member: Member) -> list[Report]:
    """Return five reports: three people have answered, one is away, and one has not answered."""
    last = member.remembered.last_answers.get(occurrence.report_id.standup_id)
    name = cut(member.profile.display_name or locale.gettext("You"), LONGEST_NAME)
    names = [name, *_COLLEAGUES]
    written = [_examples(channel_locale(occurrence), occurrence, number) for number in range(len(names))]
    if last:
        known = {question.id: last.answers.get(question.id, "") for question in occurrence.questions}
        shortened = {question: cut(" ".join(text.split()), LONGEST_ANSWER) for question, text in known.items()}
        written[0] = {question: text for question, text in shortened.items() if text} or written[0]
    moment = datetime.combine(occurrence.day, time(9), UTC)
    return [
        *(
            Report(
                occurrence.report_id,
                f"U{number}",
                person=Person(display_name=name),
                state=State.SUBMITTED,
                answers=answers,
                blocked=Blocked(nothing_in=nothing_in(answers)),
                received=Received(answers_at=moment),
            )
            for number, (name, answers) in enumerate(zip(names, written, strict=True))
        ),
        Report(occurrence.report_id, "U8", person=Person(display_name=_AWAY), state=State.AWAY),
        Report(occurrence.report_id, "U9", person=Person(display_name=_SILENT)),
    ]


def _examples(locale: Locale, occurrence: Occurrence, person: int) -> dict[str, str]:
    answers = {}
    for number, question in enumerate(occurrence.questions):
        words = _BLOCKERS[person] if question.asks_for_blockers else _WORDS[person][number % 3]
        answers[question.id] = example_answer(question, person) or locale.gettext(words)
    return answers


def _answers(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> list[Block]:
    if occurrence.look.posting is Posting.AS_IT_COMES or occurrence.look.layout is Layout.THREAD:
        return [_small(locale.gettext("In its thread:")), *_each(locale, occurrence, reports[:SHOWN])]
    if occurrence.look.layout in {Layout.BY_PERSON, Layout.BY_QUESTION}:
        shown = replace(occurrence, header=replace(occurrence.header, shown_as=occurrence.look.layout))
        return list(
            digest.message(
                channel_locale(shown), shown, split(shown, reports), 0, {each.user_id: each for each in reports}
            ).blocks
        )
    return _each(locale, occurrence, reports[:SHOWN])


def _each(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> list[Block]:
    shown: list[Block] = []
    for report in reports:
        shown += [_name(report), *posts(occurrence, report)[0].blocks]
    return [*shown, _small(locale.gettext("… and so on, under each one's own name and picture."))]


def _name(report: Report) -> ContextBlock:
    name = MarkdownTextObject(text=f"*{escape(report.person.display_name)}*", verbatim=True)
    return ContextBlock(elements=[name])


def _small(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
