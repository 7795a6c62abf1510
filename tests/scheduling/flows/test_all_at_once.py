"""All that is due is worked on at once: turns by urgency, one at a time in our own code, and an end to all of it."""

import threading
from datetime import timedelta

import pytest

from app.domain.scheduling.urgency import Rank, Urgency
from app.errors import LeaseLost, OutOfTime, SlackRateLimited, StorageUnavailable
from app.flows.sender import sole_sender
from app.flows.sending.hands import MOST, Hands
from app.slack.limits import MENUS_IN_A_CROWD, MESSAGES, of_channel
from app.slack.patience import others_go_on
from app.storage.scheduling.leases import LEASE, Leases
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TIMEOUT = 20


def urgent(seconds):
    return Urgency(Rank.DUE, EIGHT + seconds * SECOND)


@pytest.fixture
def at_work(services, clock):
    """Let hands do tasks, each given with its urgency, and return when all is done."""

    def work(*tasks, deadline=EIGHT + 15 * MINUTE, look=None):
        with sole_sender(services, TEAM_ID, "tick", deadline, waits=False) as pacer:
            hands = Hands(pacer.turns)

            def first_look():
                for urgency, task in tasks:
                    hands.add(urgency, lambda urgency=urgency, task=task: task(pacer.at(urgency)))
                return clock.now() + MINUTE

            looks = iter([first_look])

            def look_again():
                return look(hands, pacer) if look else clock.now() + MINUTE

            hands.work(lambda: next(looks, look_again)())  # noqa: PLW0108 each look takes the next one

    return work


def test_what_is_most_urgent_gets_the_turns_whenever_it_comes(at_work, clock):
    order = []

    def sends(name, number):
        def task(pacer):
            for _ in range(number):
                pacer.carry_out(lambda: order.append(name), MESSAGES)

        return task

    at_work((urgent(60), sends("crowd", 30)), (urgent(10), sends("team", 10)))
    assert len(order) == 40
    assert order.index("team") <= MESSAGES.at_once
    assert order[: order.index("team") + 10].count("crowd") <= MESSAGES.at_once + 1
    seconds = (clock.now() - EIGHT).total_seconds()
    assert seconds == pytest.approx((40 - MESSAGES.at_once) * 60 / MESSAGES.a_minute, abs=0.5)


def test_two_channels_do_not_wait_for_each_other(at_work, clock):
    def posts(channel):
        def task(pacer):
            for _ in range(10):
                pacer.carry_out(lambda: None, MESSAGES, of_channel(channel))

        return task

    at_work((urgent(1), posts("C1")), (urgent(2), posts("C2")), (urgent(3), posts("C3")))
    assert clock.now() - EIGHT < 11 * SECOND


def test_after_a_refusal_the_others_go_on(at_work, clock):
    refused, done = [], []

    def refused_once(pacer):
        def call():
            if not refused:
                refused.append(clock.now())
                raise SlackRateLimited("chat.postMessage", 30)
            done.append((clock.now() - EIGHT).total_seconds())

        pacer.carry_out(call, MESSAGES, of_channel("C1"))

    at_work(
        (urgent(1), refused_once),
        (urgent(2), lambda pacer: pacer.carry_out(lambda: done.append("other"), MESSAGES, of_channel("C2"))),
    )
    assert done[0] == "other"
    assert done[1] >= 30


def test_calls_go_on_side_by_side_and_our_own_code_does_not(at_work):
    together, inside, most = threading.Barrier(3, timeout=TIMEOUT), [], []

    def call():
        with others_go_on():
            together.wait()  # each of them is in its call while the two others are

    def task(pacer):
        for _ in range(5):
            pacer.carry_out(call)
            inside.append(pacer)
            most.append(len(inside))
            for _ in range(2000):
                pass
            inside.remove(pacer)

    at_work(*((urgent(number), task) for number in range(3)))
    assert set(most) == {1}


def test_a_task_that_adds_others_is_followed_by_them(services, clock):
    done = []
    with sole_sender(services, TEAM_ID, "tick", EIGHT + MINUTE, waits=False) as pacer:
        hands = Hands(pacer.turns)

        def task(number):
            done.append(number)
            if number:
                hands.add(urgent(number), lambda: task(number - 1))

        def look():
            hands.add(urgent(0), lambda: task(5))
            return clock.now() + MINUTE

        hands.work(look)
    assert done == [5, 4, 3, 2, 1, 0]


