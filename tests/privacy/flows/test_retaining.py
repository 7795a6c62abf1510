"""Retention: rows end when their standup says, also when it says so later."""

from datetime import timedelta

import pytest

from app.domain.privacy.retention import kept_until
from app.domain.scheduling.job import Job, JobKind, Progress
from app.domain.standup import with_values
from app.errors import LeaseLost
from app.flows.privacy.tidying import PEOPLE
from app.flows.scheduling.jobs import work_at, work_on_jobs
from app.flows.scheduling.ticking import tick
from app.storage.rows.tables import ReportsTable
from app.views.day.last_workday import plan_occurrence
from tests.kit.builders import EIGHT, TUESDAY, a_report, a_standup

TEAM = "T0TEAM"
SOON = timedelta(minutes=2)


def opened(services, standup, *ages):
    """Days of a standup so many days ago, each with one report."""
    for age in ages:
        occurrence = plan_occurrence(standup, TUESDAY - timedelta(days=age))
        services.reports.open(occurrence, ("U0ANA",), EIGHT)
        services.reports.claim(a_report(occurrence), EIGHT, occurrence.plan.retention_days)


def ends():
    """Until when each row is kept."""
    return {(row.report_id[-8:], row.report_user_id): row.expires_at for row in ReportsTable.scan()}


def test_rows_end_when_their_standup_says(services):
    opened(services, a_standup(standup_id="retro", retention_days=30), 0)
    opened(services, a_standup(standup_id="kept", retention_days=0), 1)
    assert set(ends().values()) == {kept_until(TUESDAY, 30), None}


def test_a_changed_retention_applies_to_older_days(services, clock):
    standup = services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, None).standup
    opened(services, standup, 0, 20, 200, 399)
    services.standups.save(with_values(standup, {"retention_days": 30}), "U0ANA", EIGHT, None)
    clock.moment = EIGHT + SOON
    assert tick(services, clock.moment, clock.moment + SOON)["done"] == ["retention retro: done"]
    for age in (0, 20, 200, 399):
        day = TUESDAY - timedelta(days=age)
        assert {end for (stored, _), end in ends().items() if stored == f"{day:%Y%m%d}"} == {kept_until(day, 30)}
        occurrence, reports = services.reports.day(plan_occurrence(standup, day).report_id, clock.moment)
        assert (occurrence is not None, len(reports)) == ((True, 1) if age <= 30 else (False, 0))
    assert [job.about for job in services.jobs.due(clock.moment + timedelta(days=1))] == [PEOPLE]


def test_what_has_ended_is_not_brought_back_by_a_longer_retention(services, clock):
    standup = services.standups.save(a_standup(standup_id="retro", retention_days=30), "U0ANA", EIGHT, None).standup
    opened(services, standup, 10, 31, 40)
    services.standups.save(with_values(standup, {"retention_days": 0}), "U0ANA", EIGHT, None)
    clock.moment = EIGHT + SOON
    work_on_jobs(services, clock.moment + SOON)
    kept = {day for (day, _), end in ends().items() if end is None}
    assert kept == {f"{TUESDAY - timedelta(days=10):%Y%m%d}"}


def test_a_later_note_of_the_day_keeps_its_new_end(services, clock):
    standup = services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, None).standup
    opened(services, standup, 0)
    services.standups.save(with_values(standup, {"retention_days": 30}), "U0ANA", EIGHT, None)
    clock.moment = EIGHT + SOON
    work_on_jobs(services, clock.moment + SOON)
    occurrence, _ = services.reports.day(plan_occurrence(standup, TUESDAY).report_id, EIGHT)
    services.reports.note(occurrence, asked_at=EIGHT)
    assert set(ends().values()) == {kept_until(TUESDAY, 30)}


def test_a_chore_that_runs_out_of_time_goes_on_where_it_stopped(services, clock):
    standup = services.standups.save(a_standup(standup_id="retro"), "U0ANA", EIGHT, None).standup
    services.jobs.keep(Job(TEAM, JobKind.RETENTION, standup.standup_id, EIGHT))
    (job,) = services.jobs.due(EIGHT)
    assert work_at(services, job, EIGHT) == "retention retro: goes on"
    (left,) = services.jobs.due(EIGHT)
    assert work_at(services, left, EIGHT + SOON) == "retention retro: done"


def test_a_chore_of_one_who_died_is_taken_over(services, clock):
    services.jobs.keep(Job(TEAM, JobKind.RETENTION, "retro", EIGHT))
    (job,) = services.jobs.due(EIGHT)
    taken = services.jobs.take(job, EIGHT)
    assert services.jobs.due(EIGHT + timedelta(minutes=2)) == []
    (left,) = services.jobs.due(EIGHT + timedelta(minutes=4))
    assert services.jobs.take(left, EIGHT + timedelta(minutes=4))
    with pytest.raises(LeaseLost):
        services.jobs.note(taken, Progress(), EIGHT)
