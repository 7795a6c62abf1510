"""Looking back, one's data and trouble in every language: within what Slack takes, and in none but that language."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from app.domain.day.kinds import Mood
from app.domain.day.member import Away, Member
from app.domain.day.report import State
from app.domain.history.history import Look, Page, Span, month_of
from app.domain.history.insight import Insight
from app.domain.languages import LANGUAGES
from app.domain.owners.trouble import Trouble
from app.domain.setup.busy_times import BusyTime
from app.domain.standup import AnswerKind, Question
from app.errors import AddressUnreachable, InvalidAnswers, InvalidForm
from app.language import ENGLISH_LOCALE, Locale
from app.records import replace
from app.slack.message import Message
from app.views.history import figures, history, own_reports
from app.views.history.history import Past, StoredDay
from app.views.history.own_reports import ReportsFound
from app.views.home import commands
from app.views.home.away_form import away_form, parse_away
from app.views.home.preferences_form import parse_preferences, preferences_form
from app.views.kit import notices
from app.views.kit.dates import written_date
from app.views.kit.numbers import percent, written_number
from app.views.kit.problems import problems_words
from app.views.owners import address_trouble, busy_time, calendar_trouble, new_owners, trouble
from app.views.owners.calendar_trouble import CalendarFault
from app.views.privacy import erasure, erasure_request, my_data
from app.views.report import copy, excerpt
from slack_simulator.checks import check_message_blocks, check_view
from tests.kit.builders import (
    TEN,
    TUESDAY,
    a_report,
    a_standup,
    a_submitted_report,
    an_occurrence,
    an_occurrence_that_is_out,
)

MOODS = tuple(Mood)
MOOD = Question("mood", "Jak se máte?", "Pocit", kind=AnswerKind.MOOD)
STANDUP = a_standup(name="Ranní porada", questions=(MOOD,), retention_days=400)
PAST = Past(STANDUP, TUESDAY, date(2026, 1, 12))
OUT = an_occurrence_that_is_out(name="Ranní porada", look_language="cs", questions=(MOOD,))
TO_COME = an_occurrence(name="Ranní porada", look_language="cs", questions=(MOOD,))
OVER = an_occurrence(date(2026, 11, 23), progress_settled_at=TEN)
REPORTS = [a_submitted_report({"mood": MOODS[0]}, user_id=f"U{n}", person_display_name=f"Č{n}") for n in range(20)]
SILENT = [a_report(person_display_name="Jo", problem=code, state=State.UNREACHABLE) for code in trouble.REASONS]
SUMMED = Insight(20, 1234, 2345, timedelta(minutes=95), (TUESDAY,), {MOODS[0]: 12})
DAYS, OWN, TEXT = Page(Look.DAYS, "daily"), Page(Look.REPORTS), Page(Look.TEXT)
DAY = Page(Look.DAY, "daily", span=Span(TUESDAY, TUESDAY))
THEIRS = Page(Look.REPORTS, "daily", "U0BO", month_of(TUESDAY))
NOVEMBER, JULY = month_of(TUESDAY), month_of(date(2026, 7, 1))
LEFT = [{"channel": "C0TEAM", "ts": "1795514400.000100", "what": what} for what in erasure.LEFT]
RECEIPT = {"person": "U0ANA", "counts": dict.fromkeys(erasure.COUNTED, 2), "left_by_hand": LEFT}
FOUND = ReportsFound([(OUT, REPORTS[0])], 1, TUESDAY)


def of_day(locale: Locale, day: date, *, occurrence: Any = None, is_open: bool = False, start: int = 0) -> Any:
    reports = REPORTS if occurrence else []
    stored = StoredDay(occurrence, reports, [an_occurrence_that_is_out(day=date(2026, 11, 20))], is_open)
    return history.day(locale, PAST, replace(DAY, trail=(start,)), day, stored, TEN)


VIEWS: dict[str, Callable[[Locale], Any]] = {
    "days": lambda locale: history.days(locale, PAST, DAYS, NOVEMBER, [OUT, an_occurrence(date(2026, 11, 20)), OVER]),
    "no days": lambda locale: history.days(locale, PAST, DAYS, JULY, []),
    "days before all": lambda locale: history.days(locale, PAST, DAYS, month_of(date(2025, 12, 1)), []),
    "days to come": lambda locale: history.days(locale, PAST, DAYS, month_of(date(2027, 1, 1)), []),
    "days long ago": lambda locale: history.days(
        locale, replace(PAST, began=None), DAYS, month_of(date(2025, 1, 1)), []
    ),
    "day": lambda locale: of_day(locale, TUESDAY, occurrence=OUT),
    "last page of a day": lambda locale: of_day(locale, TUESDAY, occurrence=OUT, start=9),
    "day whose report is to come": lambda locale: of_day(locale, TUESDAY, occurrence=TO_COME),
    "day that is not out": lambda locale: of_day(
        locale, TUESDAY, occurrence=replace(TO_COME, progress=replace(TO_COME.progress, closed_at=TEN)), is_open=True
    ),
    "day to come": lambda locale: of_day(locale, date(2026, 12, 24)),
    "today": lambda locale: of_day(locale, TUESDAY),
    "day off": lambda locale: of_day(locale, date(2026, 11, 21)),
    "day before all": lambda locale: history.day(locale, PAST, DAY, date(2026, 1, 2), StoredDay(None, [], []), TEN),
    "gone": lambda locale: history.gone(locale, PAST, DAYS),
    "own reports": lambda locale: own_reports.own_reports(locale, OWN, FOUND, TUESDAY),
    "own reports that are searched": lambda locale: own_reports.own_reports(
        locale, replace(OWN, words="ěšč"), FOUND, TUESDAY, "Retro"
    ),
    "nothing that is searched": lambda locale: own_reports.own_reports(
        locale, replace(OWN, words="ěšč"), ReportsFound([]), TUESDAY
    ),
    "nothing yet": lambda locale: own_reports.own_reports(locale, OWN, ReportsFound([]), TUESDAY),
    "nothing so far back": lambda locale: own_reports.own_reports(
        locale, replace(OWN, words="ěšč"), ReportsFound([], 7, TUESDAY), TUESDAY
    ),
    "someone's reports": lambda locale: own_reports.someones_reports(locale, THEIRS, FOUND, TUESDAY, "Retro"),
    "nothing of someone's": lambda locale: own_reports.someones_reports(
        locale, replace(THEIRS, span=None), ReportsFound([]), TUESDAY
    ),
    "a month": lambda locale: own_reports.month_as_text(locale, TEXT, NOVEMBER, FOUND.reports, TUESDAY),
    "an empty month": lambda locale: own_reports.month_as_text(locale, TEXT, JULY, [], TUESDAY),
    "figures": lambda locale: figures.figures(locale, STANDUP, SUMMED, Span(date(2026, 10, 28), TUESDAY), TUESDAY),
    "few figures": lambda locale: figures.figures(locale, STANDUP, Insight(1), NOVEMBER, TUESDAY),
    "no figures": lambda locale: figures.figures(locale, STANDUP, Insight(), NOVEMBER, TUESDAY),
    "figures to come": lambda locale: figures.figures_to_come(locale, STANDUP),
    "being away": lambda locale: away_form(locale, TUESDAY, Away(TUESDAY, TUESDAY)),
    "preferences": lambda locale: preferences_form(locale, Member("T0TEAM", "U0ANA")),
    "which report": lambda locale: commands.which_report(locale, [OUT]),
    "trouble": lambda locale: notices.notice(locale, notices.trouble(locale, "7f3a2c")),
    "reason to decline": lambda locale: erasure_request.reason_form(locale, "U0ANA", ("C0TEAM", "1795514401.000100")),
}
NOWHERE = AddressUnreachable("no_such_host", "gaierror")
MESSAGES: dict[str, Callable[[Locale], Message]] = {
    **{
        f"not posted: {cause}": lambda locale, cause=cause: trouble.not_posted(locale, OUT, cause, "some_code", REPORTS)
        for cause in Trouble
    },
    "not asked": lambda locale: trouble.not_asked(locale, OUT, Trouble.NOT_IN_CHANNEL, "not_in_channel"),
    "unreachable": lambda locale: trouble.unreachable(locale, OUT, SILENT, 40),
    "not delivered": lambda locale: trouble.not_delivered(locale, OUT, AddressUnreachable("status", "HTTP 500")),
    "kept in": lambda locale: trouble.kept_in(locale, OUT, ["C0LEADS"]),
    "posting": lambda locale: trouble.posting(locale, OUT),
    "posted": lambda locale: trouble.posted(locale, OUT),
    "erasure": lambda locale: my_data.erasure_question(locale, "U0ANA", TEN),
    "who decides": lambda locale: erasure_request.who_decides(locale, ["U0BO"], TEN, None),
    "asked already": lambda locale: erasure_request.who_decides(locale, ["U0BO", "U0LEE"], TEN, ["U0LEE"]),
    "nobody decides": lambda locale: erasure_request.who_decides(locale, [], TEN, None),
    "declined": lambda locale: erasure_request.declined(locale, "U0BO", "ěšč", TEN),
    "declined by all": lambda locale: erasure_request.declined(locale, "U0BO", "ěšč", None),
    "owners changed": lambda locale: new_owners.owners_changed(locale, STANDUP, "U0LEE", ["U0BO"], "U0BO"),
    "owner taken off": lambda locale: new_owners.owners_changed(locale, STANDUP, "U0LEE", ["U0BO", "U0LEE"], "U0BO"),
    "first owners": lambda locale: new_owners.owners_changed(locale, STANDUP, "U0LEE", [], "U0BO"),
    "busy": lambda locale: busy_time.busy(locale, STANDUP, BusyTime(time(9, 17), time(8, 55), 300)),
    "busy all around": lambda locale: busy_time.busy(locale, STANDUP, BusyTime(time(9, 17), None, 300)),
    "calendar not read": lambda locale: calendar_trouble.not_read(
        locale,
        STANDUP,
        "ěšč",
        [CalendarFault(why, "ěšč", outside=NOWHERE) for why in ("unreachable", "no_calendar", "too_slow")],
    ),
    **{
        f"not delivered: {why}": lambda locale, why=why: trouble.not_delivered(
            locale, OUT, AddressUnreachable(why, "9")
        )
        for why in address_trouble.REASONS
    },
    "calendar partly read": lambda locale: calendar_trouble.partly_read(
        locale, STANDUP, "ěšč", [CalendarFault(why, "ěšč") for why in ("too_fine", "too_old", "too_long", "too_many")]
    ),
    "taken out": erasure.removed_report,
    "erased": erasure.erased_message,
    "receipt": lambda locale: erasure.receipt(locale, RECEIPT),
    "long receipt": lambda locale: erasure.receipt(locale, {**RECEIPT, "counts": {}, "left_by_hand": LEFT * 5}),
    "short receipt": lambda locale: erasure.receipt(locale, {**RECEIPT, "left_by_hand": []}),
    "copy": lambda locale: copy.copied_header(locale, OUT, REPORTS, is_whole=True),
    "part of a copy": lambda locale: copy.copied_header(
        locale, replace(OUT, header=replace(OUT.header, permalink=None)), REPORTS, is_whole=False
    ),
    "help": commands.helping,
    "no report": lambda locale: commands.no_report(locale, STANDUP, TUESDAY, DAY, TUESDAY),
    "report to come": lambda locale: commands.report_to_come(locale, TO_COME, REPORTS, DAY),
    "report shown": lambda locale: commands.report_shown(locale, OUT, REPORTS, DAY),
    "reports to read": lambda locale: commands.to_read(locale, OWN),
    "theirs to read": lambda locale: commands.to_read(locale, THEIRS),
    "days to read": lambda locale: commands.to_read(locale, DAYS),
}
# What people wrote, and what speaks the language of the channel.
WRITTEN = [STANDUP.name, "Retro", "ěšč", "English", "Čeština", "Standup"]
OF_THE_CHANNEL = [
    message.to_dict() for each in (OUT, TO_COME) for post in excerpt.report(each, REPORTS) for message in post.blocks
]


def texts(part: Any) -> set[str]:
    """All that a view says, buttons and what screen readers read included."""
    if isinstance(part, list):
        return {text for each in part for text in texts(each)}
    if not isinstance(part, dict):
        return set()
    here = {part[name] for name in ("text", "accessibility_label") if isinstance(part.get(name), str)}
    return here | {text for each in part.values() for text in texts(each)}


def blocks(message: Message) -> list[dict[str, Any]]:
    return [block.to_dict() for block in message.blocks]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_a_modal_is_as_slack_takes_it_in_every_language(name, language):
    locale = Locale(language)
    assert check_view(VIEWS[name](locale).to_dict(), "modal")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_as_slack_takes_it_in_every_language(name, language):
    locale = Locale(language)
    check_message_blocks(blocks(MESSAGES[name](locale)))


@pytest.mark.parametrize("name", [*VIEWS, *MESSAGES])
def test_nothing_is_left_in_english(name):
    said = {}
    for language in LANGUAGES:
        locale = Locale(language)
        said[language] = texts(VIEWS[name](locale).to_dict() if name in VIEWS else blocks(MESSAGES[name](locale)))
    assert said["en"] & said["cs"] <= {*WRITTEN, *texts(OF_THE_CHANNEL)}


def test_czech_days_spans_and_numbers():
    locale = Locale("cs")
    assert history.span_words(locale, NOVEMBER, TUESDAY) == "listopad 2026"
    assert history.span_words(locale, Span(date(2026, 11, 16), date(2026, 11, 22)), TUESDAY) == "16. až 22. listopadu"
    assert history.span_words(locale, Span(date(2026, 10, 28), TUESDAY), TUESDAY) == "28. října až 24. listopadu"
    long_ago = Span(date(2025, 12, 28), date(2026, 1, 24))
    assert history.span_words(locale, long_ago, TUESDAY) == "28. prosince 2025 až 24. ledna 2026"
    assert written_date(locale, date(2025, 12, 1), TUESDAY) == "pondělí 1. prosince 2025"
    assert (percent(locale, 0.88), written_number(locale, 7.3)) == ("88\N{NO-BREAK SPACE}%", "7,3")
    assert written_number(locale, 1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
    assert [written_number(ENGLISH_LOCALE, number) for number in (7, 7.3, 3000, 1234567)] == [
        "7",
        "7.3",
        "3,000",
        "1,234,567",
    ]
    assert percent(ENGLISH_LOCALE, 0.88) == "88%"


@pytest.mark.parametrize(
    ("minutes", "english", "czech"),
    [
        (0, "less than a minute", "za méně než minutu"),
        (1, "a minute", "do minuty"),
        (32, "32 minutes", "do 32 minut"),
        (95, "1.6 hours", "do 1,6 hodiny"),
        (120, "2 hours", "do 2 hodin"),
    ],
)
def test_how_long_answers_take(minutes, english, czech):
    summed = Insight(1, 1, 1, timedelta(minutes=minutes))
    for language, words in (("en", f"came within {english} of the question."), ("cs", f"přišla {czech} od otázky.")):
        locale = Locale(language)
        shown = str(figures.figures(locale, STANDUP, summed, NOVEMBER, TUESDAY).to_dict())
        assert words in shown


def test_what_cannot_stand_in_a_field_is_said_in_czech():
    locale = Locale("cs")
    said = notices.sentences_at_fields(locale, InvalidAnswers({"a": 3214, "b": 0}, missing=["c"], unfitting=["d"]))
    assert said["a"] == "Text má 3\N{NO-BREAK SPACE}214 znaků; Slack jich přijme nejvýš 3\N{NO-BREAK SPACE}000."
    assert said["b"] == "Napište aspoň jednu odpověď, nebo okno zavřete a stiskněte Dnes vynechat."
    for days in (
        {},
        {"first_day": "2026-11-24", "last_day": "2026-11-23"},
        dict.fromkeys(("first_day", "last_day"), "2026-11-01"),
    ):
        state = {name: {"day": {"selected_date": day}} for name, day in days.items()}
        with pytest.raises(InvalidForm, match=r"form refused") as error:
            parse_away({"state": {"values": state}, "private_metadata": "2026-11-24"})
        assert " den" in problems_words(locale, error.value.problems.values())
    with pytest.raises(InvalidForm) as error:
        parse_preferences({"state": {"values": {"country": {"country": {"value": "Germany"}}}}})
    assert "Dvě písmena" in problems_words(locale, error.value.problems.values())
