"""Retention, told by scanning every table raw: words go with their day, and who was erased does not come back."""

import json

import pytest

from app.domain.privacy.erasure import mentions
from app.views import ids
from tests.kit.builders import TEN, TUESDAY
from tests.privacy.flows.erased import AWAY_WORDS, DAY, SECRET, Scene
from tests.privacy.flows.traces import Traces
from tests.privacy.flows.ways_back import WAYS


@pytest.fixture
def scene(team, services, clock, stack, tmp_path):
    scene = Scene(team, services, clock, stack, tmp_path)
    scene.traces = Traces(stack)
    return scene


@pytest.mark.usefixtures("commands")
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_an_erased_person_is_stored_again(way, scene):
    """Every attribute of every row of every table, at once after each way to bring them back and after another day.

    What begins after the erasure is nearly all stopped by a look at who was erased, before it comes to the gate: only
    who is named as helper, or as asked, by a form that was acknowledged before is left to it.
    """
    ana, traces = scene.ana, scene.traces
    known = scene.services.members.get(scene.team_id, ana.id, scene.clock.moment)
    assert traces.marks(SECRET, ana.id, known.profile.display_name)
    brings_back = WAYS[way](scene)
    scene.is_erased()
    said = len(ana.messages())
    brings_back()
    assert stored_of(ana, traces) == ([], set())
    scene.tick(TEN + DAY)
    assert stored_of(ana, traces) == ([], set())
    told = [message["text"] for message in ana.messages()[said:]]
    assert [text for text in told if "erased" not in text and "had no effect" not in text] == []


@pytest.mark.usefixtures("commands")
@pytest.mark.parametrize("way", [way for way in WAYS if way != "restored"])  # which comes past the app
def test_nothing_of_a_person_is_stored_by_what_is_under_way_while_they_are_erased(way, scene, monkeypatch):
    """The same requests by a run that has looked at all it needs: only the gate is between it and the tables.

    Without the gate each of these fails.
    """
    ana, traces = scene.ana, scene.traces
    brings_back = WAYS[way](scene)
    came = scene.is_erased_meanwhile(monkeypatch)
    brings_back()
    assert came
    assert stored_of(ana, traces) == ([], set())
    scene.tick(TEN + DAY)
    assert stored_of(ana, traces) == ([], set())


def stored_of(person, traces):
    rows = [item for _, item in traces.rows() if mentions(item, person.id)]
    return rows, traces.marks(SECRET, AWAY_WORDS, "Anna the second")


def test_nothing_that_a_person_wrote_is_stored_after_its_day_has_ended(scene):
    """The embedded DynamoDB deletes nothing by itself, so what has come to its end by `expires_at` counts as gone."""
    first, last = ({"day": {"type": "datepicker", "selected_date": f"{TUESDAY + days * DAY}"}} for days in (1, 2))
    note = {"note": {"type": "plain_text_input", "value": AWAY_WORDS}}
    scene.sends(scene.fills(ids.AWAY_FORM, f"{TUESDAY}", first_day=first, last_day=last, note=note))
    assert scene.traces.marks(SECRET, AWAY_WORDS) == {SECRET, AWAY_WORDS}
    for days in range(1, 10):
        scene.tick(TEN + days * DAY)  # who is asked each day has their profile read anew
        left = [item for _, item in scene.traces.rows() if not has_ended(item, scene.clock.moment)]
        words = json.dumps(left, ensure_ascii=False)
        assert (SECRET in words) == (days <= 7), days
    assert AWAY_WORDS not in json.dumps([item for item in left if "user_id" in item and "report_id" not in item])


def has_ended(item, now):
    return item.get("expires_at") is not None and item["expires_at"] <= now.timestamp()
