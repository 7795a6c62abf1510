"""Rows of other releases: older ones are read as today's, and what a newer one added is neither in the way nor lost."""

import json
from datetime import timedelta

import boto3
import pytest

from app.domain.report import State
from app.storage.leases import Leases
from app.storage.members import Members
from app.storage.reports import Reports
from app.storage.standups import Standups
from app.storage.tables import SCHEMA, DayRow, in_todays_form
from tests.builders import EIGHT, TEN, a_report, a_submitted_report, an_occurrence

pytestmark = pytest.mark.usefixtures("engine")

# As the release before versions wrote them, in DynamoDB's own words.
KEY = {"report_id": {"S": "T0TEAM.daily.20261124"}}
OCCURRENCE = {
    **KEY,
    "report_user_id": {"S": "20261124"},
    "name": {"S": "Daily standup"},
    "channel": {"S": "C0TEAM"},
    "questions": {"S": json.dumps([{"id": "question0", "text": "What?", "label": "Done", "starts_from": None}])},
    "zone": {"S": "UTC"},
    "report_at": {"S": "2026-11-24T10:00:00.000000+0000"},
    "roster": {"S": '["U0ANA"]'},
    "opened_at": {"S": "2026-11-24T08:00:00.000000+0000"},
}
REPORT = {
    **KEY,
    "report_user_id": {"S": "20261124_U0ANA"},
    "member": {"S": "T0TEAM.U0ANA"},
    "user_id": {"S": "U0ANA"},
    "user_name": {"S": "ana"},
    "display_name": {"S": "Ana"},
    "icon_url": {"S": "https://example.com/ana.png"},
    "state": {"S": "submitted"},
    "answers": {"M": {"question0": {"S": "Finished the export"}}},
    "changed_at": {"S": "2026-11-24T08:05:00.000000+0000"},
    "claimed_at": {"S": "2026-11-24T08:00:00.000000+0000"},
    "dm_channel": {"S": "D1"},
    "menu_ts": {"S": "1.2"},
    "expires_at": {"N": "1830412800"},
}
MEMBER = {
    "team_id": {"S": "T0TEAM"},
    "user_id": {"S": "U0ANA"},
    "display_name": {"S": "Ana"},
    "last_answers": {"S": '{"daily": {"day": "2026-11-23", "answers": {"question0": "Review"}}}'},
}
LEASE = {
    "team_id": {"S": "T0TEAM"},
    "standup_id": {"S": ".sender"},
    "lease_owner": {"S": "one"},
    "lease_job": {"S": "send_questions"},
    "lease_until": {"S": "2026-11-24T08:00:12.000000+0000"},
}
OLDER = {"reports": [OCCURRENCE, REPORT], "members": [MEMBER], "standups": [LEASE]}
OF_TOMORROW = {
    "schema": {"N": str(SCHEMA + 1)},
    "mood": {"M": {"kind": {"S": "sunny"}, "since": {"L": [{"N": "1"}, {"NULL": True}]}}},
}


class Engine:
    """DynamoDB without any of our models, as another release would see it."""

    def __init__(self, url):
        self._client = boto3.client("dynamodb", endpoint_url=url, region_name="us-east-1")

    def put(self, rows, extra=()):
        for table, items in rows.items():
            for item in items:
                self._client.put_item(TableName=f"standup-{table}", Item={**item, **dict(extra)})

    def rows(self, table):
        return self._client.scan(TableName=f"standup-{table}", ConsistentRead=True)["Items"]


@pytest.fixture
def raw(stack, engine):
    return Engine(stack.aws.dynamodb_url)


@pytest.fixture
def reports():
    return Reports(days_kept=400)


def everything(reports):
    """Read each kind of row in each way in which it is read."""
    occurrence, (report,) = reports.day(an_occurrence().report_id, EIGHT)
    assert reports.snapshot(occurrence.report_id, "U0ANA", EIGHT) == (occurrence, report)
    member = Members(400).get("T0TEAM", "U0ANA", EIGHT)
    for_form = reports.snapshot_for_form(occurrence.report_id, "U0ANA", EIGHT, Standups("C0TEAM"))
    assert for_form[:3] == (occurrence, report, member)
    assert reports.newest("T0TEAM", "daily", "U0ANA", occurrence.day) == occurrence.report_id
    return occurrence, report, member, Leases().held("T0TEAM")


def is_as_it_was_written(occurrence, report, member, lease):
    assert (occurrence.roster, occurrence.report_at, occurrence.questions[0].text) == (("U0ANA",), TEN, "What?")
    assert (report.state, report.answers) == (State.SUBMITTED, {"question0": "Finished the export"})
    assert (report.changed_at, report.menu_ts) == (EIGHT + timedelta(minutes=5), "1.2")
    assert (member.display_name, member.last_answers["daily"].answers) == ("Ana", {"question0": "Review"})
    assert (lease.owner, lease.until) == ("one", EIGHT + timedelta(seconds=12))


def test_rows_from_before_versions_are_read_as_todays(raw, reports):
    raw.put(OLDER)
    is_as_it_was_written(*everything(reports))
    assert {row.schema for row in DayRow.query(KEY["report_id"]["S"])} == {1}


def test_rows_of_a_newer_release_are_read_as_far_as_they_are_known(raw, reports):
    raw.put(OLDER, OF_TOMORROW)
    is_as_it_was_written(*everything(reports))


def test_a_question_of_a_newer_release_may_say_more(raw, reports):
    more = json.dumps([{"id": "question0", "text": "What?", "label": "Done", "starts_from": None, "hint": "briefly"}])
    raw.put({"reports": [{**OCCURRENCE, "questions": {"S": more}}]})
    assert reports.day(an_occurrence().report_id, EIGHT)[0].questions[0].text == "What?"


def test_every_write_says_its_form_and_loses_nothing_of_a_newer_one(raw, reports):
    raw.put(OLDER, OF_TOMORROW)
    occurrence, report, *_ = everything(reports)
    later = a_submitted_report(changed_at=EIGHT + timedelta(minutes=9))
    assert reports.save(later, report)
    reports.note(occurrence, asked_at=EIGHT)
    Members(400).note_answered("T0TEAM", later.user_id, EIGHT)
    Leases().give_back(Leases().held("T0TEAM"))
    for table in OLDER:
        for row in raw.rows(table):
            assert (row["schema"], row["mood"]) == ({"N": str(SCHEMA)}, OF_TOMORROW["mood"])


def test_every_new_row_says_its_form(raw, reports):
    reports.open(an_occurrence(), ("U0ANA",), EIGHT)
    assert reports.claim(a_report(), EIGHT)
    Members(400).remember_dm("T0TEAM", "U0ANA", "D1", EIGHT)
    assert Leases().take("T0TEAM", "one", "send_questions", EIGHT)
    written = [row for table in OLDER for row in raw.rows(table)]
    assert len(written) == 4
    assert {row["schema"]["N"] for row in written} == {str(SCHEMA)}


def test_a_row_in_todays_form_stays_as_it_is():
    assert in_todays_form({**REPORT, **OF_TOMORROW}) == {**REPORT, **OF_TOMORROW}
    assert in_todays_form(REPORT) == {**REPORT, "schema": {"N": "1"}}