def test_what_falls_due_meanwhile_is_begun_in_its_minute(at_work, clock):
    """While a thousand are asked, a team of ten comes two minutes later: it need not wait for them."""
    begun = []

    def crowd(pacer):
        for _ in range(1000):
            pacer.carry_out(lambda: None, MESSAGES)

    def look(hands, pacer):
        if len(begun) < 3:
            begun.append(clock.now())
            hands.add(urgent(-1), lambda: pacer.at(urgent(-1)).carry_out(lambda: begun.append(clock.now()), MESSAGES))
        return clock.now() + MINUTE

    at_work((urgent(600), crowd), look=look)
    assert begun[0] - EIGHT == MINUTE
    assert begun[1] - begun[0] < SECOND


def test_no_more_hands_than_that(at_work):
    held, most = set(), []

    def task(pacer):
        held.add(threading.get_ident())
        most.append(len(held))
        pacer.carry_out(lambda: None, MESSAGES)
        held.discard(threading.get_ident())

    at_work(*((urgent(number), task) for number in range(3 * MOST)))
    assert len(most) == 3 * MOST
    assert max(most) <= MOST


def test_who_loses_the_lease_ends_and_sends_nothing_more(at_work, services, clock):
    sent = []

    def taken_over(pacer):
        for number in range(100):
            pacer.carry_out(lambda: sent.append(clock.now()), MESSAGES)
            if number == 10:  # taken first: whoever keeps the time renews the lease as soon as the clock has moved
                assert services.sending.leases.take(TEAM_ID, "another", "tick", clock.now() + 2 * LEASE)
                clock.sleep(2 * LEASE.total_seconds())

    with pytest.raises(LeaseLost):
        at_work((urgent(1), taken_over), *((urgent(number), taken_over) for number in range(2, 6)))
    assert len(sent) < 5 * 11 + MESSAGES.at_once


def test_before_its_time_is_over_it_stops_and_what_is_under_way_is_done(at_work, clock):
    done = []

    def task(pacer):
        for _ in range(100):
            pacer.carry_out(lambda: None, MESSAGES)
            done.append(clock.now())

    deadline = EIGHT + 10 * SECOND
    with pytest.raises(OutOfTime):
        at_work((urgent(1), task), (urgent(2), task), deadline=deadline)
    assert deadline - SECOND < max(done) <= deadline


class Killed(BaseException):
    """The process is no more."""


def test_an_error_that_nobody_expects_ends_all_of_it(at_work):
    after = []

    def dies(pacer):
        pacer.carry_out(lambda: None, MESSAGES)
        raise Killed

    def others(pacer):
        for _ in range(100):
            pacer.carry_out(lambda: after.append(1), MESSAGES)

    with pytest.raises(Killed):
        at_work((urgent(1), dies), (urgent(2), others))
    assert len(after) < 2 * MESSAGES.at_once


def test_the_lease_is_held_while_everybody_waits(at_work, services, clock, monkeypatch):
    left, sleep = [], clock.sleep

    def asleep(seconds):
        held = services.sending.leases.held(TEAM_ID)
        left.append(held.until - clock.now())
        sleep(seconds)

    monkeypatch.setattr(clock, "sleep", asleep)

    def waits(pacer):
        pacer.wait_out(SlackRateLimited("users_info", 120))

    at_work((urgent(1), waits))
    assert clock.now() - EIGHT >= 120 * SECOND
    assert min(left) > 2 * SECOND


def test_while_slack_refuses_forms_people_are_asked_more_slowly(at_work, services, clock):
    sent = []

    def crowd(pacer):
        for number in range(200):
            pacer.carry_out(lambda: sent.append((clock.now() - EIGHT).total_seconds()), MESSAGES)
            if number == 20:
                services.sending.leases.note_crowd(TEAM_ID, clock.now())

    at_work((urgent(1), crowd))
    noted = sent[20]
    slow = [moment for moment in sent if noted + 3 < moment < noted + 58]
    assert len(slow) == pytest.approx(55 / 60 * MENUS_IN_A_CROWD.a_minute, abs=3)
    assert sent[-1] < noted + 60 + 30  # and then at full pace again


def test_a_renewal_that_fails_once_ends_nothing(at_work, services, clock, monkeypatch):
    """DynamoDB may be away for some seconds: the lease lasts longer."""
    renew, failed, sent = Leases.renew, [], []

    def fails_once(self, lease, now):
        if not failed:
            failed.append(now)
            raise StorageUnavailable("away")
        return renew(self, lease, now)

    monkeypatch.setattr(Leases, "renew", fails_once)

    def crowd(pacer):
        for _ in range(60):
            pacer.carry_out(lambda: sent.append(clock.now()), MESSAGES)

    at_work((urgent(1), crowd))
    assert (len(failed), len(sent)) == (1, 60)
