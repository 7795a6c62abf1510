"""The reports of one person, newest first: one's own with a search, and a month of them as text to copy."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    InputBlock,
    MarkdownTextObject,
    PlainTextObject,
)
from slack_sdk.models.views import View

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.history.history import LONGEST_WORDS, Look, Page, Span, month_of
from app.language import Locale
from app.records import replace
from app.views import ids
from app.views.history.history import modal, section, span_words
from app.views.history.pages import page_value, parse_page, row_of, turn
from app.views.kit.dates import month_and_year, short_date, written_date, written_month
from app.views.kit.fields import field, text_field, text_value, values_of
from app.views.kit.kinds import answer_text
from app.views.kit.text import capitalized, escape
from app.views.report.posts import posts

WORDS = "words"
# Slack: 3,000 characters a field. Nobody copies more than these fields at once.
LONGEST_FIELD = 3000
MOST_FIELDS = 10

DatedReport = tuple[Occurrence, Report]


class ReportsFound(Struct, frozen=True):
    """The reports of a page; `next_start` is where the next page begins, `until` the oldest day that was searched."""

    reports: Sequence[DatedReport]
    next_start: int | None = None
    until: date | None = None


def own_reports(locale: Locale, page: Page, found: ReportsFound, today: date, name: str = "") -> View:
    """Return the modal with one's own reports and a search field; `name` is that of the standup, if it is only one."""
    whose = (
        locale.gettext("Your reports in {name}", name=f"*{escape(name)}*")
        if name
        else locale.gettext("Your reports in all standups")
    )
    words = text_field(page.words, LONGEST_WORDS, placeholder=locale.gettext("Words"))
    blocks = [
        field(WORDS, locale.gettext("Search your reports"), words, optional=True),
        *row_of("text", *_as_text(locale, page, today)),
        *_list(locale, f"{_of_the_span(locale, whose, page, today)}.", page, found, today),
    ]
    return View(
        type="modal",
        callback_id=ids.HISTORY_FORM,
        title=locale.gettext("Your reports"),
        submit=locale.gettext("Search"),
        close=locale.gettext("Close"),
        private_metadata=page_value(page),
        blocks=blocks,
    )


def someones_reports(locale: Locale, page: Page, found: ReportsFound, today: date, name: str = "") -> View:
    """Return the modal with the reports of another person, as far as the reader may see them."""
    person = f"<@{page.user_id}>"
    what = (
        locale.gettext("What {person} reported in {name}", person=person, name=f"*{escape(name)}*")
        if name
        else locale.gettext("What {person} reported", person=person)
    )
    head = locale.gettext("{what}, as far as you have a part in it.", what=_of_the_span(locale, what, page, today))
    return modal(locale, locale.gettext("Reports"), page, _list(locale, head, page, found, today))


def searched(view: Mapping[str, Any]) -> Page:
    """Parse the words to search for, and the page; raises UnknownReport if they make no sense."""
    page = parse_page(view.get("private_metadata"))
    words = text_value(values_of(view), WORDS)[:LONGEST_WORDS]
    return replace(page, words=words, trail=(0,))


def _as_text(locale: Locale, page: Page, today: date) -> Iterator[ButtonElement]:
    """Return buttons that show a month as text: the month of the page, or else last month and this month."""
    this_month = month_of(today)
    months = [month_of(page.span.first)] if page.span else [this_month.before, this_month]
    for number, span in enumerate(months):
        label = locale.gettext("{month} as text", month=capitalized(written_month(locale, span.first)))
        yield turn(label, replace(page, look=Look.TEXT, span=span, words="", trail=(0,)), number)


def _of_the_span(locale: Locale, what: str, page: Page, today: date) -> str:
    return f"{what}, {span_words(locale, page.span, today)}" if page.span else what


def _list(locale: Locale, head: str, page: Page, found: ReportsFound, today: date) -> list[Block]:
    entries = list(chain.from_iterable(_entry(locale, both, today) for both in found.reports))
    nothing = [DividerBlock(), section(_nothing(locale, page, found, today))]
    line = ContextBlock(elements=[MarkdownTextObject(text=f"{head}{_looked_for(locale, page)}", verbatim=True)])
    ways = _ways(locale, page, found)
    return [line, *(entries or nothing), *([DividerBlock(), *ways] if ways else [])]


def _looked_for(locale: Locale, page: Page) -> str:
    return " " + locale.gettext("Searched for: {words}", words=escape(page.words)) if page.words else ""


def _entry(locale: Locale, both: DatedReport, today: date) -> list[Block]:
    occurrence, report = both
    head = section(f"*{capitalized(written_date(locale, occurrence.day, today))}* · {escape(occurrence.name)}")
    return [DividerBlock(), head, *chain.from_iterable(post.blocks for post in posts(occurrence, report))]


