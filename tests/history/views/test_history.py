"""Pages of the history: what fits them, how they lead to each other, and what a forged one becomes."""

import json
from datetime import date

import pytest

from app.domain.history.history import LONGEST_WORDS, Look, Page, Span, month_of
from app.domain.history.insight import Insight
from app.errors import UnknownReport
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.views.history import figures, history, own_reports
from app.views.history.history import Past, StoredDay
from app.views.history.own_reports import ReportsFound
from app.views.history.pages import page_value, parse_page
from slack_simulator.checks import check_view
from tests.kit.builders import TEN, TUESDAY, a_standup, a_submitted_report, an_occurrence_that_is_out

WORST = "&<>😀" * 750
PAST = Past(a_standup(name="<!here> & everybody there is in this long name"), TUESDAY, date(2025, 12, 1))
OCTOBER = month_of(date(2026, 10, 1))
DAY = Page(Look.DAY, "daily", span=Span(TUESDAY, TUESDAY))


def checked(view):
    """The view as Slack would take it."""
    plain = view.to_dict()
    assert check_view(plain, "modal")
    assert len(json.dumps(plain)) < 250_000
    return plain


def everybody(number):
    answers = {f"question{each}": WORST for each in range(3)}
    return [
        a_submitted_report(answers, user_id=f"U{one}", person_display_name=f"P{one} <!here>") for one in range(number)
    ]


@pytest.mark.parametrize(
    "page",
    [
        Page(Look.DAYS, "daily"),
        DAY,
        Page(Look.REPORTS, "", "U0ANA", month_of(TUESDAY), "ěšč <!here>", (0, 7, 12)),
        Page(Look.TEXT, span=month_of(TUESDAY)),
    ],
)
def test_a_page_comes_back_as_it_was_written(page):
    assert parse_page(page_value(page)) == page
    assert len(page_value(replace(page, words="€" * LONGEST_WORDS, trail=tuple(range(1000, 1100))))) < 2000


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{}",
        '["days","daily","",["0001-01-01","9999-12-31"],"",[0]]',
        '["days","daily","",["2026-11-24"],"",[0]]',
        '["all","daily","",null,"",[0]]',
        '["days","daily","",null,"",["x"]]',
        '["days","daily","",null,"",7]',
        '["reports","","U1> <!channel",null,"",[0]]',
        '["days","../daily","",null,"",[0]]',
    ],
)
def test_a_forged_page_is_no_report(text):
    with pytest.raises(UnknownReport):
        parse_page(text)


def test_a_forged_way_back_fits_into_the_buttons_of_the_page_that_it_leads_to():
    words, trail = "€" * 1000, [10**12] * 100_000
    page = parse_page(json.dumps(["reports", "s" * 60, "U" * 60, ["2026-11-01", "2026-11-30"], words, trail]))
    assert len(page_value(replace(page, trail=(*page.trail, page.trail[-1])))) < 2000


def test_three_hundred_people_with_the_worst_text_fit_page_by_page():
    occurrence, reports = an_occurrence_that_is_out(), everybody(300)
    shown = StoredDay(occurrence, reports, [])
    first = json.dumps(checked(history.day(ENGLISH_LOCALE, PAST, DAY, TUESDAY, shown, TEN)))
    assert "Page 1 of" in first
    for start in (1, 150, 100_000):
        assert "Previous page" in json.dumps(
            checked(history.day(ENGLISH_LOCALE, PAST, replace(DAY, trail=(start,)), TUESDAY, shown, TEN))
        )


def test_ones_own_worst_reports_fit_a_page_and_a_text():
    month = month_of(TUESDAY)
    own = [(an_occurrence_that_is_out(day=day), everybody(1)[0]) for day in month.days]
    checked(own_reports.own_reports(ENGLISH_LOCALE, Page(Look.REPORTS), ReportsFound(own[:1], 1), TUESDAY))
    page = Page(Look.TEXT, span=month)
    texts = []
    while page:
        view = checked(own_reports.month_as_text(ENGLISH_LOCALE, page, month, own, TUESDAY))
        inputs = [block["element"]["initial_value"] for block in view["blocks"] if block["type"] == "input"]
        texts += inputs
        more = next((each for each in view["blocks"][-1]["elements"] if "More" in each["text"]["text"]), None)
        page = parse_page(more["value"]) if more else None
    assert sum(text.count("😀") for text in texts) == 30 * 3 * 750


def test_a_row_of_days_reads_well_to_a_screen_reader():
    occurrences = [an_occurrence_that_is_out(), an_occurrence_that_is_out(day=date(2025, 12, 1), header_permalink=None)]
    view = checked(history.days(ENGLISH_LOCALE, PAST, Page(Look.DAYS, "daily"), month_of(TUESDAY), occurrences))
    rows = [block for block in view["blocks"] if block.get("accessory")]
    assert [row["accessory"]["accessibility_label"] for row in rows] == [
        "Read the report of Tuesday, 24 November",
        "Read the report of Monday, 1 December 2025",
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (month_of(TUESDAY), "November 2026"),
        (Span(TUESDAY, TUESDAY), "Tuesday, 24 November"),
        (Span(date(2026, 11, 16), date(2026, 11, 22)), "16 to 22 November"),
        (Span(date(2026, 10, 28), TUESDAY), "28 October to 24 November"),
        (Span(date(2025, 12, 28), date(2026, 1, 24)), "28 December 2025 to 24 January 2026"),
        (Span(date(2025, 6, 2), date(2025, 6, 8)), "2 to 8 June 2025"),
    ],
)
def test_a_span_is_written_as_people_would(span, words):
    assert history.span_words(ENGLISH_LOCALE, span, TUESDAY) == words


def test_the_month_that_is_looked_at_is_offered_as_text():
    october = json.dumps(
        checked(own_reports.own_reports(ENGLISH_LOCALE, Page(Look.REPORTS, span=OCTOBER), ReportsFound([]), TUESDAY))
    )
    assert "October as text" in october
    assert "November as text" not in october
    both = json.dumps(checked(own_reports.own_reports(ENGLISH_LOCALE, Page(Look.REPORTS), ReportsFound([]), TUESDAY)))
    assert both.index("October as text") < both.index("November as text")


def test_figures_without_any_report_say_so_and_nothing_else():
    said = json.dumps(checked(figures.figures(ENGLISH_LOCALE, PAST.standup, Insight(), month_of(TUESDAY), TUESDAY)))
    assert "November 2026: no report was posted." in said
    assert "%" not in said
