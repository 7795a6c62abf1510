"""Occurrences carry their own questions, and their ids can be trusted once parsed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day.occurrence import ReportId, layout_for
from app.domain.limits import FIRST_DAY, LAST_DAY
from app.domain.standup import Layout, Posting, Question
from app.errors import UnknownReport
from app.views.day.last_workday import plan_occurrence
from app.views.setup.templates import in_language
from tests.kit.builders import TEN, TUESDAY, a_standup


@pytest.mark.parametrize(
    ("wanted", "asked", "shown"),
    [
        ({}, 20, Layout.POSTS),
        ({}, 21, Layout.THREAD),
        ({"layout": Layout.POSTS}, 300, Layout.POSTS),
        ({"layout": Layout.BY_QUESTION}, 1, Layout.BY_QUESTION),
        ({"layout": Layout.BY_PERSON, "posting": Posting.AS_IT_COMES}, 7, Layout.THREAD),
    ],
)
def test_up_to_twenty_people_have_a_post_each_unless_the_standup_wants_it_otherwise(wanted, asked, shown):
    assert layout_for(plan_occurrence(a_standup(**wanted), TUESDAY), asked) is shown


def test_an_id_is_team_standup_and_day():
    assert str(plan_occurrence(a_standup(), TUESDAY).report_id) == "T0TEAM.daily.20261124"


@given(
    team=st.from_regex(r"[TE][A-Z0-9]{1,10}", fullmatch=True),
    standup=st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True),
    day=st.dates(FIRST_DAY, LAST_DAY),
)
def test_an_id_reads_back_as_it_was_written(team, standup, day):
    report_id = ReportId(team, standup, day)
    assert ReportId.parse(str(report_id)) == report_id


@pytest.mark.parametrize(
    "text",
    ["", "T0", "T0.daily", "T0.daily.20261350", "T0.daily.2026112", "T0.daily.20261124.x", "T/d/1", "T0.d.²0261124"],
)
def test_what_is_no_id_is_an_unknown_report(text):
    with pytest.raises(UnknownReport):
        ReportId.parse(text)


@given(st.text())
def test_any_text_is_an_id_or_unknown(text):
    try:
        ReportId.parse(text)
    except UnknownReport:
        return


def test_on_a_tuesday_yesterday_is_yesterday():
    asked = plan_occurrence(a_standup(), TUESDAY).questions
    assert [(each.text, each.label) for each in asked] == [
        ("What did you work on yesterday?", "Yesterday"),
        ("What is your plan for today?", "Today"),
        ("Any impediments?", "Impediments"),
    ]


def test_on_a_monday_yesterday_is_called_friday():
    first = plan_occurrence(a_standup(), date(2026, 11, 30)).questions[0]
    assert (first.text, first.label) == ("What did you work on Friday?", "Friday")


@pytest.mark.parametrize(
    ("language", "text", "on_tuesday", "on_monday"),
    [
        (
            "cs",
            "Na čem jste {last_workday} pracovali?",
            "Na čem jste včera pracovali?",
            "Na čem jste v pátek pracovali?",
        ),
        ("cs", "{last_workday}", "Včera", "V pátek"),
        ("", "{last_workday:cs} a dnes", "Včera a dnes", "V pátek a dnes"),
        ("", "Done {Last_workday}, {LAST_WORKDAY}", "Done Yesterday, YESTERDAY", "Done Friday, FRIDAY"),
        ("", "{last_workday:xx} {last_week} {} { yesterday", *["{last_workday:xx} {last_week} {} { yesterday"] * 2),
    ],
)
def test_a_question_that_means_the_last_working_day_names_it(language, text, on_tuesday, on_monday):
    standup = a_standup(language=language, questions=(Question("q", text, text),))
    for day, words in ((TUESDAY, on_tuesday), (date(2026, 11, 30), on_monday)):
        first = plan_occurrence(standup, day).questions[0]
        assert (first.text, first.label) == (words, words)


def test_a_question_of_ones_own_keeps_its_language_when_the_channel_gets_another():
    standup = a_standup(questions=(Question("q", "What was done {last_workday}?", "Done"),))
    first = plan_occurrence(in_language(standup, "cs"), date(2026, 11, 30)).questions[0]
    assert first.text == "What was done Friday?"


def test_the_report_is_due_at_its_local_time():
    assert plan_occurrence(a_standup(), TUESDAY).plan.report_at == TEN
