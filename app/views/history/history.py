"""The history of a standup: its days, newest first, and the report of each day, visible to one reader."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from msgspec import Struct
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

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.history.history import Look, Page, Span, day_page
from app.domain.standup import Standup
from app.language import Locale
from app.records import replace
from app.views import ids
from app.views.history.pages import day_picker, page_value, row_of, turn
from app.views.kit.dates import month_and_year, report_time, short_date, written_date
from app.views.kit.readers import channel_locale
from app.views.kit.text import capitalized, cut, cut_plain, escape
from app.views.report import excerpt
from app.views.report.summary_header import summary_header

# How much of a day one page holds: Slack shows no more, and nobody reads more at once.
MOST_PEOPLE = 15
LONGEST_PAGE = 9500
LONGEST_TITLE = 24
LONGEST_LABEL = 75


class Past(Struct, frozen=True):
    """The standup whose history is shown, with today's date in its zone and, if known, the day on which it began.

    `has_figures` if the reader may see the team's figures.
    """

    standup: Standup
    today: date
    began: date | None = None
    has_figures: bool = True

    @property
    def name(self) -> str:
        return f"*{escape(self.standup.name)}*"

    @property
    def channel(self) -> str:
        return f"<#{self.standup.channel}>"


class StoredDay(Struct, frozen=True):
    """The stored data of one day; `around` are the occurrences near it.

    `is_open` if the reader may see the report before it is posted, `is_explained` if they may see who was not asked.
    """

    occurrence: Occurrence | None
    reports: Sequence[Report]
    around: Sequence[Occurrence]
    is_open: bool = False
    is_explained: bool = False


def modal(locale: Locale, title: str, page: Page, blocks: Sequence[Block]) -> View:
    """Return a modal without fields, which remembers its page."""
    shown = cut_plain(title, LONGEST_TITLE) or locale.gettext("History")
    metadata = page_value(page)
    return View(
        type="modal", title=shown, close=locale.gettext("Close"), private_metadata=metadata, blocks=list(blocks)[:100]
    )


def days(
    locale: Locale, past: Past, page: Page, span: Span, occurrences: Sequence[Occurrence], *, others: int = 0
) -> View:
    """Return the modal with the days of a span; `others` is the number of days that this reader may not read."""
    shown = sorted(occurrences, key=lambda each: each.day, reverse=True)
    which = span_words(locale, span, past.today)
    intro = locale.gettext(
        "{name} in {channel}: {days}. Only you see this.", name=past.name, channel=past.channel, days=which
    )
    rows = list(chain.from_iterable(_week_by_week(locale, past, shown)))
    if others:
        rows += [DividerBlock(), section(_of_others(locale, others))]
    nothing = [DividerBlock(), section(_none(locale, past, span))]
    ways = _ways_from_days(locale, past, page, span)
    return modal(
        locale,
        past.standup.name,
        page,
        [section(intro), *ways, *(rows or nothing), DividerBlock(), *_further(locale, past)],
    )


def _of_others(locale: Locale, others: int) -> str:
    return locale.ngettext(
        "{number} day is not listed: it was for another channel, or it began before you were named.",
        "{number} days are not listed: they were for another channel, or they began before you were named.",
        others,
    )


def _week_by_week(locale: Locale, past: Past, shown: Sequence[Occurrence]) -> Sequence[list[Block]]:
    weeks: dict[tuple[int, int], list[Block]] = {}
    for number, each in enumerate(shown):
        year, week, _ = each.day.isocalendar()
        weeks.setdefault((year, week), [DividerBlock()]).append(_row(locale, past, each, number))
    return list(weeks.values())


def _row(locale: Locale, past: Past, occurrence: Occurrence, number: int) -> Block:
    named = written_date(locale, occurrence.day, past.today)
    page = day_page(occurrence.report_id.standup_id, occurrence.day)
    label = cut(locale.gettext("Read the report of {date}", date=named), LONGEST_LABEL)
    read = turn(locale.gettext("Read"), page, number, accessibility_label=label)
    return section(f"*{capitalized(named)}* · {_whereabouts(locale, occurrence)}", read)


def _whereabouts(locale: Locale, occurrence: Occurrence) -> str:
    if occurrence.is_out:
        there = locale.gettext("in the channel")
        return f"<{occurrence.header.permalink}|{there}>" if occurrence.header.permalink else there
    if occurrence.is_over:
        return locale.gettext("not posted")
    return locale.gettext("goes to the channel at {time}", time=report_time(locale, occurrence))


def _none(locale: Locale, past: Past, span: Span) -> str:
    if span.first > past.today:
        return locale.gettext("These days are still to come.")
    if past.began and span.last < past.began:
        began = written_date(locale, past.began, past.today)
        return locale.gettext("{name} began on {date}. There is nothing before that.", name=past.name, date=began)
    if _is_forgotten(past, span.last):
        return _forgotten(locale, past)
    return locale.gettext("Nobody was asked on these days.")


def _ways_from_days(locale: Locale, past: Past, page: Page, span: Span) -> list[Block]:
    earlier = (
        None
        if _is_before_all(past, span.first)
        else turn(locale.gettext("Earlier"), replace(page, span=span.before), 100)
    )
    later = turn(locale.gettext("Later"), replace(page, span=span.after), 101) if span.last < past.today else None
    return row_of("ways.days", earlier, later, day_picker(locale))


def _further(locale: Locale, past: Past) -> list[Block]:
    standup_id = past.standup.standup_id
    figures = ButtonElement(
        text=locale.gettext("Four weeks in figures"), action_id=ids.LOOK_AT_FIGURES, value=standup_id
    )
    return row_of("further", _own(locale, past, 102), figures if past.has_figures else None)


def _own(locale: Locale, past: Past, number: int) -> ButtonElement:
    return turn(locale.gettext("My reports"), Page(Look.REPORTS, past.standup.standup_id), number)


def day(locale: Locale, past: Past, page: Page, shown: date, stored: StoredDay, now: datetime) -> View:
    """Return the modal with the report of one day, as many people as fit; `page` says which page of them."""
    occurrence, ways = stored.occurrence, _ways_from_day(locale, past, shown, stored)
    if occurrence is None:
        return modal(locale, past.standup.name, page, [section(_no_day(locale, past, shown, stored.around)), *ways])
    note = _note(locale, occurrence, now)
    if not (occurrence.is_out or stored.is_open):
        named = capitalized(written_date(locale, shown, past.today))
        return modal(locale, past.standup.name, page, [section(f"*{named}*\n{note}"), *ways])
    parts = _split_into_pages(excerpt.submitted(stored.reports))
    number = min(page.start, len(parts) - 1)
    line = ContextBlock(elements=[MarkdownTextObject(text=note, verbatim=True)])
    posts = chain.from_iterable(excerpt.named_posts(occurrence, each) for each in parts[number])
    shown_posts = chain.from_iterable([DividerBlock(), *post.blocks] for post in posts)
    above = summary_header(channel_locale(occurrence), occurrence, stored.reports, is_past=occurrence.is_past(now))
    blocks = [*above.blocks, line, *ways, *shown_posts, *_people_pages(locale, page, parts, number)]
    return modal(locale, past.standup.name, page, blocks)


def _split_into_pages(submitted: Sequence[Report]) -> list[list[Report]]:
    """Return the reports in pages, as many on each as fit; there is at least one page, which may be empty.

    The answers are measured and not rendered: to render hundreds of reports takes longer than Slack waits.
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


