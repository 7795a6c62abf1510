"""What Slack refuses for one person, or one standup, keeps nobody else waiting."""

import pytest

from app.domain.standup import with_values
from app.storage.rows.tables import MemberRow
from benchmarks.ticks import MINUTE
from tests.scheduling.sending.in_line import DUE, morning

ANA, LEADS = "U0ANAPRG01", "C0LEADS001"


@pytest.fixture
def two(processes):
    with morning(8, 8) as there:
        yield there


@pytest.mark.parametrize("error", ["internal_error", "access_denied"])
def test_somebody_unknown_whom_slack_does_not_describe_is_asked_with_the_others(two, error):
    stranger = two.groups[0][3]
    MemberRow(two.team_id, stranger).delete()
    two.goes_wrong("users.info", kind="error", error=error, where={"user": stranger})
    two.ticks(1)
    assert sorted(two.reached()) == sorted([*two.groups[0], *two.groups[1]])
    assert two.now < DUE + MINUTE


def test_if_slack_describes_nobody_it_is_away_and_the_next_tick_tries_again(two):
    for user_id in two.groups[0]:
        MemberRow(two.team_id, user_id).delete()
    two.goes_wrong("users.info", kind="error", error="internal_error")
    two.ticks(1)
    assert sorted(two.reached()) == two.groups[1]
    two.room._place.post("faults", clear=True)
    two.ticks(1, since=DUE + MINUTE)
    assert sorted(two.reached()) == sorted([*two.groups[0], *two.groups[1]])


def test_a_longer_wait_than_a_run_has_time_for_is_no_reason_to_end_the_others(two):
    two.room._place.post("channel", id=LEADS, add=[*two.groups[0], "bot"])
    two.room._place.settle()
    whole = with_values(two.standup(0), {"people": None, "channel": LEADS})
    two.services.standups.save(whole, ANA, two.now, DUE)
    two.goes_wrong("conversations.members", kind="ratelimited", seconds=3600, where={"channel": LEADS})
    two.ticks(1)
    assert sorted({*two.reached()} - {LEADS}) == two.groups[1]  # there the standup is introduced
    assert two.now < DUE + MINUTE
    assert [one.standup.standup_id for one in two.services.standups.due(two.now)] == ["many-0"]
