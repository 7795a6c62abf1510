"""The history of a standup: its days, newest first, and each day's report, for one reader alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.history import Look, Page, Span, day_page
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import Standup
from app.views import excerpt, ids
from app.views.dates import clock_time, written_date
from app.views.heading import heading
from app.views.pages import day_picker, row_of, turn, written
from app.views.text import cut_plain, escape

# What one page holds of a day: nobody reads more at once, and Slack shows no more.
MOST_PEOPLE = 15
LONGEST_PAGE = 9500
LONGEST_TITLE = 24


@dataclass(frozen=True, slots=True)
class Past:
    """A standup whose history is read: what today is there, and the day on which it began, as far as that is known.

    `has_figures` if the reader is one of those whom the team's figures are for.
    """

    standup: Standup
    today: date
    began: date | None = None
    has_figures: bool = True

    @property
    def name(self) -> str:
        return f"*{escape(self.standup.name)}*"


@dataclass(frozen=True, slots=True)
class OneDay:
    """What is stored of one day; `around` are the occurrences near it, `is_open` if the reader may see it early."""

    occurrence: Occurrence | None
    reports: Sequence[Report]
    around: Sequence[Occurrence]
    is_open: bool = False


def modal(title: str, page: Page, blocks: Sequence[Block]) -> View:
    """Give a page that is only read."""
    shown = cut_plain(title, LONGEST_TITLE) or "History"
    return View(type="modal", title=shown, close="Close", private_metadata=written(page), blocks=list(blocks)[:100])


def days(past: Past, page: Page, span: Span, occurrences: Sequence[Occurrence]) -> View:
    """List the days of a span on which the standup took place."""
    shown = sorted(occurrences, key=lambda each: each.day, reverse=True)
    intro = f"{past.name} in <#{past.standup.channel}>: {span_words(span, past.today)}. Only you see this."
    rows = list(chain.from_iterable(_week_by_week(past, shown)))
    nothing = [DividerBlock(), said(_none(past, span))]
    ways = _ways_from_days(past, page, span)
    return modal(past.standup.name, page, [said(intro), *ways, *(rows or nothing), DividerBlock(), *_further(past)])


def _week_by_week(past: Past, shown: Sequence[Occurrence]) -> Sequence[list[Block]]:
    weeks: dict[tuple[int, int], list[Block]] = {}
    for number, each in enumerate(shown):
        year, week, _ = each.day.isocalendar()
        weeks.setdefault((year, week), [DividerBlock()]).append(_row(past, each, number))
    return list(weeks.values())


def _row(past: Past, occurrence: Occurrence, number: int) -> Block:
    named = day_words(occurrence.day, past.today)
    page = day_page(occurrence.report_id.standup_id, occurrence.day)
    read = turn("Read", page, number, spoken=f"Read the report of {named}"[:75])
    return said(f"*{named}* · {_whereabouts(occurrence)}", read)


def _whereabouts(occurrence: Occurrence) -> str:
    if occurrence.is_out:
        return f"<{occurrence.permalink}|in the channel>" if occurrence.permalink else "in the channel"
    if occurrence.is_over:
        return "not posted"
    return f"goes to the channel at {clock_time(occurrence.report_at)}"


def _none(past: Past, span: Span) -> str:
    if span.first > past.today:
        return "These days are still to come."
    if past.began and span.last < past.began:
        return f"{past.name} began on {day_words(past.began, past.today)}. There is nothing before that."
    if _is_forgotten(past, span.last):
        return _forgotten(past)
    return "Nobody was asked on these days."


def _ways_from_days(past: Past, page: Page, span: Span) -> list[Block]:
    earlier = None if _is_before_all(past, span.first) else turn("Earlier", replace(page, span=span.before), 100)
    later = turn("Later", replace(page, span=span.after), 101) if span.last < past.today else None
    return row_of("ways.days", earlier, later, day_picker())


def _further(past: Past) -> list[Block]:
    figures = ButtonElement(text="Four weeks in figures", action_id=ids.LOOK_AT_FIGURES, value=past.standup.standup_id)
    return row_of("further", _own(past, 102), figures if past.has_figures else None)


def _own(past: Past, number: int) -> ButtonElement:
    return turn("My reports", Page(Look.REPORTS, past.standup.standup_id), number)


def day(past: Past, page: Page, shown: date, stored: OneDay, now: datetime) -> View:
    """Show the report of one day, as many people's as fit; `page` says from which on."""
    occurrence, ways = stored.occurrence, _ways_from_day(past, shown, stored)
    if occurrence is None:
        return modal(past.standup.name, page, [said(_no_day(past, shown, stored.around)), *ways])
    note = _note(occurrence, now)
    if not (occurrence.is_out or stored.is_open):
        return modal(past.standup.name, page, [said(f"*{day_words(shown, past.today)}*\n{note}"), *ways])
    parts = _packed(excerpt.submitted(stored.reports))
    number = min(page.start, len(parts) - 1)
    line = ContextBlock(elements=[MarkdownTextObject(text=note, verbatim=True)])
    posts = chain.from_iterable(excerpt.named_posts(occurrence, each) for each in parts[number])
    shown_posts = chain.from_iterable([DividerBlock(), *post.blocks] for post in posts)
    above = heading(occurrence, stored.reports)
    blocks = [*above.blocks, line, *ways, *shown_posts, *_people_pages(page, parts, number)]
    return modal(past.standup.name, page, blocks)


