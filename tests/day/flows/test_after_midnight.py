"""A team that ends its day late: asked at ten in the evening, the report at half past one in the morning."""

from datetime import UTC, date, datetime, time

import pytest

from app.domain.schedule import day_under_way, moments
from app.domain.scheduling.upcoming import Asking
from app.domain.setup.config import config_values, from_plain, problems_of
from app.flows.day.participation import parts_of
from app.flows.setup.running_by_hand import preview
from app.language import ENGLISH_LOCALE
from app.listeners.scheduling.events import send_report
from app.records import replace
from app.views.kit.problems import sentences
from app.views.kit.schedule_words import schedule_words
from app.views.setup.introduction import introduction
from app.views.setup.standup_form import Editing, standup_form
from tests.day.flows.test_right_on_its_day import ANA, MARCUS, Mornings, utc
from tests.kit.builders import TUESDAY, a_standup

LATE = {"ask_at": time(22), "report_at": time(1, 30), "zone": "Europe/Prague", "reminders": (30,)}
ASKED, REMINDED, REPORTED = utc(21), utc(0, day=25), utc(0, 30, day=25)


@pytest.fixture
def morning(services, clock, team):
    return Mornings(services, clock, team)


def test_they_are_asked_on_tuesday_and_reported_on_wednesday_night(morning):
    morning.begins(utc(12), people=(ANA, MARCUS), **LATE)
    assert morning.ticks(utc(20, 59), utc(21, 5)) == ["ask.20261124"]
    morning.answers(ANA, utc(22, 30))
    assert morning.ticks(REMINDED, utc(0, 1, day=25)) == ["remind.20261124"]
    assert "Still open until" in morning.people[MARCUS].reads()
    assert morning.ticks(utc(0, 2, day=25), utc(1, day=25)) == ["report.20261124"]
    assert morning.day().progress.settled_at >= REPORTED
    assert "1 of 2 reported" in morning.headings()[0]
    assert "24 November" in morning.headings()[0]


def test_after_midnight_the_day_is_still_theirs_to_answer_on_home_and_to_preview(morning):
    morning.begins(utc(12), people=(ANA, MARCUS), **LATE)
    morning.ticks(ASKED)
    morning.clock.moment = utc(0, 10, day=25)  # ten past one in Prague
    _, parts = parts_of(morning.services, morning.team_id, ANA)
    shown = [part.occurrence.day for part in parts if part.standup.standup_id == "retro" and part.occurrence]
    assert shown == [TUESDAY]
    morning.answers(ANA, utc(0, 15, day=25))
    (summary_header, *_) = preview(morning.services, morning.member(ANA), "retro")
    assert "24 November" in summary_header.text


def test_an_admin_s_command_after_midnight_is_about_the_day_under_way(morning):
    morning.begins(utc(12), people=(ANA, MARCUS), **LATE)
    morning.ticks(ASKED)
    morning.clock.moment = REPORTED
    context = {"deadline": utc(1, day=25)}
    event = {"time": REPORTED.isoformat(), "standup": f"{morning.team_id}.retro"}
    send_report(context, event, morning.services)
    assert context["outcome"]["report_id"].endswith("20261124")
    late = a_standup(**LATE)
    assert day_under_way(late, utc(20, 59)) == date(2026, 11, 23)
    assert day_under_way(late, utc(21)) == TUESDAY
    assert day_under_way(a_standup(), utc(1)) == TUESDAY


def test_it_comes_before_the_next_questions_even_on_the_night_of_a_clock_change():
    """In Prague 02:00 to 03:00 is left out on 28 March 2027: half past two comes as half past three."""
    saturday = date(2027, 3, 27)
    night = a_standup(ask_at=time(3, 10), report_at=time(2, 50), zone="Europe/Prague")
    times = moments(night, saturday, "Europe/Prague")
    assert times.ask == datetime(2027, 3, 27, 2, 10, tzinfo=UTC)
    assert times.report == datetime(2027, 3, 28, 1, 10, tzinfo=UTC)  # when it asks again
    plain_night = replace(night, schedule=replace(night.schedule, ask_at=time(22), report_at=time(2, 30)))
    assert moments(plain_night, saturday, "Europe/Prague").report == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_the_file_and_the_form_take_it_and_only_the_same_time_is_refused():
    late = a_standup(**LATE)
    assert problems_of(late) == {}
    assert from_plain("T0TEAM", "daily", config_values(late)) == late
    same = sentences(
        ENGLISH_LOCALE, problems_of(replace(late, schedule=replace(late.schedule, report_at=late.schedule.ask_at)))
    )
    assert same["report_at"].startswith("The report comes after the questions, and before the next ones.")
    assert "reminders" in problems_of(replace(late, schedule=replace(late.schedule, reminders=(300,))))


def test_its_words_say_the_next_day_wherever_the_time_is_told():
    late = a_standup(**LATE)
    assert schedule_words(ENGLISH_LOCALE, late) == "weekdays at 22:00 Prague time, report at 01:30 the next day"
    assert (
        "post the answers here at 01:30 the next day" in introduction(ENGLISH_LOCALE, late, Asking(ASKED, TUESDAY)).text
    )
    form = standup_form(ENGLISH_LOCALE, late, Editing("daily", 1, "d1"), TUESDAY).to_dict()
    hints = [block["hint"]["text"] for block in form["blocks"] if block.get("block_id") == "report_at"]
    assert hints == ["Time in Europe/Prague. This is on the next day."]


def test_the_menu_says_that_it_is_tomorrow(morning):
    morning.begins(utc(12), people=(ANA,), **LATE)
    morning.ticks(ASKED)
    told = morning.people[ANA].messages()[-1]["text"]
    assert (
        f"<!date^{int(REPORTED.timestamp())}^{{time}}, {{date_short_pretty}}|00:30 UTC on Wednesday, 25 November>"
        in told
    )


def test_who_is_at_work_at_that_hour_is_reminded_and_who_sleeps_elsewhere_is_not(morning):
    """It is one in the morning for Ana, who is asked at ten in the evening; in Nepal it is a quarter to six."""
    nepal = "U0BISHNU05"
    morning.begins(utc(12), people=(ANA, nepal), **LATE)
    morning.ticks(ASKED)
    before = {user_id: morning.people[user_id].messages() for user_id in (ANA, nepal)}
    morning.ticks(REMINDED)
    assert morning.people[ANA].messages() != before[ANA]
    assert morning.people[nepal].messages() == before[nepal]