def _nothing(locale: Locale, page: Page, found: ReportsFound, today: date) -> str:
    if page.words:
        if found.until and found.next_start:
            until = written_date(locale, found.until, today)
            return locale.gettext("No report has these words back to {date}. Try fewer or shorter ones.", date=until)
        return locale.gettext("No report has these words. Try fewer or shorter ones.")
    if page.span and page.span.first > today:
        return locale.gettext("These days are still to come.")
    if page.user_id or page.span or found.next_start:
        return locale.gettext("There is nothing here.")
    return locale.gettext("You have not reported anything yet. What you send is found here afterwards.")


def _ways(locale: Locale, page: Page, found: ReportsFound) -> list[Block]:
    before = page.going_back
    later = turn(locale.gettext("Later"), before, 100) if before else None
    label = locale.gettext("Search further back") if page.words else locale.gettext("Earlier")
    earlier = turn(label, page.going_on(found.next_start), 101) if found.next_start is not None else None
    days = turn(locale.gettext("All days"), Page(Look.DAYS, page.standup_id), 102) if page.standup_id else None
    return row_of("ways", earlier, later, days)


def month_as_text(locale: Locale, page: Page, span: Span, reports: Sequence[DatedReport], today: date) -> View:
    """Return the modal with a month as text to copy, oldest day first; `page` says at which field it begins."""
    names = {occurrence.report_id.standup_id for occurrence, _ in reports}
    oldest_first = sorted(reports, key=lambda both: (both[0].day, both[0].name))
    parts = list(
        _fields([(each.day, _report_text(locale, each, report, named=len(names) > 1)) for each, report in oldest_first])
    )
    start = page.start if page.start < len(parts) else 0
    shown = parts[start : start + MOST_FIELDS]
    inputs = [_field(locale, span, start + number, *part) for number, part in enumerate(shown)]
    return View(
        type="modal",
        callback_id=ids.TEXT_FORM,
        title=capitalized(month_and_year(locale, span.first)),
        submit=locale.gettext("Done") if inputs else None,
        close=locale.gettext("Close"),
        private_metadata=page_value(page),
        blocks=[
            *_how(locale, len(parts), start, span, today),
            *inputs,
            *_months(locale, page, span, today, len(parts)),
        ],
    )


def _how(locale: Locale, parts: int, start: int, span: Span, today: date) -> list[Block]:
    if not parts and span.first > today:
        return [section(locale.gettext("This month is still to come."))]
    if not parts:
        return [section(locale.gettext("You reported nothing in {month}.", month=month_and_year(locale, span.first)))]
    words = locale.gettext("Click into the text, select all of it and copy it. What you change here is not kept.")
    if parts > MOST_FIELDS:
        number, all_parts = start // MOST_FIELDS + 1, -(-parts // MOST_FIELDS)
        words += " " + locale.gettext("Part {number} of {parts}.", number=number, parts=all_parts)
    return [ContextBlock(elements=[PlainTextObject(text=words, emoji=False)])]


def _report_text(locale: Locale, occurrence: Occurrence, report: Report, *, named: bool) -> str:
    name = f" · {occurrence.name}" if named else ""
    head = f"{capitalized(written_date(locale, occurrence.day))}{name}"
    labelled = len(occurrence.questions) > 1
    answers = [
        (question.label, answer_text(locale, question, report.answers.get(question.id, "").strip()))
        for question in occurrence.questions
    ]
    return "\n".join([head, *(f"{label}: {answer}" if labelled else answer for label, answer in answers if answer)])


def _fields(days: Sequence[tuple[date, str]]) -> Iterator[tuple[date, date, str]]:
    """Return fields as first day, last day and text: as many whole days in each as fit; a long day is cut."""
    first: date | None = None
    last, text = date.min, ""
    for day, words in days:
        pieces = [words[at : at + LONGEST_FIELD] for at in range(0, len(words), LONGEST_FIELD)]
        for piece in pieces:
            if first is not None and len(text) + len(piece) + 2 > LONGEST_FIELD:
                yield first, last, text
                first, text = None, ""
            text = f"{text}\n\n{piece}" if text else piece
            first, last = first or day, day
    if first is not None:
        yield first, last, text


def _field(locale: Locale, span: Span, number: int, first: date, last: date, text: str) -> InputBlock:
    until = short_date(locale, last)
    label = locale.gettext("{day} to {date}", day=first.day, date=until) if first != last else until
    name = f"text{span.first:%Y%m}_{number}"
    return field(name, label, text_field(text, LONGEST_FIELD, lines=True), optional=True)


def _months(locale: Locale, page: Page, span: Span, today: date, parts: int) -> list[Block]:
    start = page.start if page.start < parts else 0
    further = page.going_on(start + MOST_FIELDS) if start + MOST_FIELDS < parts else None
    before, after = span.before, span.after
    return row_of(
        "ways",
        turn(locale.gettext("More of this month"), further, 99) if further else None,
        turn(capitalized(written_month(locale, before.first)), replace(page, span=before, trail=(0,)), 100),
        turn(capitalized(written_month(locale, after.first)), replace(page, span=after, trail=(0,)), 101)
        if after.first <= today
        else None,
    )
