"""What is due of a standup at a moment."""

from datetime import date, timedelta

import pytest

from app.domain.day.occurrence import DayTrouble
from app.domain.day.report import State
from app.domain.scheduling.due import Act, Around, days_to_look_at, next_moment, what_is_due
from app.domain.scheduling.grouping import asked_by_hand, with_times
from app.domain.standup import Posting
from app.records import replace
from app.views.day.last_workday import plan_occurrence
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_report, a_standup, a_submitted_report, with_changes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TUESDAY_NIGHT = TEN + 12 * HOUR


def around(now, since=EIGHT, zones=(), day_off=lambda _: False):
    return Around(zones, day_off, since, now)


def due(standup, occurrence=None, now=EIGHT, reports=(), day=TUESDAY, **how):
    return what_is_due(standup, day, occurrence, lambda: reports, around(now, **how))


def opened(standup, zones=None, **marks):
    timed = with_times(plan_occurrence(standup, TUESDAY), standup, zones or {"U0ANA": None})
    return with_changes(timed, roster=tuple(zones or {"U0ANA": None}), progress_opened_at=EIGHT, **marks)


def asked(standup, zones=None, **marks):
    return opened(standup, zones, **{"progress_asked_at": EIGHT, "progress_asked_through": EIGHT, **marks})


@pytest.mark.parametrize(
    ("now", "acts"),
    [
        (EIGHT - MINUTE, []),
        (EIGHT, [Act.ASK]),
        (TEN - MINUTE, [Act.ASK]),
        (TEN, [Act.MISS]),
        (TEN + 9 * HOUR, [Act.MISS]),
    ],
)
def test_questions_are_asked_from_their_time_until_the_reports(now, acts):
    assert due(a_standup(), now=now) == acts


def test_what_was_due_before_a_standup_was_there_is_not_made_up_for():
    assert due(a_standup(), now=EIGHT + HOUR, since=EIGHT + MINUTE) == []


def test_nothing_is_due_on_other_days_or_while_it_rests():
    assert due(a_standup(days=frozenset({0}))) == []
    assert due(a_standup(), day_off=lambda day: day == TUESDAY) == []
    assert due(a_standup(is_paused=True)) == []


def test_asking_that_was_hindered_is_tried_again_until_it_is_too_late():
    hindered = replace(plan_occurrence(a_standup(), TUESDAY), trouble=DayTrouble("is_archived"))
    assert due(a_standup(), hindered, EIGHT + HOUR, since=EIGHT + HOUR) == [Act.ASK]
    assert due(a_standup(), hindered, TEN, since=TEN) == [Act.MISS]


def test_asking_that_was_interrupted_goes_on():
    assert due(a_standup(), opened(a_standup()), EIGHT + MINUTE) == [Act.ASK]


def test_an_asked_standup_waits_for_its_report():
    standup = a_standup()
    assert due(standup, asked(standup), TEN - MINUTE) == []
    assert due(standup, asked(standup), TEN) == [Act.REPORT]
    assert due(standup, asked(standup, progress_settled_at=TEN), TEN + MINUTE) == []


def test_a_report_is_of_use_for_twelve_hours_or_until_people_are_asked_again():
    standup = a_standup()
    assert due(standup, asked(standup), TEN + 12 * HOUR - MINUTE) == [Act.REPORT]
    assert due(standup, asked(standup), TEN + 12 * HOUR) == [Act.MISS]
    late = a_standup(report_at=standup.schedule.report_at.replace(hour=22))
    assert due(late, asked(late), EIGHT + 24 * HOUR - MINUTE) == [Act.REPORT]
    assert due(late, asked(late), EIGHT + 24 * HOUR) == [Act.MISS]


def test_a_report_that_has_begun_is_always_brought_to_its_end():
    standup = a_standup()
    assert due(standup, asked(standup, header_ts="1.2"), TEN + 13 * HOUR) == [Act.REPORT]


def test_changing_the_times_does_not_touch_a_day_that_has_begun():
    begun = asked(a_standup())
    later = a_standup(report_at=TEN.time().replace(hour=12))
    assert due(later, begun, TEN) == [Act.REPORT]


def test_a_reminder_is_due_once_and_of_several_missed_ones_the_last():
    standup = a_standup(reminders=(60, 30))
    assert due(standup, asked(standup), TEN - HOUR) == [Act.REMIND]
    assert due(standup, asked(standup, progress_reminded_through=TEN - HOUR), TEN - HOUR) == []
    assert due(standup, asked(standup, progress_reminded_through=TEN - HOUR), TEN - HOUR / 2) == [Act.REMIND]
    assert due(standup, asked(standup, progress_reminded_through=TEN - HOUR / 2), TEN - MINUTE) == []


def test_when_everyone_has_answered_the_report_need_not_wait():
    standup = a_standup(posting=Posting.WHEN_COMPLETE, optional=("U0LEE",))
    settled = [a_submitted_report(), a_report(user_id="U0BO", state=State.AWAY)]
    optional = a_report(user_id="U0LEE", terms_is_optional=True)
    assert due(standup, asked(standup), EIGHT + HOUR, [*settled, optional]) == [Act.REPORT]
    assert due(standup, asked(standup), EIGHT + HOUR, [*settled, a_report(user_id="U0JO")]) == []
    assert due(standup, asked(standup), TEN, [a_report()]) == [Act.REPORT]


