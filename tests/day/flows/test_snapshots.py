"""What the acknowledgement has read spares the lazy run a read, and is believed only as long as it holds."""

import json
from datetime import timedelta

import pytest

from app.domain.day.report import State
from app.errors import NotOnRoster
from app.flows.day import answering, blockers, opening
from app.flows.day.own_day import LONGEST_SNAPSHOT, SNAPSHOT_LIVES, OwnDay, in_snapshot, own_day, snapshot_of
from app.flows.requester import Requester, member_of
from app.records import replace
from app.views.day.blocker_fields import Help
from app.views.day.report_form import Origin, Submission
from tests.day.flows.way import followed
from tests.kit.builders import a_submitted_report, an_occurrence
from tests.report.flows.reporting_day import Day

SECOND = timedelta(seconds=1)
WAITING = "Waiting for a review"


@pytest.fixture
def day(services, team):
    return Day(services, team)


def sent(day, *words):
    return Submission(Origin(str(day.id)), {f"question{number}": text for number, text in enumerate(words)}, Help())


def checks(day, person, *words):
    """Have a submission checked, as its acknowledgement does; returns the snapshot."""
    who = Requester(person.id, {day.id.team_id})
    return opening.check_answers(day.services, who, sent(day, *words), day.now).snapshot


def stores(day, person, snapshot, received_at, *words):
    who = Requester(person.id, {day.id.team_id})
    answering.submit_answers(day.services, who, sent(day, *words), received_at, day.now, snapshot)


def test_a_snapshot_holds_the_day_without_its_people(services):
    own = OwnDay(an_occurrence(roster=("U0ANA", "U0BO")), a_submitted_report())
    text, who = snapshot_of(own), Requester(own.report.user_id, {"T0TEAM"})
    opened = in_snapshot(text, who, str(own.occurrence.report_id), SECOND)
    assert opened == OwnDay(replace(own.occurrence, roster=None, groups=()), own.report)
    assert "U0BO" not in text


def test_a_day_of_long_answers_goes_without_a_snapshot():
    own = OwnDay(an_occurrence(), a_submitted_report({"question0": "x" * LONGEST_SNAPSHOT}))
    assert snapshot_of(own) is None


@pytest.mark.parametrize("age", [SNAPSHOT_LIVES, timedelta(hours=3), -SECOND])
def test_an_old_snapshot_is_none(age):
    own = OwnDay(an_occurrence(), a_submitted_report())
    who = Requester(own.report.user_id, {"T0TEAM"})
    assert in_snapshot(snapshot_of(own), who, str(own.occurrence.report_id), age) is None


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps([{"report_id": 7}, {}]), json.dumps([{}, {"state": "?"}])])
def test_a_snapshot_of_another_release_is_none(text):
    assert in_snapshot(text, Requester("U0ANA", {"T0TEAM"}), "T0TEAM.daily.20261124", SECOND) is None


def test_a_snapshot_is_of_ones_own_day_alone():
    own = OwnDay(an_occurrence(), a_submitted_report())
    here = str(own.occurrence.report_id)
    assert in_snapshot(snapshot_of(own), Requester("U0OTHER", {"T0TEAM"}), here, SECOND) is None
    assert in_snapshot(snapshot_of(own), Requester(own.report.user_id, {"T0TEAM"}), here + "0", SECOND) is None


def test_with_a_snapshot_the_day_is_not_read_before_it_is_written(day, stack):
    ana = day.people[0]
    snapshot = checks(day, ana, "Export")
    with followed(stack) as way:
        stores(day, ana, snapshot, day.now, "Export")
    assert way.dynamodb == ["UpdateItem", "UpdateItem", "BatchGetItem"]
    assert day.row(ana).answers == {"question0": "Export"}


def test_answers_received_later_stay_though_the_snapshot_does_not_know_them(day):
    ana = day.people[0]
    early, received_at = checks(day, ana, "Export"), day.now
    day.services.clock.sleep(1)
    stores(day, ana, checks(day, ana, "Import"), day.now, "Import")
    stores(day, ana, early, received_at, "Export")
    assert day.row(ana).answers == {"question0": "Import"}


def test_who_has_come_to_help_since_the_snapshot_still_helps_though_the_blocker_is_reworded(day):
    """By the snapshot alone, it would be a new blocker that nobody helps with yet."""
    ana, bo, *_ = day.people
    early = checks(day, ana, "Export", "", "Waiting for two reviews")
    stores(day, ana, None, day.now, "Export", "", WAITING)
    since = day.row(ana).blocked.since
    day.services.clock.sleep(1)
    blockers.offer_help(day.services, member_of(day.services, day.id.team_id, bo.id), f"{day.id}.{ana.id}", day.now)
    day.services.clock.sleep(1)
    stores(day, ana, early, day.now, "Export", "", "Waiting for two reviews")
    row = day.row(ana)
    assert (row.blocked.helpers, row.blocked.since) == ((bo.id,), since)
    assert row.answers["question2"] == "Waiting for two reviews"


def test_who_has_skipped_since_the_snapshot_has_answered_all_the_same(day):
    ana = day.people[0]
    snapshot = checks(day, ana, "Export")
    day.presses(ana, "skip_today")
    stores(day, ana, snapshot, day.now, "Export")
    assert (day.row(ana).state, day.row(ana).answers) == (State.SUBMITTED, {"question0": "Export"})


def test_whose_row_is_gone_is_read_anew_and_put_back_only_if_they_were_asked(day):
    ana = day.people[0]
    snapshot = checks(day, ana, "Export")
    assert day.services.reports.take_off(day.row(ana))
    stores(day, ana, snapshot, day.now, "Export")
    assert day.row(ana).answers == {"question0": "Export"}
    with pytest.raises(NotOnRoster):
        own_day(day.services, Requester("U0STRANGER", {day.id.team_id}), str(day.id), day.now)


def test_what_went_out_since_the_snapshot_is_posted_by_this_run(day):
    ana = day.people[0]
    snapshot, received_at = checks(day, ana, "Export"), day.now
    day.report()
    day.services.clock.sleep(1)
    stores(day, ana, snapshot, received_at, "Export")
    assert day.row(ana).post.version == received_at
    assert "Export" in str(day.team.channel())
