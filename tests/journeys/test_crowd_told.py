"""Above fifty people, who has answered is told that it was posted, though not all at once."""

import pytest

from tests.people import Team, answers, labels


@pytest.fixture
def crowd(team):
    team.place.post("people", add=45)
    team = Team(team.place)
    team.are_asked()
    return team


def test_who_has_answered_in_a_crowd_reads_soon_that_it_was_posted(crowd):
    assert len(crowd.asked) > 50
    ana, bo, *_, last = crowd.asked
    for person in (ana, bo, last):
        answers(person, "Export", "Import", "")
    crowd.settles()
    assert labels(ana) == ["Edit", "Withdraw"]
    crowd.get_the_report()
    for _ in range(3):
        crowd.time_passes(minutes=1)
        crowd.comes_the_next_tick()
    for person in (ana, bo, last):
        assert "was posted to #team" in person.reads()
        assert labels(person) == ["Edit"]
    silent = crowd.asked[2:-1]
    assert all("without you" in person.reads() for person in silent)
    assert crowd.failures() == []
