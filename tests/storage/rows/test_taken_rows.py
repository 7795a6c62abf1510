"""A row that others change, or that a transaction holds, is written all the same, a little later."""

import pytest

from app.domain.day.member import Preferences
from app.errors import StorageUnavailable
from app.storage.day.members import Members
from app.storage.rows.connection import ATTEMPTS, until_it_holds
from app.storage.rows.tables import MemberRow
from app.storage.setup.standups import Standups
from tests.kit.builders import EIGHT, a_standup
from tests.kit.people import answers, labels

CALM, TEAM = Preferences(reminders=1), "T0TEAM"


@pytest.fixture
def members(engine, pauses):
    return Members(days_kept=400)


def is_calm(members):
    return members.get(TEAM, "U0ANA", EIGHT).preferences == CALM


def test_who_loses_a_row_to_others_lets_them_go_before_the_next_attempt(members, pauses):
    rivals = ["first", "second", "third"]
    members.note_seen(TEAM, "U0ANA", ["before"], EIGHT)

    def write() -> bool:
        row = MemberRow.get(TEAM, "U0ANA")
        if rivals:
            members.note_seen(TEAM, "U0ANA", [rivals.pop()], EIGHT)
        row.update([MemberRow.seen.set([*row.seen, "mine"])], MemberRow.seen == row.seen)
        return True

    assert until_it_holds(write, "a person's row")
    assert members.get(TEAM, "U0ANA", EIGHT).remembered.seen == {"before", "first", "second", "third", "mine"}
    assert len(pauses) == 3


def test_a_row_that_a_transaction_holds_is_written_after_it(members, team, pauses):
    team.fault("dynamodb", "conflict", times=2, where={"operation": "UpdateItem"})
    members.remember_preferences(TEAM, "U0ANA", CALM, EIGHT)
    assert is_calm(members)
    assert len(pauses) == 2


def test_a_row_that_is_held_all_the_time_is_given_up_in_time_for_an_answer(members, team, pauses):
    team.fault("dynamodb", "conflict", times=ATTEMPTS, where={"operation": "UpdateItem"})
    with pytest.raises(StorageUnavailable, match="TransactionConflictException"):
        members.remember_preferences(TEAM, "U0ANA", CALM, EIGHT)
    assert sum(pauses) < 1


def test_of_two_transactions_about_a_row_the_second_comes_after_the_first(members, team, pauses):
    team.fault("dynamodb", "conflict", times=1, where={"operation": "TransactWriteItems"})
    stored = Standups("C0TEAM").save(a_standup(), "U0ANA", EIGHT, EIGHT)
    assert Standups("C0TEAM").stored(TEAM, stored.standup.standup_id) == stored
    assert len(pauses) == 1


def test_people_notice_nothing_of_transactions_in_their_way(asked_team):
    asked_team.fault("dynamodb", "conflict", times=4, where={"operation": "UpdateItem"})
    ana = asked_team.asked[0]
    answers(ana, "Export")
    asked_team.settles()
    assert labels(ana) == ["Edit", "Withdraw"]
    assert asked_team.failures() == []
