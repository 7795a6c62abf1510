"""What strangers, forged requests and web pages must not be able to do, tried one by one."""

import pytest

from tests.benchmarks.attacking import attackers, attacks_on, what_was_seen

attacker = pytest.fixture(scope="module")(attackers)


@pytest.mark.parametrize("attack", attacks_on("forging", "entering", "browsing"))
def test_it_holds_when_they(attacker, attack):
    outcome = attacker.tries(attack)
    assert outcome.held, what_was_seen(outcome)
    assert outcome.tried, "nothing was tried"
