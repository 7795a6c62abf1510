"""Why somebody has no menu stays stored on their row, and a line of the log says what each stage has come to."""

import logging
from datetime import timedelta

import pytest

from app.domain.day.occurrence import ReportId
from app.flows.day import answering
from app.flows.requester import Requester
from app.flows.scheduling import ticking
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TEN, TUESDAY, a_standup

ANA, OLIVER, MARCUS, PRIYA = "U0ANAPRG01", "U0OLIVER08", "U0MARCUS02", "U0PRIYAK04"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def retro(services):
    """The id of the only standup's day: four people, reminded at 9:30."""
    team_id = services.slack.identity().team_id
    services.standups.delete(services.standups.get(team_id, "daily"), ANA, EIGHT)
    people = {"people": (ANA, OLIVER, MARCUS, PRIYA), "reminders": (30,), "owners": (MARCUS,)}
    wanted = a_standup(team_id=team_id, standup_id="retro", channel=CHANNEL, **people)
    services.standups.save(wanted, MARCUS, EIGHT - timedelta(hours=7), EIGHT - timedelta(hours=7))
    return ReportId(team_id, "retro", TUESDAY)


def ticks(services, clock, moment, until=None):
    until = until or moment
    while moment <= until:
        clock.moment = moment
        ticking.tick(services, moment, moment + timedelta(minutes=15))
        moment += MINUTE


def row(services, retro, user_id):
    return services.reports.snapshot(retro, user_id, services.clock.now())[1]


def test_a_menu_that_slack_never_takes_leaves_its_reason_and_keeps_nobody_else_waiting(services, clock, team, retro):
    for person in (ANA, MARCUS):
        team.fault("chat.postMessage", "error", error="internal_error", times=None, where={"channel": person})
    ticks(services, clock, EIGHT, EIGHT + 3 * MINUTE)
    assert [row(services, retro, each).menu.problem for each in (ANA, MARCUS, PRIYA)] == ["internal_error"] * 2 + [""]
    team.no_faults()
    team.fault("chat.postMessage", "error", error="internal_error", times=None, where={"channel": ANA})
    ticks(services, clock, EIGHT + 4 * MINUTE, EIGHT + 5 * MINUTE)
    assert row(services, retro, MARCUS).menu.ts
    assert row(services, retro, MARCUS).menu.problem == ""
    ticks(services, clock, TEN, TEN + MINUTE)
    assert row(services, retro, ANA).menu.problem == "internal_error"


def test_one_line_of_the_log_says_what_a_stage_has_come_to(services, clock, team, retro, logged):
    logged.set_level(logging.INFO, "app")
    team.fault("chat.postMessage", "error", error="messages_tab_disabled", times=None, where={"channel": PRIYA})
    ticks(services, clock, EIGHT)
    who, origin = Requester(MARCUS, {retro.team_id}), Origin(str(retro))
    answering.submit_answers(services, who, Submission(origin, {"question0": "Export"}), clock.now(), clock.now())
    ticks(services, clock, EIGHT + 90 * MINUTE)
    ticks(services, clock, TEN)
    lines = [line for line in logged.records if getattr(line, "day", None) == TUESDAY]
    assert [line.getMessage() for line in lines] == [
        "asked 3 of 4; 1 unreachable",
        "reminded 2 of 2",
        "reported 1 of 4; 1 unreachable, 2 silent",
    ]
    assert {(line.team, line.standup) for line in lines} == {(retro.team_id, "retro")}
    assert "Export" not in str([vars(line) for line in lines])
