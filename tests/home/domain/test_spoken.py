"""Days as people write them."""

from datetime import date, timedelta

import pytest

from app.domain.day.member import Away
from app.domain.home.date_parser import _NEARBY, day_in, past_span_in, span_in
from app.domain.languages import ENGLISH, LANGUAGES
from app.errors import UnclearDays
from app.language import Locale
from app.views.kit.dates import short_date, weekday
from app.views.kit.day_words import day_words

TUESDAY = date(2026, 11, 24)


def days(starts: str, ends: str | None, note: str = "") -> Away:
    return Away(date.fromisoformat(starts), date.fromisoformat(ends) if ends else None, note)


@pytest.mark.parametrize(
    "text", ["until 9999-12-31", "31 Dec 9999", "31.12.9999", "1 Jan 1", "from 0001-01-01", "24 Dec 2150 to 2160-01-01"]
)
def test_a_day_that_nobody_means_is_as_unclear_as_any_other_words(text):
    with pytest.raises(UnclearDays):
        span_in(text, TUESDAY, {})


@pytest.mark.parametrize("text", ["9999-12-31", "December 2999", "March 1000"])
def test_nobody_looks_back_at_such_days(text):
    assert past_span_in(text, TUESDAY, {}) is None


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
    assert day_in(text, TUESDAY, {}) == date.fromisoformat(day)


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
    assert day_in(text, TUESDAY, {}, is_past=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["", "soon", "31 Feb 2027", "32 Dec", "12/24", "3", "Dec", "24 Dec Jan", "24 12", "2026-13-01", "1 2 3 Dec"]
)
def test_what_names_no_day_is_none(text):
    assert day_in(text, TUESDAY, {}) is None


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
    assert span_in(text, TUESDAY, {}) == away


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
        ("tomorrow to today", "backwards"),
    ],
)
def test_days_that_make_no_sense_are_refused(text, why):
    with pytest.raises(UnclearDays) as refused:
        span_in(text, TUESDAY, {})
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("dnes", "2026-11-24"),
        ("zítra", "2026-11-25"),
        ("Zitra", "2026-11-25"),
        ("pozítří", "2026-11-26"),
        ("včera", "2026-11-23"),
        ("pátek", "2026-11-27"),
        ("v pátek", "2026-11-27"),
        ("v pá", "2026-11-27"),
        ("ve středu", "2026-11-25"),
        ("příští středu", "2026-12-02"),
        ("v neděli", "2026-11-29"),
        ("25. listopadu", "2026-11-25"),
        ("3. listopadu 2027", "2027-11-03"),
        ("24.prosince", "2026-12-24"),
        ("24 prosinec", "2026-12-24"),
        ("24. 12.", "2026-12-24"),
        ("24. 12. 2027", "2027-12-24"),
        ("tomorrow", "2026-11-25"),
        ("1st Dec", "2026-12-01"),
    ],
)
def test_a_day_is_understood_in_czech_by_who_is_spoken_to_in_it(text, day):
    locale = Locale("cs")
    assert day_in(text, TUESDAY, day_words(locale)) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["zítra", "v pátek", "3. listopadu"])
def test_who_is_spoken_to_in_english_is_not_guessed_at(text):
    assert day_in(text, TUESDAY, {}) is None


@pytest.mark.parametrize("text", ["čer", "pátkem", "31. února", "zitrek rano"])
def test_what_is_no_day_in_czech_either_is_none(text):
    locale = Locale("cs")
    assert day_in(text, TUESDAY, day_words(locale)) is None


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("do pátku", "2026-11-24", "2026-11-27"),
        ("až do čtvrtka", "2026-11-24", "2026-11-26"),
        ("od zítřka", "2026-11-25", None),
        ("od pondělí do středy", "2026-11-30", "2026-12-02"),
        ("od 24. do 27. prosince", "2026-12-24", "2026-12-27"),
        ("24. 12. - 2. 1.", "2026-12-24", "2027-01-02"),
        ("3 dny", "2026-11-24", "2026-11-26"),
        ("na pět dní", "2026-11-24", "2026-11-28"),
        ("týden", "2026-11-24", "2026-11-30"),
        ("příští týden", "2026-11-30", "2026-12-06"),
    ],
)
def test_days_away_are_understood_in_czech(text, starts, ends):
    locale = Locale("cs")
    assert span_in(f"{text}: Hory", TUESDAY, day_words(locale)) == days(starts, ends, "Hory")


def test_that_there_is_no_such_day_is_said_in_words_of_no_other_language():
    locale = Locale("cs")
    with pytest.raises(UnclearDays) as unclear:
        span_in("do 31. února", TUESDAY, day_words(locale))
    assert unclear.value.words == "31. 2."


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("včera", "2026-11-23", "2026-11-23"),
        ("minulý týden", "2026-11-16", "2026-11-22"),
        ("minulou středu", "2026-11-18", "2026-11-18"),
        ("říjen", "2026-10-01", "2026-10-31"),
        ("říjen 2025", "2025-10-01", "2025-10-31"),
        ("tento měsíc", "2026-11-01", "2026-11-30"),
    ],
)
def test_days_to_look_back_at_are_understood_in_czech(text, first, last):
    locale = Locale("cs")
    span = past_span_in(text, TUESDAY, day_words(locale))
    assert (span.first, span.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {ENGLISH}))
def test_every_language_brings_the_words_by_which_it_writes_dates(language):
    locale = Locale(language)
    for offset in range(366):
        day = TUESDAY + timedelta(days=offset)
        assert day_in(short_date(locale, day, day.replace(year=1)), TUESDAY, day_words(locale)) == day
    for number in range(7):
        assert day_in(weekday(locale, number), TUESDAY, day_words(locale)).weekday() == number
    assert set(day_words(locale).values()) >= {*_NEARBY, "until", "from", "week", "days"}
