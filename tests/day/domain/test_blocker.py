"""What counts as a blocker, whom it concerns, and when it is out of the way."""

import pytest

from app.domain.day.blocker import MOST_OPEN, BlockerId, blocker_of, fingerprint, newest
from app.errors import UnknownReport
from tests.kit.builders import EIGHT, a_report, a_submitted_report, an_occurrence

WAITING = {"question0": "Export", "question2": "Waiting for a review"}


def a_blocker(**changes):
    return blocker_of(an_occurrence(), a_submitted_report(**{"answers": WAITING, **changes}))


def test_an_answer_that_names_an_impediment_is_a_blocker():
    assert a_blocker().text == "Waiting for a review"
    assert str(a_blocker().id) == "T0TEAM.daily.20261124.U0ANA"


def test_an_answer_that_names_nothing_is_none():
    assert a_blocker(answers={"question0": "Export", "question2": "n/a"}) is None


def test_a_report_that_was_taken_back_has_none():
    submitted = a_submitted_report(WAITING)
    assert blocker_of(an_occurrence(), submitted.withdraw(an_occurrence(), EIGHT.replace(hour=9))) is None
    assert blocker_of(an_occurrence(), a_report()) is None


def test_it_concerns_its_author_who_helps_and_who_could():
    assert a_blocker().concerned == {"U0ANA"}
    assert a_blocker(blocked_named="U0BO", blocked_helpers=("U0LEE",)).concerned == {"U0ANA", "U0BO", "U0LEE"}


def test_it_is_resolved_until_another_impediment_is_written_in_its_place():
    resolved = {"blocked_resolution_by": "U0ANA", "blocked_resolution_of": fingerprint("Waiting for a review")}
    assert a_blocker(**resolved).is_resolved
    assert not a_blocker(**resolved, answers={**WAITING, "question2": "The build is red"}).is_resolved


def test_an_id_is_read_back_as_it_was_written():
    assert BlockerId.parse(str(a_blocker().id)) == a_blocker().id


@pytest.mark.parametrize("text", ["", "U0ANA", "T0TEAM.daily.20261124", "T0TEAM.daily.20261124.", "a.b.20261324.U0"])
def test_what_cannot_be_an_id_is_refused(text):
    with pytest.raises(UnknownReport):
        BlockerId.parse(text)


def test_the_newest_are_looked_at():
    texts = [f"T0TEAM.daily.202610{day:02}.U0ANA" for day in range(1, 31)]
    ids = newest(texts)
    assert len(ids) == MOST_OPEN
    assert ids[0].report_id.day.day == 30
