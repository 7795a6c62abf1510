"""Days as people write them."""

from datetime import date

import pytest

from app.domain.member import Away
from app.domain.spoken import day_in, past_span_in, span_in
from app.errors import UnclearDays

TUESDAY = date(2026, 11, 24)


def days(starts: str, ends: str | None, note: str = "") -> Away:
    return Away(date.fromisoformat(starts), date.fromisoformat(ends) if ends else None, note)


@pytest.mark.parametrize(
    "text", ["until 9999-12-31", "31 Dec 9999", "31.12.9999", "1 Jan 1", "from 0001-01-01", "24 Dec 2150 to 2160-01-01"]
)
def test_a_day_that_nobody_means_is_as_unclear_as_any_other_words(text):
    with pytest.raises(UnclearDays):
        span_in(text, TUESDAY)


@pytest.mark.parametrize("text", ["9999-12-31", "December 2999", "March 1000"])
def test_nobody_looks_back_at_such_days(text):
    assert past_span_in(text, TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("Tuesday", "2026-11-24"),
        ("Fri", "2026-11-27"),
        ("monday", "2026-11-30"),
        ("next Friday", "2026-12-04"),
        ("24 Dec", "2026-12-24"),
        ("December 24th", "2026-12-24"),
        ("the 2nd of January", "2027-01-02"),
        ("Jan 2, 2028", "2028-01-02"),
        ("24.12.", "2026-12-24"),
        ("1.2.2027", "2027-02-01"),
        ("2026-12-24", "2026-12-24"),
        ("29 Feb", "2028-02-29"),
        ("24 November", "2026-11-24"),
        ("23 November", "2027-11-23"),
    ],
)
def test_a_day_is_the_next_such_day(text, day):
    assert day_in(text, TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-11-23"),
        ("Friday", "2026-11-20"),
        ("tuesday", "2026-11-24"),
        ("last Tuesday", "2026-11-17"),
        ("20 Nov", "2026-11-20"),
        ("24 Dec", "2025-12-24"),
        ("29 Feb", "2024-02-29"),
    ],
)
def test_a_day_of_a_report_is_the_last_such_day(text, day):
    assert day_in(text, TUESDAY, is_past=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["", "soon", "31 Feb 2027", "32 Dec", "12/24", "3", "Dec", "24 Dec Jan", "24 12", "2026-13-01", "1 2 3 Dec"]
)
def test_what_names_no_day_is_none(text):
    assert day_in(text, TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("", days("2026-11-24", None)),
        ("today", days("2026-11-24", "2026-11-24")),
        ("tomorrow", days("2026-11-25", "2026-11-25")),
        ("on Friday", days("2026-11-27", "2026-11-27")),
        ("until Friday", days("2026-11-24", "2026-11-27")),
        ("till the 4th of December", days("2026-11-24", "2026-12-04")),
        ("3 days", days("2026-11-24", "2026-11-26")),
        ("for two weeks", days("2026-11-24", "2026-12-07")),
        ("a week", days("2026-11-24", "2026-11-30")),
        ("1 day", days("2026-11-24", "2026-11-24")),
        ("this week", days("2026-11-24", "2026-11-29")),
        ("next week", days("2026-11-30", "2026-12-06")),
        ("24 Dec to 2 Jan", days("2026-12-24", "2027-01-02")),
        ("24 to 27 Dec", days("2026-12-24", "2026-12-27")),
        ("24 Dec \N{EN DASH} 2 Jan 2027", days("2026-12-24", "2027-01-02")),
        ("2026-12-24 - 2027-01-02", days("2026-12-24", "2027-01-02")),
        ("from Monday to Wednesday", days("2026-11-30", "2026-12-02")),
        ("from Monday", days("2026-11-30", None)),
        ("until Friday: Conference in Brno", days("2026-11-24", "2026-11-27", "Conference in Brno")),
        (": moving house", days("2026-11-24", None, "moving house")),
    ],
)
def test_a_span_of_days(text, away):
    assert span_in(text, TUESDAY) == away


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("until whenever", "unclear"),
        ("0 days", "unclear"),
        ("4000 days", "unclear"),
        ("some days", "unclear"),
        ("lots", "unclear"),
        ("to", "unclear"),
        ("yesterday", "over"),
        ("until 2026-11-01", "backwards"),
        ("2026-12-24 to 2026-12-20", "backwards"),
    ],
)
def test_days_that_make_no_sense_are_refused(text, why):
    with pytest.raises(UnclearDays) as refused:
        span_in(text, TUESDAY)
    assert refused.value.why == why
