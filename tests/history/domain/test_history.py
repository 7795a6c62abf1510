"""Spans of days, pages and words to search for."""

from datetime import date

import pytest

from app.domain.history.history import LONGEST_TRAIL, Look, Page, Span, last_weeks, month_of, says
from tests.kit.builders import TUESDAY


def test_days_come_newest_first():
    assert Span(date(2026, 11, 23), TUESDAY).days == [TUESDAY, date(2026, 11, 23)]


def test_four_weeks_end_today_and_the_ones_before_end_where_they_begin():
    weeks = last_weeks(TUESDAY)
    assert weeks == Span(date(2026, 10, 28), TUESDAY)
    assert weeks.before == Span(date(2026, 9, 30), date(2026, 10, 27))
    assert weeks.before.after == weeks


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31)])
def test_a_month_is_followed_by_a_month(day):
    month = month_of(day)
    assert month.is_a_month
    assert month.before.is_a_month
    assert month.before.after == month
    assert month.after.before == month
    assert (month.after.first - month.last).days == 1


def test_pages_lead_back_to_where_one_came_from():
    page = Page(Look.REPORTS)
    assert page.going_back is None
    third = page.going_on(7).going_on(15)
    assert (third.start, third.going_back.start) == (15, 7)
    assert third.going_back.going_back == page


def test_who_has_gone_far_back_begins_anew_when_the_trail_ends():
    page = Page(Look.REPORTS)
    for place in range(1, LONGEST_TRAIL + 3):
        page = page.going_on(place)
    while (before := page.going_back) is not None:
        page = before
    assert page == Page(Look.REPORTS)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("", True), ("export", True), ("EXPORT finished", True), ("expo fin", True), ("cafe", True), ("import", False)],
)
def test_words_are_found_whatever_their_case_order_and_accents(words, is_found):
    assert says(["Finished the Export", "Café review"], words) is is_found
