"""Rows of other releases: older ones are read as today's, and what a newer one added is neither in the way nor lost."""

import json
from datetime import timedelta

import boto3
import pytest

from app.domain.day.kinds import Mood, read
from app.domain.day.report import State, accept_answers
from app.domain.setup.questions import plain_question
from app.domain.standup import AnswerKind, Question
from app.storage.day.last_words import LastWords
from app.storage.day.members import Members
from app.storage.day.reports import Reports
from app.storage.rows.row import SCHEMA, in_todays_form
from app.storage.rows.tables import ReportsTable
from app.storage.scheduling.leases import Leases
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, TEN, a_report, a_submitted_report, an_occurrence

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
        self._client = boto3.Session().client("dynamodb", endpoint_url=url, region_name="us-east-1")

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
    for_form = Standups("C0TEAM").snapshot_for_form(occurrence.report_id, "U0ANA", EIGHT)
    assert for_form[:3] == (occurrence, report, member)
    assert reports.newest("T0TEAM", "daily", "U0ANA", occurrence.day) == occurrence.report_id
    return occurrence, report, member, Leases().held("T0TEAM")


def is_as_it_was_written(occurrence, report, member, lease):
    assert (occurrence.roster, occurrence.plan.report_at, occurrence.questions[0].text) == (("U0ANA",), TEN, "What?")
    assert (report.state, report.answers) == (State.SUBMITTED, {"question0": "Finished the export"})
    assert (report.received.answers_at, report.menu.ts) == (EIGHT + timedelta(minutes=5), "1.2")
    assert (member.profile.display_name, member.remembered.last_answers["daily"].answers) == (
        "Ana",
        {"question0": "Review"},
    )
    assert (lease.owner, lease.until) == ("one", EIGHT + timedelta(seconds=12))


def test_rows_from_before_versions_are_read_as_todays(raw, reports):
    raw.put(OLDER)
    is_as_it_was_written(*everything(reports))
    assert {row.schema for row in ReportsTable.query(KEY["report_id"]["S"])} == {1}


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
    later = a_submitted_report(received_answers_at=EIGHT + timedelta(minutes=9))
    assert reports.save(later, report)
    reports.note(occurrence, asked_at=EIGHT)
    Members(400).note_seen("T0TEAM", later.user_id, ["first"], EIGHT)
    Leases().give_back(Leases().held("T0TEAM"))
    for table in OLDER:
        for row in raw.rows(table):
            assert (row["schema"], row["mood"]) == ({"N": str(SCHEMA)}, OF_TOMORROW["mood"])


def test_every_new_row_says_its_form(raw, reports):
    reports.open(an_occurrence(), ("U0ANA",), EIGHT)
    assert reports.claim(a_report(), EIGHT)
    Members(400).note_seen("T0TEAM", "U0ANA", ["first"], EIGHT)
    assert Leases().take("T0TEAM", "one", "send_questions", EIGHT)
    written = [row for table in OLDER for row in raw.rows(table)]
    assert len(written) == 4
    assert {row["schema"]["N"] for row in written} == {str(SCHEMA)}


MOOD = Question("mood", "How are you?", "Mood", kind=AnswerKind.MOOD)
ASKS_FOR_A_MOOD = {**OCCURRENCE, "questions": {"S": json.dumps([plain_question(MOOD)])}}


def its_row(raw):
    return next(row for row in raw.rows("reports") if "_" in row["report_user_id"]["S"])


def test_a_mood_that_an_earlier_release_stored_is_read_as_its_code(raw, reports):
    old = {**REPORT, "schema": {"N": "2"}, "answers": {"M": {"mood": {"S": "🙁 Not so good"}}}}
    raw.put({"reports": [ASKS_FOR_A_MOOD, old]})
    occurrence, (report,) = reports.day(an_occurrence().report_id, EIGHT)
    assert read(occurrence.questions[0], report.answers["mood"]) is Mood.LOW


def test_a_mood_is_stored_as_a_code_and_beside_it_as_an_earlier_release_reads_it(raw, reports):
    raw.put({"reports": [ASKS_FOR_A_MOOD, REPORT]})
    _, (report,) = reports.day(an_occurrence().report_id, EIGHT)
    answers = accept_answers((MOOD,), {"mood": "low"})
    assert reports.save(report.submit(answers, EIGHT + timedelta(minutes=9)), report)
    assert json.loads(its_row(raw)["codes"]["S"]) == {"mood": "low"}
    assert its_row(raw)["answers"] == {"M": {"mood": {"S": "🙁 Not so good"}}}
    _, (stored,) = reports.day(an_occurrence().report_id, EIGHT)
    assert stored.answers["mood"] is Mood.LOW


@pytest.mark.parametrize(("answers", "read_back"), [({}, {}), ({"mood": {"S": "😀 Great"}}, {"mood": Mood.GREAT})])
def test_what_an_earlier_release_has_changed_after_a_step_back_counts(raw, reports, answers, read_back):
    changed = {**REPORT, "schema": {"N": "2"}, "answers": {"M": answers}, "codes": {"S": '{"mood": "low"}'}}
    raw.put({"reports": [ASKS_FOR_A_MOOD, changed]})
    _, (report,) = reports.day(an_occurrence().report_id, EIGHT)
    assert {each: read(MOOD, text) for each, text in report.answers.items()} == read_back


@pytest.mark.parametrize("codes", ["7", '["mood"]', '{"mood": ["low"]}', '{"mood": "sunny", "other": "low"}'])
def test_codes_that_make_no_sense_are_passed_over(raw, reports, codes):
    odd = {**REPORT, "answers": {"M": {"mood": {"S": "🙁 Not so good"}}}, "codes": {"S": codes}}
    raw.put({"reports": [ASKS_FOR_A_MOOD, odd]})
    _, (report,) = reports.day(an_occurrence().report_id, EIGHT)
    assert report.answers == {"mood": "🙁 Not so good"}


def test_last_answers_are_stored_both_ways_and_read_from_either(raw, reports):
    words = LastWords(400)
    words.remember(a_submitted_report({"mood": Mood.LOW, "why": "Rain"}))
    (row,) = raw.rows("members")
    stored = json.loads(row["last"]["S"])
    assert stored["answers"] == {"mood": "🙁 Not so good", "why": "Rain"}
    assert stored["codes"] == {"mood": "low"}
    assert words.of("T0TEAM", "U0ANA", ["daily"], EIGHT)["daily"].answers == {"mood": Mood.LOW, "why": "Rain"}
    del stored["codes"]
    raw.put({"members": [{**row, "last": {"S": json.dumps(stored)}}]})
    last = words.of("T0TEAM", "U0ANA", ["daily"], EIGHT)["daily"]
    assert read(MOOD, last.answers["mood"]) is Mood.LOW


def test_a_row_in_todays_form_stays_as_it_is():
    assert in_todays_form({**REPORT, **OF_TOMORROW}) == {**REPORT, **OF_TOMORROW}
    assert in_todays_form(REPORT) == {**REPORT, "schema": {"N": "1"}}
