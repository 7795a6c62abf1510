"""Above fifty people, who has answered is told that it was posted, though not all at once."""

import pytest

from tests.kit.people import Team, answers, labels


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
        crowd.settles()
        crowd.comes_the_next_tick()
    for person in (ana, bo, last):
        assert "was posted to #team" in person.reads()
        assert labels(person) == ["Edit"]
    silent = crowd.asked[2:-1]
    assert all("without you" in person.reads() for person in silent)
    assert crowd.failures() == []


def test_the_form_opens_and_the_menu_that_was_not_refreshed_yet_says_what_is_true(crowd):
    ana, bo, *_ = crowd.asked
    answers(ana, "Export", "Import", "")
    crowd.settles()
    crowd.fault("chat.update", "status", status=503, times=None)
    crowd.get_the_report()
    crowd.no_faults()
    assert labels(ana) == ["Edit", "Withdraw"], "their turn has not come"
    assert labels(bo) == ["Open Report", "Skip today"]
    ana.clicks("Edit")
    bo.clicks("Open Report")
    crowd.settles()
    assert ana.questions()[0]["element"]["initial_value"] == "Export"
    assert "was posted to #team" in ana.reads()
    assert labels(ana) == ["Edit"]
    assert "in the thread" in str(bo.form()["blocks"])
    assert "without you" in bo.reads()
    assert labels(bo) == ["Add to thread"]
    bo.sends("Late, but there")
    crowd.settles()
    assert "was added to the thread" in bo.reads()
    assert crowd.failures() == []
