"""The report's heading: the day, what is in whose way, how many have answered, who is away, and the team's mood."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from app.domain.blocker import blocker_of, named_blocker
from app.domain.kinds import traits
from app.domain.occurrence import Occurrence
from app.domain.report import Report, State, by_name
from app.domain.tallies import tallies
from app.language import count, say
from app.message import Message
from app.views.dates import written_date
from app.views.plain import joined, more_of_heading, plain
from app.views.readers import for_channel
from app.views.rich import Inline, linked
from app.views.tally import bar, counts
from app.views.text import cut, cut_plain, listed

LONGEST_TITLE = 150
LONGEST_SECTION = 3000
LONGEST_NAME = 40
LONGEST_BLOCKER = 80
MOST_BLOCKED = 10
MOST_NAMES = 20


@for_channel
def heading(
    occurrence: Occurrence,
    reports: Sequence[Report],
    unposted: Sequence[Report] = (),
    *,
    is_open: bool = False,
    is_past: bool = False,
) -> Message:
    """Give the heading. Who is silent is named only where the standup says so, and when everybody's time is over.

    `unposted` are those of the reports that Slack has refused, so that they are not below.
    `is_open` if people have their own times, and some of them have not come yet; `is_past` if its day is over where it
    takes place, so that nothing of it is today's any more.
    """
    title = f"{occurrence.name} · {written_date(occurrence.day)}"
    blocked = _blocked(occurrence, reports)
    missing = "" if is_open or not occurrence.look.names_missing else _missing(reports)
    absent = _were_absent(reports) if is_past else _absent(reports)
    sentences = (_counted(reports, is_open=is_open, is_past=is_past), _refused(unposted), absent, missing)
    words = cut_plain(" ".join(filter(None, sentences)), LONGEST_SECTION)
    tallied = tallies(occurrence.questions, reports)
    lines = [title, *([say("Blocked: {names}", names=blocked)] if blocked else []), words, *map(counts, tallied)]
    blocks: list[Block] = [HeaderBlock(text=PlainTextObject(text=cut_plain(title, LONGEST_TITLE), emoji=False))]
    if blocked:
        blocks.append(_labelled(say("Blocked: {names}", names=""), cut_plain(blocked, LONGEST_SECTION)))
    blocks.append(SectionBlock(text=PlainTextObject(text=words, emoji=False)))
    if tallied:
        bars = "\n".join(f"{bar(tally)}  {counts(tally)}" for tally in tallied)
        blocks.append(SectionBlock(text=PlainTextObject(text=cut_plain(bars, LONGEST_SECTION), emoji=False)))
    return Message(text=plain(lines, more_of_heading), blocks=blocks)


@for_channel
def with_help(_occurrence: Occurrence, message: Message, under: Message) -> Message:
    """Give the heading of a digest with what is said under it about help."""
    texts = [message.text, *under.text.splitlines()]
    return Message(text=joined(texts, more_of_heading(1)), blocks=[*message.blocks, *under.blocks])


def _labelled(label: str, text: str) -> RichTextBlock:
    """Give a line with a label in bold, in which nothing that somebody wrote means anything."""
    bold = RichTextElementParts.TextStyle(bold=True)
    parts: list[Inline] = [RichTextElementParts.Text(text=label, style=bold), *linked(text)]
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def _blocked(occurrence: Occurrence, reports: Sequence[Report]) -> str:
    """Name whose way something is in, and what, as long as it is not resolved."""
    named = []
    question = occurrence.blockers_question
    for report in sorted((each for each in reports if each.is_submitted), key=by_name):
        what = named_blocker(occurrence, report)
        if what and not _is_resolved(occurrence, report):
            is_said = question is not None and traits(question.kind).names_blocker
            said = cut(" ".join(what.split()), LONGEST_BLOCKER) if is_said else ""
            named.append(f"{_name(report)} ({said})" if said else _name(report))
    return listed(named, MOST_BLOCKED)


def _is_resolved(occurrence: Occurrence, report: Report) -> bool:
    blocker = blocker_of(occurrence, report)
    return blocker is not None and blocker.is_resolved


def _counted(reports: Sequence[Report], *, is_open: bool, is_past: bool) -> str:
    submitted = sum(report.is_submitted for report in reports)
    expected = sum(report.is_expected for report in reports)
    if is_open:
        if not submitted:
            return say("Reports appear here as they come.")
        return count(
            "{number} of {expected} has reported so far.",
            "{number} of {expected} have reported so far.",
            submitted,
            expected=expected,
        )
    if not submitted:
        return say("Nobody reported.") if is_past else say("No reports today.")
    return say("{number} of {expected} reported.", number=submitted, expected=expected)


def _refused(unposted: Sequence[Report]) -> str:
    names = listed([_name(report) for report in sorted(unposted, key=by_name)], MOST_NAMES)
    return say("Missing here, because Slack refused them: the answers of {names}.", names=names) if unposted else ""


def _absent(reports: Sequence[Report]) -> str:
    (away, are_away), (skipping, are_skipping) = _away_and_skipped(reports)
    sentences = []
    if are_away:
        sentences.append(count("{names} is away.", "{names} are away.", are_away, names=away))
    if are_skipping:
        sentences.append(count("{names} skips today.", "{names} skip today.", are_skipping, names=skipping))
    return " ".join(sentences)


def _were_absent(reports: Sequence[Report]) -> str:
    (away, were_away), (skipped, have_skipped) = _away_and_skipped(reports)
    sentences = []
    if were_away:
        sentences.append(count("{names} was away.", "{names} were away.", were_away, names=away))
    if have_skipped:
        sentences.append(count("{names} skipped it.", "{names} skipped it.", have_skipped, names=skipped))
    return " ".join(sentences)


def _away_and_skipped(reports: Sequence[Report]) -> list[tuple[str, int]]:
    """Give the names of each, and how many they are."""
    both = [[each for each in reports if each.is_away], [each for each in reports if each.is_skipped]]
    return [(listed([_name(report) for report in some], MOST_NAMES), len(some)) for some in both]


def _missing(reports: Sequence[Report]) -> str:
    silent = [_name(report) for report in reports if report.state is State.ASKED and not report.terms.is_optional]
    if not silent:
        return ""
    names = listed(silent, MOST_NAMES)
    return count("{names} has not answered.", "{names} have not answered.", len(silent), names=names)


def _name(report: Report) -> str:
    return cut(report.person.display_name or report.person.user_name or say("Somebody"), LONGEST_NAME)