def _people_pages(locale: Locale, page: Page, parts: Sequence[Sequence[Report]], number: int) -> list[Block]:
    if len(parts) == 1:
        return []
    first = sum(map(len, parts[:number])) + 1
    last, total = first + len(parts[number]) - 1, sum(map(len, parts))
    fields = {"page": number + 1, "pages": len(parts), "first": first, "last": last, "total": total}
    words = (
        locale.gettext("Page {page} of {pages}: {first} to {last} of {total}", **fields)
        if last > first
        else locale.gettext("Page {page} of {pages}: {first} of {total}", **fields)
    )
    back = turn(locale.gettext("Previous page"), replace(page, trail=(number - 1,)), 200) if number else None
    on = turn(locale.gettext("Next page"), replace(page, trail=(number + 1,)), 201) if number < len(parts) - 1 else None
    line = ContextBlock(elements=[PlainTextObject(text=words, emoji=False)])
    return [DividerBlock(), line, *row_of("people", back, on)]


def _note(locale: Locale, occurrence: Occurrence, now: datetime) -> str:
    if occurrence.is_out:
        return seen_by_you(locale, occurrence)
    if occurrence.is_over or occurrence.plan.report_at < now:
        return locale.gettext("This report was not posted.")
    channel, time = f"<#{occurrence.channel}>", report_time(locale, occurrence)
    return locale.gettext("It goes to {channel} at {time}.", channel=channel, time=time)


