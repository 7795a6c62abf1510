"""DynamoDB may do a part of a batch only: the rest is asked for again, a little later each time, and not for ever."""

import pytest

from app.domain.day.member import Member, Profile
from app.errors import StorageUnavailable
from app.storage.day.members import Members
from app.storage.rows import connection
from app.storage.rows.connection import read_together
from app.storage.rows.tables import MemberRow
from local.aws.unprocessed import is_whole, kept_back, with_rest
from tests.kit.builders import EIGHT
from tests.kit.people import answers, labels

ANA, BO = Member("T0TEAM", "U0ANA", Profile("ana", "Ana")), Member("T0TEAM", "U0BO", Profile("bo", "Bo"))


@pytest.fixture
def both(engine, pauses):
    members = Members(days_kept=400)
    for member in (ANA, BO):
        members.remember_profile(member, EIGHT)
    return members


def names(members):
    return {member.profile.display_name for member in members.get_many("T0TEAM", ["U0ANA", "U0BO"], EIGHT).values()}


def test_who_was_left_out_of_a_batch_is_asked_for_again(both, team, pauses):
    team.fault("dynamodb", "unprocessed", times=1, where={"operation": "BatchGetItem"})
    assert names(both) == {"Ana", "Bo"}
    assert len(pauses) == 1


def test_rows_of_several_tables_that_are_read_together_are_all_there(both, team, pauses):
    team.fault("dynamodb", "unprocessed", times=1, where={"operation": "BatchGetItem"})
    found = read_together((MemberRow, "T0TEAM", "U0ANA"), (MemberRow, "T0TEAM", "U0BO"))
    assert [row.display_name for row in found] == ["Ana", "Bo"]
    assert len(pauses) == 1


def test_it_is_waited_longer_each_time_and_given_up_in_time_for_an_answer(both, team, pauses, monkeypatch):
    real = connection.Connection.dispatch

    def never_whole(self, operation, asked):
        reply = real(self, operation, asked)
        return {**reply, "UnprocessedKeys": asked["RequestItems"]} if operation == "BatchGetItem" else reply

    monkeypatch.setattr(connection.Connection, "dispatch", never_whole)
    with pytest.raises(StorageUnavailable):
        both.get_many("T0TEAM", ["U0ANA", "U0BO"], EIGHT)
    longest = [connection.FIRST_PAUSE * 2**number for number in range(connection.ATTEMPTS - 1)]
    assert all(0 <= waited <= most for waited, most in zip(pauses, longest, strict=True))
    assert sum(longest) < 1


def test_what_was_left_out_of_a_batch_of_writes_is_written_later(both, team, pauses):
    team.fault("dynamodb", "unprocessed", times=1, where={"operation": "BatchWriteItem"})
    with MemberRow.batch_write() as batch:
        for user_id in ("U0CY", "U0DI"):
            batch.save(MemberRow("T0TEAM", user_id))
    assert set(both.get_many("T0TEAM", ["U0CY", "U0DI"], EIGHT)) == {"U0CY", "U0DI"}
    assert len(pauses) == 1


def test_people_notice_nothing_of_batches_that_are_done_in_part(asked_team):
    asked_team.fault("dynamodb", "unprocessed", times=8)
    ana = asked_team.asked[0]
    answers(ana, "Export")
    asked_team.settles()
    assert labels(ana) == ["Edit", "Withdraw"]
    assert asked_team.get_the_report()["status"] == "succeeded"
    assert len(asked_team.posts()) == 1
    assert asked_team.failures() == []


def test_the_embedded_dynamodb_keeps_back_one_item_of_several_and_says_which():
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\nX-Amz-Target: DynamoDB_20120810.BatchGetItem"
    body = b'{"RequestItems": {"t": {"Keys": [{"a": {"S": "1"}}, {"a": {"S": "2"}}], "ConsistentRead": true}}}'
    request = head % len(body) + b"\r\n\r\n" + body
    assert is_whole(request)
    assert not is_whole(request[:-1])
    kept = kept_back(request, "BatchGetItem")
    assert kept == {"t": {"Keys": [{"a": {"S": "2"}}], "ConsistentRead": True}}
    assert kept_back(request.replace(b', {"a": {"S": "2"}}', b""), "BatchGetItem") == {}
    read = b'{"Responses": {"t": [{"a": {"S": "1"}}, {"a": {"S": "2"}}]}}'
    said = with_rest(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + read, "BatchGetItem", kept)
    assert is_whole(said)
    assert b'{"Responses": {"t": [{"a": {"S": "1"}}]}, "UnprocessedKeys": {"t"' in said
