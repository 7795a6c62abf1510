"""A sender whose process stood still for longer than its lease notices before it calls Slack, and sends nothing."""

from datetime import timedelta

import pytest

from app.domain.scheduling.urgency import Rank, Urgency
from app.errors import LeaseLost
from app.flows.scheduling import ticking
from app.flows.sender import sole_sender
from app.flows.sending.hands import Hands
from app.records import replace
from app.slack.limits import MESSAGES
from app.storage.rows.tables import StandupRow
from app.storage.scheduling.leases import LEASE, Leases
from local.stack import CHANNEL
from tests.kit.builders import EIGHT, a_standup
from tests.kit.clock import HeldClock

LONG, MOMENT = timedelta(minutes=10), timedelta(seconds=1)
TEAM, ANA = "T0LOCAL001", "U0ANAPRG01"


class Standing(HeldClock):
    """A clock whose next sleep takes longer than the lease, in which another sender begins."""

    def sleep(self, seconds):  # noqa: ARG002 it stands still for longer than it wants to
        later = self.moment + LEASE + MOMENT
        assert Leases().take(TEAM, "another", "tick", later)
        self.moment = later


@pytest.mark.parametrize("calls", [1, 3])
def test_who_waited_for_a_turn_meanwhile(services, clock, calls):
    clock = Standing(clock.moment)
    services = replace(services, clock=clock)
    sent = []
    with sole_sender(services, TEAM, "tick", clock.now() + LONG) as pacer:
        for _ in range(MESSAGES.at_once):
            pacer.carry_out(lambda: None, MESSAGES)
        hands, urgency = Hands(pacer.turns), Urgency(Rank.DUE, clock.now())
        for number in range(calls):
            hands.add(urgency, lambda n=number: pacer.carry_out(lambda: sent.append(n), MESSAGES))
        with pytest.raises(LeaseLost):
            hands.work(lambda: clock.now() + LONG)
    assert sent == []


def test_who_has_claimed_a_message_meanwhile(services, clock, stack):
    """Its successor finds the claim without a message, and sends it."""
    services = replace(services, standups=replace(services.standups, channel=""))  # nobody else is asked
    clock.moment = EIGHT - 2 * MOMENT
    due = a_standup(team_id=TEAM, standup_id="due", channel=CHANNEL, people=(ANA,))
    services.standups.save(due, ANA, clock.now(), EIGHT)
    clock.moment = EIGHT
    events = StandupRow._get_connection().connection.client.meta.events
    stood = []

    def stand_still(request, **_):
        if b"claimed_at" in request.body and ANA.encode() in request.body and not stood:
            later = clock.moment + LEASE + MOMENT
            stood.append(Leases().take(TEAM, "another", "tick", later))
            clock.moment = later  # after that: who keeps the time goes on here, and would renew the lease

    events.register("before-send.dynamodb", stand_still)
    try:
        ticking.tick(services, EIGHT, EIGHT + LONG)
    finally:
        events.unregister("before-send.dynamodb", stand_still)
    assert [lease.owner for lease in stood] == ["another"]
    assert [call for call in stack.workspace.calls if call["method"] == "chat.postMessage"] == []
