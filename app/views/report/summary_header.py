"""The summary header: the day, the blockers, how many have answered, who is away, and the team's mood."""

from collections.abc import Sequence
from functools import partial

from slack_sdk.models.blocks import (
    Block,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from app.domain.day.blocker import blocker_of, named_blocker
from app.domain.day.kinds import traits
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State, by_name
from app.domain.report.tallies import tallies
from app.language import Locale
from app.slack.message import Message
from app.views.kit.dates import written_date
from app.views.kit.plain_text import joined, more_of_header, plain_text
from app.views.kit.rich_text import Inline, linked
from app.views.kit.text import cut, cut_plain, listed
from app.views.report.tally import bar, counts

LONGEST_TITLE = 150
LONGEST_SECTION = 3000
LONGEST_NAME = 40
LONGEST_BLOCKER = 80
MOST_BLOCKED = 10
MOST_NAMES = 20


def summary_header(
    locale: Locale,
    occurrence: Occurrence,
    reports: Sequence[Report],
    unposted: Sequence[Report] = (),
    *,
    is_open: bool = False,
    is_past: bool = False,
) -> Message:
    """Return the summary header.

    People who have not answered are named only if the standup is set so, and when everybody's time is over.
    `unposted` are the reports that Slack has refused to post. `is_open` if people have times of their own and some of
    these are still to come. `is_past` if the day is over in the standup's zone, so that it is not called today.
    """
    title = f"{occurrence.name} · {written_date(locale, occurrence.day)}"
    blocked = _blocked(locale, occurrence, reports)
    missing = "" if is_open or not occurrence.look.names_missing else _missing(locale, reports)
    absent = _were_absent(locale, reports) if is_past else _absent(locale, reports)
    sentences = (
        _counted(locale, reports, is_open=is_open, is_past=is_past),
        _refused(locale, unposted),
        absent,
        missing,
    )
    words = cut_plain(" ".join(filter(None, sentences)), LONGEST_SECTION)
    tallied = tallies(occurrence.questions, reports)
    lines = [
        title,
        *([locale.gettext("Blocked: {names}", names=blocked)] if blocked else []),
        words,
        *map(partial(counts, locale), tallied),
    ]
    blocks: list[Block] = [HeaderBlock(text=PlainTextObject(text=cut_plain(title, LONGEST_TITLE), emoji=False))]
    if blocked:
        blocks.append(_labelled(locale.gettext("Blocked: {names}", names=""), cut_plain(blocked, LONGEST_SECTION)))
    blocks.append(SectionBlock(text=PlainTextObject(text=words, emoji=False)))
    if tallied:
        bars = "\n".join(f"{bar(tally)}  {counts(locale, tally)}" for tally in tallied)
        blocks.append(SectionBlock(text=PlainTextObject(text=cut_plain(bars, LONGEST_SECTION), emoji=False)))
    return Message(text=plain_text(lines, partial(more_of_header, locale)), blocks=blocks)


def with_help(locale: Locale, _occurrence: Occurrence, message: Message, under: Message) -> Message:
    """Return the summary header of a digest with `under`, the part about help, below it."""
    texts = [message.text, *under.text.splitlines()]
    return Message(text=joined(texts, more_of_header(locale, 1)), blocks=[*message.blocks, *under.blocks])


def _labelled(label: str, text: str) -> RichTextBlock:
    """Return a line with a label in bold; it is rich text, in which no character has a meaning for Slack."""
    bold = RichTextElementParts.TextStyle(bold=True)
    parts: list[Inline] = [RichTextElementParts.Text(text=label, style=bold), *linked(text)]
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def _blocked(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> str:
    """Return the people with open blockers, and the blockers as far as their answers name them."""
    named = []
    question = occurrence.blockers_question
    for report in sorted((each for each in reports if each.is_submitted), key=by_name):
        what = named_blocker(occurrence, report)
        if what and not _is_resolved(occurrence, report):
            has_text = question is not None and traits(question.kind).names_blocker
            text = cut(" ".join(what.split()), LONGEST_BLOCKER) if has_text else ""
            named.append(f"{_name(locale, report)} ({text})" if text else _name(locale, report))
    return listed(locale, named, MOST_BLOCKED)


def _is_resolved(occurrence: Occurrence, report: Report) -> bool:
    blocker = blocker_of(occurrence, report)
    return blocker is not None and blocker.is_resolved


def _counted(locale: Locale, reports: Sequence[Report], *, is_open: bool, is_past: bool) -> str:
    submitted = sum(report.is_submitted for report in reports)
    expected = sum(report.is_expected for report in reports)
    if is_open:
        if not submitted:
            return locale.gettext("Reports appear here as they come.")
        return locale.ngettext(
            "{number} of {expected} has reported so far.",
            "{number} of {expected} have reported so far.",
            submitted,
            expected=expected,
        )
    if not submitted:
        return locale.gettext("Nobody reported.") if is_past else locale.gettext("No reports today.")
    return locale.gettext("{number} of {expected} reported.", number=submitted, expected=expected)


def _refused(locale: Locale, unposted: Sequence[Report]) -> str:
    names = listed(locale, [_name(locale, report) for report in sorted(unposted, key=by_name)], MOST_NAMES)
    return (
        locale.gettext("Missing here, because Slack refused them: the answers of {names}.", names=names)
        if unposted
        else ""
    )


def _absent(locale: Locale, reports: Sequence[Report]) -> str:
    (away, are_away), (skipping, are_skipping) = _away_and_skipped(locale, reports)
    sentences = []
    if are_away:
        sentences.append(locale.ngettext("{names} is away.", "{names} are away.", are_away, names=away))
    if are_skipping:
        sentences.append(locale.ngettext("{names} skips today.", "{names} skip today.", are_skipping, names=skipping))
    return " ".join(sentences)


def _were_absent(locale: Locale, reports: Sequence[Report]) -> str:
    (away, were_away), (skipped, have_skipped) = _away_and_skipped(locale, reports)
    sentences = []
    if were_away:
        sentences.append(locale.ngettext("{names} was away.", "{names} were away.", were_away, names=away))
    if have_skipped:
        sentences.append(locale.ngettext("{names} skipped it.", "{names} skipped it.", have_skipped, names=skipped))
    return " ".join(sentences)


def _away_and_skipped(locale: Locale, reports: Sequence[Report]) -> list[tuple[str, int]]:
    """Return the names and the number of those who are away, and of those who skip."""
    both = [[each for each in reports if each.is_away], [each for each in reports if each.is_skipped]]
    return [(listed(locale, [_name(locale, report) for report in some], MOST_NAMES), len(some)) for some in both]


def _missing(locale: Locale, reports: Sequence[Report]) -> str:
    silent = [
        _name(locale, report) for report in reports if report.state is State.ASKED and not report.terms.is_optional
    ]
    if not silent:
        return ""
    names = listed(locale, silent, MOST_NAMES)
    return locale.ngettext("{names} has not answered.", "{names} have not answered.", len(silent), names=names)


def _name(locale: Locale, report: Report) -> str:
    return cut(report.person.display_name or report.person.user_name or locale.gettext("Somebody"), LONGEST_NAME)