def _packed(submitted: Sequence[Report]) -> list[list[Report]]:
    """Put people into pages, as many in each as it holds; there is at least one page, though nobody may be on it.

    Their answers are only measured: building what hundreds wrote, to show fifteen, would take longer than Slack waits.
    """
    pages: list[list[Report]] = [[]]
    room = LONGEST_PAGE
    for report in submitted:
        size = sum(map(len, report.answers.values()))
        if pages[-1] and (size > room or len(pages[-1]) == MOST_PEOPLE):
            pages.append([])
            room = LONGEST_PAGE
        pages[-1].append(report)
        room -= size
    return pages


def _people_pages(page: Page, parts: Sequence[Sequence[Report]], number: int) -> list[Block]:
    if len(parts) == 1:
        return []
    first = sum(map(len, parts[:number])) + 1
    last, total = first + len(parts[number]) - 1, sum(map(len, parts))
    words = f"{first} to {last} of {total}" if last > first else f"{first} of {total}"
    back = turn("Previous page", replace(page, trail=(number - 1,)), 200) if number else None
    on = turn("Next page", replace(page, trail=(number + 1,)), 201) if number < len(parts) - 1 else None
    line = ContextBlock(elements=[PlainTextObject(text=f"Page {number + 1} of {len(parts)}: {words}", emoji=False)])
    return [DividerBlock(), line, *row_of("people", back, on)]


def _note(occurrence: Occurrence, now: datetime) -> str:
    if occurrence.is_out:
        seen = f"<{occurrence.permalink}|See it in the channel>." if occurrence.permalink else "It is in the channel."
        return f"{seen} Only you see this."
    if occurrence.is_over or occurrence.report_at < now:
        return "This report was not posted."
    return f"It goes to <#{occurrence.channel}> at {clock_time(occurrence.report_at)}."


def _no_day(past: Past, shown: date, around: Sequence[Occurrence]) -> str:
    named = f"*{day_words(shown, past.today)}*"
    if shown > past.today:
        return f"{named} is still to come."
    if shown == past.today:
        return f"{named} is today, and nobody has been asked yet."
    if past.began and shown < past.began and not any(each.day < shown for each in around):
        return f"{named} was before {past.name} began, on {day_words(past.began, past.today)}."
    if _is_forgotten(past, shown):
        return f"{named} is long ago. {_forgotten(past)}"
    return f"On {named} nobody was asked."


def _ways_from_day(past: Past, shown: date, stored: OneDay) -> list[Block]:
    known = sorted(each.day for each in stored.around)
    before = next((each for each in reversed(known) if each < shown), None)
    after = next((each for each in known if each > shown), None)
    standup_id = past.standup.standup_id
    return row_of(
        f"ways.{shown:%Y%m%d}",  # under the same name the calendar would keep the day that was picked before
        turn("Earlier day", day_page(standup_id, before), 100) if before else None,
        turn("Later day", day_page(standup_id, after), 101) if after else None,
        turn("All days", Page(Look.DAYS, standup_id), 102),
        day_picker(shown),
    )


def gone(past: Past, page: Page) -> View:
    """Say of a deleted standup where its reports are."""
    words = f"{past.name} was deleted. What was reported is still in <#{past.standup.channel}>, and yours is here, too."
    return modal(past.standup.name, page, [said(words), *row_of("further", _own(past, 102))])


def _is_forgotten(past: Past, shown: date) -> bool:
    kept = past.standup.retention_days
    return bool(kept) and (past.today - shown).days > kept


def _is_before_all(past: Past, first: date) -> bool:
    return _is_forgotten(past, first) or bool(past.began and first <= past.began)


def _forgotten(past: Past) -> str:
    return f"Answers are kept for {past.standup.retention_days} days."


def day_words(day: date, today: date) -> str:
    """Write a day as in "Tuesday, 24 November", with the year if it is not this one."""
    return written_date(day) if day.year == today.year else f"{written_date(day)} {day.year}"


def span_words(span: Span, today: date) -> str:
    """Write a span as in "November 2026" or "28 October to 24 November"."""
    if span.is_a_month:
        return f"{span.first:%B %Y}"
    if span.first == span.last:
        return day_words(span.first, today)
    year = "" if span.last.year == span.first.year == today.year else f" {span.last.year}"
    first_year = f" {span.first.year}" if span.first.year != span.last.year else ""
    if not first_year and span.first.month == span.last.month:
        return f"{span.first.day} to {span.last.day} {span.last:%B}{year}"
    return f"{span.first.day} {span.first:%B}{first_year} to {span.last.day} {span.last:%B}{year}"


def said(words: str, accessory: ButtonElement | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True), accessory=accessory)