ZONES = {"U0AKL": "Pacific/Auckland", "U0PRG": "Europe/Prague", "U0NYC": "America/New_York", "U0WHO": None}
OWN = a_standup(own_zones=True, zone="Europe/Prague", reminders=(30,))


def test_each_is_asked_and_reports_in_their_own_time():
    times = {group.people: group.times for group in opened(OWN, ZONES).groups}
    assert [(f"{t.ask:%a %H:%M}", f"{t.report:%a %H:%M}") for t in times.values()] == [
        ("Mon 19:00", "Mon 21:00"),
        ("Tue 07:00", "Tue 09:00"),
        ("Tue 13:00", "Tue 15:00"),
    ]
    assert list(times) == [("U0AKL",), ("U0PRG", "U0WHO"), ("U0NYC",)]


def test_the_day_begins_with_the_first_zone_and_asks_the_others_later():
    first = opened(OWN, ZONES).groups[0].times.ask
    zones = [zone for zone in ZONES.values() if zone]
    assert due(OWN, now=first - MINUTE, since=first - HOUR, zones=zones) == []
    assert due(OWN, now=first, since=first - HOUR, zones=zones) == [Act.ASK]
    begun = opened(OWN, ZONES, progress_asked_through=first)
    moments = sorted({at for group in begun.groups for at in (group.times.ask, group.times.report)})
    assert due(OWN, begun, moments[0]) == []
    assert due(OWN, begun, moments[1]) == [Act.REPORT]
    out = with_changes(begun, progress_closed_through=moments[1], header_ts="1.2", progress_reminded_through=moments[1])
    assert due(OWN, out, moments[2]) == [Act.ASK]
    prague = with_changes(out, progress_asked_through=moments[2])
    assert due(OWN, prague, moments[3] - HOUR / 2) == [Act.REMIND]
    assert due(OWN, with_changes(prague, progress_reminded_through=moments[3]), moments[3]) == [Act.REPORT]


def test_the_next_moment_is_the_earliest_of_the_day_under_way_and_the_days_to_come():
    standup = a_standup(reminders=(30,))
    assert next_moment(standup, [], around(EIGHT - MINUTE)) == EIGHT
    assert next_moment(standup, [asked(standup)], around(EIGHT)) == TEN - HOUR / 2
    moved = a_standup(report_at=TEN.time().replace(hour=15))
    assert next_moment(moved, [asked(a_standup())], around(EIGHT)) == TEN
    assert next_moment(replace(standup, is_paused=True), [], around(EIGHT)) is None
    over = TEN + 12 * HOUR  # who answered meanwhile is told so then
    assert next_moment(replace(standup, is_paused=True), [asked(standup)], around(EIGHT)) == over


def test_asked_by_hand_the_report_comes_as_long_after_as_usual_if_its_time_is_over():
    timed = with_times(plan_occurrence(a_standup(reminders=(30,)), TUESDAY), a_standup(reminders=(30,)), {})
    assert asked_by_hand(timed, EIGHT - HOUR).plan.report_at == TEN
    late = asked_by_hand(timed, TEN + 3 * HOUR)
    assert late.plan.report_at == TEN + 5 * HOUR
    assert late.groups[0].times.remind == (TEN + 5 * HOUR - HOUR / 2,)


def test_a_day_is_looked_at_as_long_as_it_is_today_somewhere():
    assert date(2026, 11, 25) in days_to_look_at(OWN, EIGHT)
    assert date(2026, 11, 23) in days_to_look_at(OWN, EIGHT)


@pytest.mark.parametrize("problem", ["is_archived", "not_in_channel", "channel_not_found", "restricted_action"])
def test_a_report_that_has_begun_and_is_refused_for_good_is_over_twelve_hours_after_its_time(problem):
    begun = asked(a_standup(), header_ts="1.2", progress_closed_at=TEN, trouble_problem=problem)
    assert due(a_standup(), begun, TEN + 12 * HOUR - MINUTE) == [Act.REPORT]
    assert due(a_standup(), begun, TEN + 12 * HOUR) == [Act.MISS]


def test_a_report_that_has_begun_is_over_twelve_hours_after_its_time_where_the_standup_rests():
    standup = a_standup(is_paused=True)
    begun = asked(standup, header_ts="1.2", progress_closed_at=TEN, trouble_problem="is_archived")
    assert due(standup, begun, TEN + 12 * HOUR - MINUTE) == []
    assert next_moment(standup, [begun], around(TEN)) == TEN + 12 * HOUR
    assert due(standup, begun, TEN + 12 * HOUR) == [Act.MISS]
    assert due(standup, replace(begun, trouble=DayTrouble()), TEN + HOUR) == [Act.REPORT]


def test_the_next_questions_do_not_cut_off_a_report_that_has_begun():
    standup = a_standup(is_paused=True)
    late = asked(standup, plan_report_at=TUESDAY_NIGHT, header_ts="1.2", trouble_problem="is_archived")
    assert due(standup, replace(late, groups=()), TUESDAY_NIGHT + 11 * HOUR) == []


def test_a_report_that_came_early_as_all_had_answered_goes_on_at_once():
    standup = a_standup(posting=Posting.WHEN_COMPLETE)
    begun = asked(standup, header_ts="1.2", progress_closed_at=EIGHT + HOUR)
    assert due(standup, begun, EIGHT + HOUR + MINUTE, [a_submitted_report()]) == [Act.REPORT]