def seen_by_you(locale: Locale, occurrence: Occurrence) -> str:
    """Return where a posted report is, and that nobody else sees it here."""
    link = f"<{occurrence.header.permalink}|{locale.gettext('See it in the channel')}>."
    where = link if occurrence.header.permalink else locale.gettext("It is in the channel.")
    return f"{where} {locale.gettext('Only you see this.')}"


def _no_day(locale: Locale, past: Past, shown: date, around: Sequence[Occurrence]) -> str:
    named = written_date(locale, shown, past.today)
    if shown > past.today:
        return locale.gettext("*{date}* is still to come.", date=named)
    if shown == past.today:
        return locale.gettext("*{date}* is today, and nobody has been asked yet.", date=named)
    if past.began and shown < past.began and not any(each.day < shown for each in around):
        began = written_date(locale, past.began, past.today)
        return locale.gettext("*{date}* was before {name} began, on {began}.", date=named, name=past.name, began=began)
    if _is_forgotten(past, shown):
        return f"{locale.gettext('*{date}* is long ago.', date=named)} {_forgotten(locale, past)}"
    return locale.gettext("On *{date}* nobody was asked.", date=named)


def _ways_from_day(locale: Locale, past: Past, shown: date, stored: StoredDay) -> list[Block]:
    known = sorted(each.day for each in stored.around)
    before = next((each for each in reversed(known) if each < shown), None)
    after = next((each for each in known if each > shown), None)
    standup_id = past.standup.standup_id
    return row_of(
        f"ways.{shown:%Y%m%d}",  # with the same id for each day, Slack would keep the date that was picked before
        turn(locale.gettext("Earlier day"), day_page(standup_id, before), 100) if before else None,
        turn(locale.gettext("Later day"), day_page(standup_id, after), 101) if after else None,
        turn(locale.gettext("All days"), Page(Look.DAYS, standup_id), 102),
        turn(locale.gettext("Who was not asked?"), Page(Look.WHY, standup_id, span=Span(shown, shown)), 103)
        if stored.is_explained
        else None,
        day_picker(locale, shown),
    )


def gone(locale: Locale, past: Past, page: Page) -> View:
    """Return the modal for a deleted standup, which says where its reports are."""
    words = locale.gettext(
        "{name} was deleted. What was reported is still in {channel}, and yours is here, too.",
        name=past.name,
        channel=past.channel,
    )
    return modal(locale, past.standup.name, page, [section(words), *row_of("further", _own(locale, past, 102))])


def _is_forgotten(past: Past, shown: date) -> bool:
    kept_days = past.standup.readers.retention_days
    return bool(kept_days) and (past.today - shown).days > kept_days


def _is_before_all(past: Past, first: date) -> bool:
    return _is_forgotten(past, first) or bool(past.began and first <= past.began)


def _forgotten(locale: Locale, past: Past) -> str:
    kept_days = past.standup.readers.retention_days
    return locale.ngettext("Answers are kept for {number} day.", "Answers are kept for {number} days.", kept_days)


def span_words(locale: Locale, span: Span, today: date) -> str:
    """Return a span as in "November 2026" or "28 October to 24 November"."""
    first, last = span.first, span.last
    if span.is_a_month:
        return month_and_year(locale, first)
    if first == last:
        return written_date(locale, first, today)
    until = short_date(locale, last, today if first.year == last.year else first)
    if (first.year, first.month) == (last.year, last.month):
        return locale.gettext("{day} to {date}", day=first.day, date=until)
    return locale.gettext("{first} to {last}", first=short_date(locale, first, last), last=until)


def section(words: str, accessory: ButtonElement | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True), accessory=accessory)
