"""What people type and how often must not stop or deceive others, tried one by one."""

import pytest

from tests.benchmarks.attacking import attackers, attacks_on, what_was_seen

attacker = pytest.fixture(scope="module")(attackers)


@pytest.mark.parametrize("attack", attacks_on("stopping", "crowding", "spoofing", "reaching"))
def test_it_holds_when_they(attacker, attack):
    outcome = attacker.tries(attack)
    assert outcome.held, what_was_seen(outcome)
    assert outcome.tried, "nothing was tried"
