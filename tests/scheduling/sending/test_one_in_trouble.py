"""What Slack refuses for one person, or one standup, keeps nobody else waiting."""

from datetime import timedelta

import pytest

from app.domain.day.member import Member, Profile
from app.storage.rows.tables import MemberRow
from benchmarks.ticks import MINUTE
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, TUESDAY
from tests.scheduling.flows.test_stopped_meanwhile import Morning
from tests.scheduling.sending.in_line import DUE, morning

LEADS = "C0LEADS001"
HOUR = timedelta(hours=1)


@pytest.fixture
def two(processes):
    with morning(8, 8) as there:
        yield there


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "error": "internal_error"},
        {"kind": "error", "error": "access_denied"},
        {"kind": "ratelimited", "seconds": 3600},
    ],
    ids=["broken", "refused", "closed for an hour"],
)
def test_somebody_unknown_whom_slack_does_not_describe_is_asked_with_the_others(two, fault):
    stranger = two.groups[0][3]
    MemberRow(two.team_id, stranger).delete()
    two.goes_wrong("users.info", **fault, where={"user": stranger})
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


@pytest.fixture
def closed_for_an_hour(two):
    """The first standup is about a channel whose people Slack does not tell for an hour; it keeps the method closed."""
    two.room._place.post("channel", id=LEADS, add=[*two.groups[0], "bot"])
    two.room._place.settle()
    two.saved(0, people=None, channel=LEADS)
    two.goes_wrong("conversations.members", kind="ratelimited", seconds=3600, where={"channel": LEADS})
    return two


def still_due(morning):
    return [one.standup.standup_id for one in morning.services.standups.due(morning.now)]


def test_a_longer_wait_than_a_run_has_time_for_is_no_reason_to_end_the_others(closed_for_an_hour):
    two = closed_for_an_hour
    two.saved(1, owners=two.groups[1])  # whoever asks its owners alone need not know the people of its channel
    two.ticks(1)
    assert sorted({*two.reached()} - {LEADS}) == two.groups[1]  # there the standup is introduced
    assert two.now < DUE + MINUTE
    assert still_due(two) == ["many-0"]


def test_who_needs_what_slack_keeps_closed_is_asked_once_the_wait_is_over(closed_for_an_hour):
    two = closed_for_an_hour
    two.ticks(1)
    assert two.now < DUE + MINUTE
    two.room._place.post("faults", clear=True)
    two.ticks(1, since=DUE + HOUR + MINUTE)
    reached = [one for one in two.reached() if one != LEADS]
    assert len(reached) == len({*reached})
    assert {*two.groups[0], *two.groups[1]} <= {*reached}
    assert still_due(two) == []


@pytest.mark.parametrize(
    "fault",
    [{"kind": "error", "error": "restricted_action"}, {"kind": "ratelimited", "seconds": 3600}],
    ids=["refused", "closed for an hour"],
)
def test_a_report_that_cannot_be_posted_keeps_nobody_further_west_from_being_asked_and_reminded(
    services, clock, team, fault
):
    """Berlin's time to answer ends when Ponta Delgada is asked, and London reminded."""
    west = Morning(services, clock, team)
    for user_id, zone in zip(west.people, ("Europe/Berlin", "Europe/London", "Atlantic/Azores"), strict=True):
        services.members.remember_profile(Member(west.team_id, user_id, profile=Profile(zone=zone)), EIGHT)
    clock.moment = EIGHT - 2 * HOUR
    west.begins(own_zones=True, reminders=(60,))
    west.ticks(EIGHT - HOUR)
    west.ticks(EIGHT)
    team.fault(on="chat.postMessage", where={"channel": CHANNEL}, times=None, **fault)
    west.ticks(EIGHT + HOUR)
    sent = [call["args"]["channel"] for call in team.calls("chat.postMessage") if call["ok"]]
    assert [sent.count(user_id) for user_id in west.people[1:]] == [2, 1]
    is_refused = fault["kind"] == "error"
    assert [("I could not post" in person.reads()) for person in team.people[1:3]] == [is_refused, is_refused]
    west.ticks(EIGHT + HOUR + MINUTE)
    (day,) = services.reports.occurrences(west.team_id, "retro", [TUESDAY], clock.now())
    assert day.trouble.problem == fault.get("error")
    team.no_faults()
    west.ticks(EIGHT + 2 * HOUR + MINUTE)
    west.ticks(EIGHT + 2 * HOUR + 2 * MINUTE)
    assert len(team.channel()) == 1
    assert all("I could not post" not in person.reads() for person in team.people[:3])
