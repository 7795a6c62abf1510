"""The sender's lease: one holder, renewed, taken over when it has run out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.errors import LeaseLost
from app.storage.scheduling.leases import LEASE, Leases
from tests.kit.builders import EIGHT

pytestmark = pytest.mark.usefixtures("engine")
MOMENT = timedelta(seconds=1)


def test_of_many_who_take_it_one_has_it():
    with ThreadPoolExecutor(16) as crowd:
        taken = list(crowd.map(lambda n: Leases().take("T1", f"owner{n}", "ask", EIGHT), range(48)))
    assert len([lease for lease in taken if lease]) == 1


def test_another_workspace_does_not_wait():
    assert Leases().take("T1", "a", "ask", EIGHT)
    assert Leases().take("T2", "b", "ask", EIGHT)


def test_it_is_free_when_given_back():
    lease = Leases().take("T1", "a", "ask", EIGHT)
    assert Leases().take("T1", "b", "ask", EIGHT) is None
    Leases().give_back(lease)
    assert Leases().take("T1", "b", "ask", EIGHT)


def test_it_is_taken_over_when_it_has_run_out_and_the_old_holder_learns_it():
    lease = Leases().take("T1", "a", "ask", EIGHT)
    assert Leases().take("T1", "b", "ask", EIGHT + LEASE - MOMENT) is None
    assert Leases().take("T1", "b", "ask", EIGHT + LEASE + MOMENT)
    with pytest.raises(LeaseLost):
        Leases().renew(lease, EIGHT + LEASE + MOMENT)
    Leases().give_back(lease)
    assert Leases().held("T1").owner == "b"


def test_renewing_keeps_it():
    lease = Leases().take("T1", "a", "ask", EIGHT)
    renewed = Leases().renew(lease, EIGHT + LEASE - MOMENT)
    assert Leases().take("T1", "b", "ask", EIGHT + LEASE + MOMENT) is None
    assert renewed.until > lease.until


def test_a_clock_that_was_set_back_does_not_lock_a_workspace():
    Leases().take("T1", "a", "ask", EIGHT + timedelta(days=3))
    assert Leases().take("T1", "b", "ask", EIGHT)
