"""Occurrences carry their own questions, and their ids can be trusted once parsed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.limits import FIRST_DAY, LAST_DAY
from app.domain.occurrence import ReportId, layout_for, plan_occurrence
from app.domain.standup import Layout, Posting, Question
from app.errors import UnknownReport
from app.records import replace
from tests.builders import TEN, TUESDAY, a_standup


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
    assert plan_occurrence(a_standup(), TUESDAY).questions == a_standup().questions


def test_on_a_monday_yesterday_is_called_friday():
    first = plan_occurrence(a_standup(), date(2026, 11, 30)).questions[0]
    assert (first.text, first.label) == ("What did you work on Friday?", "Friday")


def test_on_a_monday_the_czech_yesterday_is_called_friday():
    question = Question("question0", "Na čem jste včera pracovali?", "Včera")
    first = plan_occurrence(replace(a_standup(), questions=(question,)), date(2026, 11, 30)).questions[0]
    assert (first.text, first.label) == ("Na čem jste v pátek pracovali?", "V pátek")


def test_the_report_is_due_at_its_local_time():
    assert plan_occurrence(a_standup(), TUESDAY).report_at == TEN
