"""Two hundred standups, each drawn with what happens to it, go in the real flows as the model says they should.

Now and then somebody reads on Home and in `/standup list` when they are asked next, and that is when they are asked.

`python3 manage.py bench stories 5000` plays more of them; `bench stories 1 SEED` plays one again.
"""

import pytest

from tests import ROOT
from tests.oracle.inside import inside
from tests.oracle.mutants import MUTANTS, file_of
from tests.oracle.play import Played, differences
from tests.oracle.story import BEGINNINGS, story

pytestmark = pytest.mark.long

STORIES, AT_ONCE = 200, 20


@pytest.fixture(scope="module")
def place():
    with inside(BEGINNINGS[0]) as place:
        yield place


@pytest.mark.parametrize("first", range(0, STORIES, AT_ONCE))
def test_people_are_asked_reminded_and_read_when_the_page_says(place, first):
    found = {}
    for seed in range(first, first + AT_ONCE):
        played = Played(place, story(seed))
        found[seed] = differences(*played.runs()) + played.broken_promises()
    assert {seed: each for seed, each in found.items() if each} == {}


def test_the_stories_tell_of_all_that_can_happen(place):
    """What is never drawn is never compared."""
    counted = Played(place, story(0)).counted
    for seed in range(60):
        played = Played(place, story(seed))
        played.runs()
        counted += played.counted
    happened = {"edit", "rename", "pause", "join", "leave", "leave_unheard", "away", "quit", "ask_now", "answer"}
    assert happened <= set(counted), f"never: {happened - set(counted)}"
    assert {"days", "asked", "reminded", "heading", "posted", "days missed", "outages", "own zones"} <= set(counted)


@pytest.mark.parametrize(("name", "here"), [mutant[:2] for mutant in MUTANTS])
def test_each_fault_that_the_stories_are_tried_with_has_its_place(name, here):
    assert file_of(name, ROOT).read_text("utf-8").count(here) == 1
