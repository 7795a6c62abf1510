"""What is due is found by its keys, and read as it is stored now: in an index of this release, or of the one before."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.job import Job, JobKind
from app.domain.scheduling.joining import Joining
from app.errors import StorageUnavailable
from app.records import replace
from app.storage.rows.connection import Guarded, create_missing_tables
from app.storage.rows.tables import StandupRow, StandupsTable
from app.storage.scheduling.jobs import Jobs
from app.storage.scheduling.joinings import Joinings
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, a_standup

TEAM, MINUTE = "T0TEAM", timedelta(minutes=1)
RETRO = a_standup(standup_id="retro", name="Retro", owners=("U0ANA",))


@pytest.fixture
def standups(engine):
    return Standups("")


class Index:
    """The requests to DynamoDB, and what an index answers beyond what it holds, or instead."""

    def __init__(self):
        self.asked, self.lags, self.refuses = [], {}, {}


@pytest.fixture
def index(monkeypatch):
    real, present = Guarded.dispatch, Index()

    def dispatch(connection, operation, request):
        name = request.get("IndexName")
        present.asked.append((operation, name))
        if name in present.refuses:
            raise ClientError({"Error": {"Code": present.refuses[name], "Message": "no"}}, operation)
        reply = real(connection, operation, request)
        items = [*reply.get("Items", ()), *present.lags.get(name, ())]
        return {**reply, "Items": items, "Count": len(items)} if name in present.lags else reply

    monkeypatch.setattr(Guarded, "dispatch", dispatch)
    return present


def ids(found):
    return [each.standup.standup_id for each in found]


def test_a_row_that_the_index_shows_too_late_is_read_as_it_is_now(standups, index):
    """One that was just done is not done again, one that is gone is passed over."""
    done = standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    standups.save(replace(RETRO, standup_id="review"), "U0ANA", EIGHT, EIGHT + MINUTE)
    standups.reschedule(done, EIGHT + timedelta(days=1))
    key = {"due_shard": {"S": "due"}, "due_at": {"S": "2026-11-24T08:00:00.000000+0000"}, "team_id": {"S": TEAM}}
    index.lags["by_due"] = [{**key, "standup_id": {"S": name}} for name in ("retro", "deleted")]
    assert ids(standups.due(EIGHT + MINUTE)) == ["review"]


def test_the_longest_due_comes_first_with_all_that_is_stored(standups, index):
    for number in range(3):
        standups.save(replace(RETRO, standup_id=f"s{number}"), "U0ANA", EIGHT, EIGHT - number * MINUTE)
    found = standups.due(EIGHT)
    assert ids(found) == ["s2", "s1", "s0"]
    assert found[0] == standups.stored(TEAM, "s2")


def test_what_is_at_work_already_is_not_read_again(standups, index):
    for name in ("s1", "s2"):
        standups.save(replace(RETRO, standup_id=name), "U0ANA", EIGHT, EIGHT)
    assert ids(standups.due(EIGHT, besides={(TEAM, "s1")})) == ["s2"]
    index.asked.clear()
    assert standups.due(EIGHT, besides={(TEAM, "s1"), (TEAM, "s2")}) == []
    assert index.asked == [("Query", "by_due")]


def test_looking_in_vain_costs_one_query(standups, index):
    assert standups.due(EIGHT) == Jobs().due(EIGHT) == Joinings().due(EIGHT) == []
    assert index.asked == [("Query", "by_due")] * 3


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_while_a_deployment_adds_or_deletes_the_index_the_one_before_is_read(standups, index, code):
    standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    index.refuses["by_due"] = code
    assert ids(standups.due(EIGHT)) == ["retro"]
    Jobs().keep(Job(TEAM, JobKind.CALENDAR, "retro", EIGHT))
    assert [job.about for job in Jobs().due(EIGHT)] == [job.about for job in Jobs().waiting(JobKind.CALENDAR)]


def test_no_other_refusal_is_taken_for_that(standups, index):
    index.refuses["by_due"] = "ProvisionedThroughputExceededException"
    with pytest.raises(StorageUnavailable):
        standups.due(EIGHT)
    assert ("Query", "due") not in index.asked


def test_a_table_of_the_release_before_gets_the_index_with_the_rows_that_it_has(engine, monkeypatch):
    """As CloudFormation does it: DynamoDB fills a new index by itself, because its keys are columns of old."""
    fresh = replace(engine, table_prefix="older")
    with monkeypatch.context() as before:
        before.setattr(StandupsTable, "_indexes", {"due": StandupsTable._indexes["due"]})
        assert create_missing_tables(fresh) == ["older-reports", "older-standups", "older-members"]
        Standups("").save(RETRO, "U0ANA", EIGHT, EIGHT)
    assert create_missing_tables(fresh) == ["older-standups/by_due"]
    assert ids(Standups("").due(EIGHT)) == ["retro"]
    assert create_missing_tables(fresh) == []


def test_the_release_before_finds_what_this_one_stores(standups):
    standups.save(RETRO, "U0ANA", EIGHT, EIGHT)
    assert [row.standup_id for row in StandupRow.due.query("due", StandupRow.due_at <= EIGHT)] == ["retro"]


def test_only_jobs_of_the_kind_that_is_asked_for_are_read(engine, index):
    for kind, about in ((JobKind.CALENDAR, "a"), (JobKind.POSTS, "b"), (JobKind.CALENDAR, "c")):
        Jobs().keep(Job(TEAM, kind, about, EIGHT))
    assert sorted(job.about for job in Jobs().waiting(JobKind.CALENDAR)) == ["a", "c"]
    index.asked.clear()
    assert Jobs().waiting(JobKind.REMOVAL) == []
    assert index.asked == [("Query", "by_due")]


def test_who_has_come_is_found_with_all_that_is_known(engine):
    one = Joining(TEAM, "retro", "U0ANA", is_here=True, at=EIGHT, due_at=EIGHT, zone="Europe/Prague", of_channel=True)
    assert Joinings().note(one)
    assert Joinings().due(EIGHT) == [one]
    assert Joinings().waits(ReportId(TEAM, "retro", EIGHT.date()), "U0ANA", EIGHT)
