"""Rehearsing leaves no trace: what somebody only tries is not counted."""

import logging

import pytest

from app.errors import TakesNoPart
from app.flows.day import answering
from app.flows.day.answering import Requester
from app.flows.day.rehearsing import rehearse
from app.flows.requester import member_of
from app.telemetry import metrics
from app.views.day.last_workday import plan_occurrence
from app.views.day.report_form import Origin, Submission
from tests.kit.builders import EIGHT, a_report

ANA = "U0ANAPRG01"


@pytest.fixture
def team_id(services):
    return services.slack.identity().team_id


def counted(caplog):
    return [name for record in caplog.records for name in (metrics.SUBMITTED, metrics.SKIPPED) if hasattr(record, name)]


def skips_and_answers(services, team_id, report_id):
    requester, origin = Requester(ANA, {team_id}), Origin(report_id)
    answering.skip_today(services, requester, origin, EIGHT, services.clock.now())
    answering.undo_skip(services, requester, origin, EIGHT.replace(minute=1), services.clock.now())
    answering.submit_answers(
        services, requester, Submission(origin, {"question0": "Export"}), EIGHT.replace(minute=2), services.clock.now()
    )


def test_a_rehearsal_is_not_counted(services, team_id, caplog):
    rehearse(services, member_of(services, team_id, ANA), "daily", EIGHT)
    caplog.set_level(logging.INFO)
    skips_and_answers(services, team_id, f"{team_id}.try-{ANA}-080000.20261124")
    assert counted(caplog) == []


def test_who_clicks_while_they_are_being_erased_is_told_so(services, team_id):
    """Their row goes last: until then they are known, and nothing of theirs is written any more."""
    member = member_of(services, team_id, ANA)
    services.privacy.suppressed.add(team_id, ANA)
    with pytest.raises(TakesNoPart):
        rehearse(services, member, "daily", EIGHT)


def test_the_real_thing_is_counted(services, team_id, caplog):
    planned = plan_occurrence(services.standups.get(team_id, "daily"), EIGHT.date())
    occurrence = services.reports.open(planned, (ANA,), EIGHT)
    services.reports.claim(a_report(occurrence, user_id=ANA), EIGHT)
    caplog.set_level(logging.INFO)
    skips_and_answers(services, team_id, str(occurrence.report_id))
    assert counted(caplog) == [metrics.SKIPPED, metrics.SUBMITTED]
